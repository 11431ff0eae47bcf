import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caseDocuments, casesQuery } from '../mongo/mongo-cases.ts';
import { openStores, type TestStores } from '../testing/real-origin.ts';
import type { CaseDocument } from './case.ts';
import { type CaseWorld, caseWorld } from './testing/case-world.ts';

let stores: TestStores;
let world: CaseWorld;
let moderator: Actor;
beforeAll(async () => {
  stores = await openStores(17);
  world = await caseWorld(stores);
  moderator = await world.person('moderator');
});
beforeEach(async () => {
  await stores.db.collection('cases').deleteMany({});
  await stores.db.collection('reports').deleteMany({});
  world.origin.time.aheadMs = 0;
});
afterAll(() => stores.close());

const target = (actor: Actor, kind: 'user' | 'profile' = 'user') => ({ kind, id: actor.account });

/** Somebody whom so many people reported for this reason. */
async function reported(reason: Parameters<CaseWorld['report']>[2] = 'harassment', times = 1): Promise<Actor> {
  const person = await world.person();
  for (let count = 0; count < times; count += 1) await world.report(await world.person(), target(person), reason);
  return person;
}

describe('reports', () => {
  it('of one target make one case, however many come at once; of another kind, another', async () => {
    const person = await world.person();
    const reporters = await Promise.all(Array.from({ length: 8 }, () => world.person()));
    const answers = await Promise.all(reporters.map((each) => world.report(each, target(person))));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    await world.report(reporters[0] ?? person, target(person, 'profile'), 'sexual');
    const { items } = await world.list(moderator);
    expect(items.map(({ targetKind, reports }) => [targetKind, reports]).sort()).toEqual([
      ['profile', 1],
      ['user', 8],
    ]);
  });

  it('keep what was reported, as it was', async () => {
    const person = await reported();
    await world.origin.project(person, { version: 2, bio: 'All is well.' });
    const seen = await world.see(moderator, await world.caseAbout(person));
    expect(seen.snapshot).toMatchObject({ handle: person.name, bio: 'Hello.' });
  });

  it('raise the priority and the version when they say something new, and only then', async () => {
    const person = await reported('spam');
    const first = await world.see(moderator, await world.caseAbout(person));
    expect(first).toMatchObject({ version: 1, priority: 'low', reasons: ['spam'] });
    await world.report(await world.person(), target(person), 'spam');
    expect(await world.see(moderator, first.id)).toMatchObject({ version: 1, reports: 2 });
    await world.report(await world.person(), target(person), 'self_harm');
    expect(await world.see(moderator, first.id)).toMatchObject({
      version: 2,
      priority: 'critical',
      reason: 'self_harm',
    });
  });

  it('do not tell who made them, but to who has the case and says why; that is recorded', async () => {
    const reporter = await world.person();
    const person = await world.person();
    await world.report(reporter, target(person));
    const id = await world.caseAbout(person);
    expect(JSON.stringify(await world.see(moderator, id))).not.toContain(reporter.account);
    const reason = 'the police asked';
    expect(await world.post(moderator, `/${id}/reporters`, { reason })).toMatchObject({ status: 409 });
    expect(await world.post(moderator, `/${id}/reporters`, { reason: '' })).toMatchObject({ status: 400 });
    await world.take(moderator, id);
    expect(await world.post(moderator, `/${id}/reporters`, { reason })).toMatchObject({
      status: 200,
      body: { data: { items: [{ reporter: 1, accountId: reporter.account, handle: reporter.name }] } },
    });
    const records = await stores.db.collection('audit_log').find({ subject: id }).toArray();
    expect(records).toContainEqual(
      expect.objectContaining({ action: 'case.reporters_read', actor: moderator.account, reason }),
    );
  });
});

describe('the queue', () => {
  it('goes by urgency, then by age, page by page, and each filter narrows it', async () => {
    const spam = await reported('spam');
    const threat = await reported('harassment');
    const child = await reported('minor_at_risk');
    const queue = [child, threat, spam].map(({ account }) => account);
    const first = await world.list(moderator, '?limit=2');
    const second = await world.list(moderator, `?limit=2&cursor=${first.next}`);
    expect([...first.items, ...second.items].map(({ accountId }) => accountId)).toEqual(queue);
    expect(second.next).toBeUndefined();
    for (const [query, found] of [
      ['?reason=spam', [spam]],
      ['?priority=critical', [child]],
      ['?kind=profile', []],
      ['?kind=user&reason=harassment', [threat]],
      ['?held=mine', []],
      [`?account=${spam.account}`, [spam]],
    ] as const) {
      expect(
        (await world.list(moderator, query)).items.map(({ accountId }) => accountId),
        query,
      ).toEqual(found.map(({ account }) => account));
    }
    await world.take(moderator, await world.caseAbout(spam));
    expect((await world.list(moderator, '?held=mine')).items).toMatchObject([{ accountId: spam.account }]);
    expect((await world.list(moderator, '?held=nobody')).items).toHaveLength(2);
  });

  it('refuses forged cursors, unknown fields and people without the role', async () => {
    expect(await world.read(moderator, '?cursor=eyJhIjoxfQ')).toMatchObject({
      ...{ status: 400, body: { errors: [{ field: 'cursor' }] } },
    });
    expect(await world.read(moderator, '?sort=age')).toMatchObject({ body: { errors: [{ field: 'sort' }] } });
    expect(await world.read(moderator, '?state=decided&held=mine')).toMatchObject({
      body: { errors: [{ field: 'held' }] },
    });
    const id = await world.caseAbout(await reported());
    for (const role of ['viewer', 'support', 'finance'] as const) {
      const actor = await world.person(role);
      for (const answer of [
        await world.read(actor),
        await world.read(actor, `/${id}`),
        await world.post(actor, '/next'),
        await world.post(actor, `/${id}/take`),
        await world.post(actor, `/${id}/decision`, { version: 1, outcome: 'no_violation', note: 'nothing there' }),
      ]) {
        expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      }
    }
    expect(await world.read(moderator, '/cs_aaaaaaaaaaaaaaaaaaaaaaaaaa')).toMatchObject({ status: 404 });
    expect(await world.read(moderator, '/nonsense')).toMatchObject({ status: 400 });
  });

  it.each([
    ['everything', { state: 'open' }],
    ['a kind', { state: 'open', kind: 'user' }],
    ['a reason and a kind', { state: 'open', reason: 'spam', kind: 'user' }],
    ['a priority', { state: 'open', priority: 'low', assignee: '' }],
    ['what is mine', { state: 'open', assignee: 'aabcdefghijklmnopqrstuvwxy2', priority: 'low' }],
    ['what is free', { state: 'open', assignee: '' }],
    ['decided ones', { state: 'decided' }],
    ['a person', { state: 'open', account: 'aabcdefghijklmnopqrstuvwxy2' }],
  ] as const)('of %s is read in its order from an index', async (_, asked) => {
    for (const after of [undefined, { order: 1_790_000_000_000, id: 'cs_m' }]) {
      const { filter, sort, hint } = casesQuery({ ...asked, viewer: 'aabcdefghijklmnopqrstuvwxy3' }, after);
      const { queryPlanner } = await caseDocuments(stores.db)
        .find(filter)
        .sort({ ...sort })
        .hint(hint)
        .limit(20)
        .explain();
      const plan = JSON.stringify(queryPlanner.winningPlan);
      expect(plan).toContain('"IXSCAN"');
      expect(plan).not.toMatch(/COLLSCAN|"SORT"/);
    }
  });
});

describe('assignment', () => {
  it('gives a case to one of many who want it at once, and says so to the others', async () => {
    const id = await world.caseAbout(await reported());
    const team = await Promise.all(Array.from({ length: 6 }, () => world.person('moderator')));
    const answers = await Promise.all(team.map((each) => world.post(each, `/${id}/take`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'conflict', errors: [{ field: 'held' }] } });
    }
  });

  it('gives each of many the next case, none twice', async () => {
    for (let count = 0; count < 6; count += 1) await reported();
    const team = await Promise.all(Array.from({ length: 8 }, () => world.person('moderator')));
    const given = (await Promise.all(team.map((each) => world.next(each)))).flatMap((one) =>
      one === undefined ? [] : [one.id],
    );
    expect(new Set(given).size).toBe(given.length);
    expect(given.length).toBeGreaterThanOrEqual(6 - 1);
    const left = (await world.list(moderator, '?held=nobody')).items;
    expect(left.length + given.length).toBe(6);
  });

  it('ends with its lease, unless its page says that somebody is at it', async () => {
    const id = await world.caseAbout(await reported());
    const other = await world.person('moderator');
    await world.take(moderator, id);
    world.origin.time.aheadMs = limits.caseLeaseMs - 1_000;
    expect(await world.post(moderator, `/${id}/renew`)).toMatchObject({ status: 200 });
    world.origin.time.aheadMs = limits.caseLeaseMs + 1_000;
    expect(await world.post(other, `/${id}/take`)).toMatchObject({ status: 409 });
    world.origin.time.aheadMs = 2 * limits.caseLeaseMs + 1_000;
    expect(await world.origin.deps.cases.releaseExpired()).toBe(1);
    expect(await world.next(other)).toMatchObject({ id, held: { by: other.account } });
    expect(await world.post(moderator, `/${id}/renew`)).toMatchObject({ status: 409 });
  });

  it('is given back, and handed over to who may decide', async () => {
    const person = await reported();
    const id = await world.caseAbout(person);
    const [other, support] = [await world.person('moderator'), await world.person('support')];
    const over = (to: Actor) => world.post(moderator, `/${id}/hand-over`, { to: to.account, reason: 'I know them' });
    expect(await over(other)).toMatchObject({ status: 409 });
    await world.take(moderator, id);
    for (const to of [support, person])
      expect(await over(to)).toMatchObject({ body: { errors: [{ field: 'handle' }] } });
    expect(await over(other)).toMatchObject({ status: 200, body: { data: { case: { held: { by: other.account } } } } });
    expect(await world.post(moderator, `/${id}/release`)).toMatchObject({ status: 409 });
    expect(await world.post(other, `/${id}/release`)).toMatchObject({ status: 200 });
    expect((await world.see(moderator, id)).held).toBeUndefined();
  });

  it('never comes to whom the case concerns, nor to who reported it', async () => {
    const [concerned, maker] = [await world.person('moderator'), await world.person('admin')];
    await world.report(maker, target(concerned));
    const id = await world.caseAbout(concerned);
    for (const actor of [concerned, maker]) {
      expect(await world.next(actor)).toBeUndefined();
      expect(await world.post(actor, `/${id}/take`)).toMatchObject({ status: 403 });
      const decision = { version: 1, outcome: 'no_violation', note: 'nothing there' };
      expect(await world.post(actor, `/${id}/decision`, decision)).toMatchObject({ status: 403 });
    }
    expect(await world.read(concerned, `/${id}`)).toMatchObject({ status: 403 });
    for (const query of ['', '?kind=user', `?account=${concerned.account}`]) {
      expect((await world.list(concerned, query)).items, query).toEqual([]);
    }
    expect((await world.list(moderator)).items).toHaveLength(1);
  });

  it('is bounded: who has as many as one may have gets no more', async () => {
    const busy = await world.person('moderator');
    const cases = stores.db.collection<CaseDocument>('cases');
    const made = await cases.findOne({ _id: await world.caseAbout(await reported()) });
    const lease = { assignee: busy.account, leaseUntil: new Date(Date.now() + 60_000) };
    if (made === null) throw new Error('there is no case');
    const held = Array.from({ length: limits.casesHeldMax }, (_, n) => ({
      ...made,
      ...lease,
      _id: `held-${n}`,
      targetId: `t${n}`,
    }));
    await cases.insertMany(held);
    expect(await world.post(busy, '/next')).toMatchObject({ status: 409, body: { errors: [{ field: 'held' }] } });
  });
});
