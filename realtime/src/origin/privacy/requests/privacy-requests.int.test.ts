import { internalPaths } from '@halobuzz/core/api/internal';
import { privacyRequestPaths } from '@halobuzz/core/api/internal-privacy-requests';
import type { PrivacyFlags, PrivacyRequestView, StaffPrivacyRequest } from '@halobuzz/core/api/privacy-requests';
import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moveTrends } from '../../discovery/move-trends.ts';
import { actOnFindings } from '../../fraud/act-on-findings.ts';
import { decideFinding } from '../../fraud/decide-finding.ts';
import { type FindingDoc, fraudFindings } from '../../fraud/fraud-collections.ts';
import { topHostsQuery } from '../../mongo/mongo-host-directory.ts';
import type { LivestreamDocument } from '../../mongo/mongo-livestreams.ts';
import {
  ownRequestsQuery,
  type PrivacyRequestDocument,
  requestQueueQuery,
} from '../../mongo/mongo-privacy-requests.ts';
import { liveDocument } from '../../testing/listed-streams.ts';
import { registerDevice } from '../../testing/push-devices.ts';
import {
  createRealOrigin,
  openStores,
  type RealOrigin,
  someActor,
  type TestStores,
} from '../../testing/real-origin.ts';

let stores: TestStores;
let origin: RealOrigin;
let support: Actor;
beforeAll(async () => {
  stores = await openStores(47);
});
afterAll(() => stores.close());
beforeEach(async () => {
  for (const name of ['privacy_requests', 'users', 'host_directory', 'livestreams', 'audit_log']) {
    await stores.db.collection(name).deleteMany({});
  }
  await stores.control.flushdb();
  origin = await createRealOrigin(stores);
  support = { ...someActor('helper'), roles: ['viewer', 'support'] };
});

const correction = { kind: 'rectification', about: 'birth_date', text: 'Wrong year.', birthDate: '1990-05-06' };
const objection = { kind: 'objection', about: 'automated_decision', text: 'I was stopped by a machine.' };

async function ask(actor: Actor, body: object): Promise<PrivacyRequestView> {
  const answer = await origin.call(privacyRequestPaths.own, { method: 'POST', actor, body });
  expect(answer.status).toBe(201);
  return (answer.body as { data: { request: PrivacyRequestView } }).data.request; // As the status says.
}
const decide = (id: string, outcome: string, by = support, reason = 'See the file.') =>
  origin.call(privacyRequestPaths.decide(id), { method: 'POST', actor: by, body: { outcome, reason } });
async function listed(path: string, actor: Actor): Promise<StaffPrivacyRequest[]> {
  const { status, body } = await origin.call(path, { actor });
  expect(status).toBe(200);
  return (body as { data: { items: StaffPrivacyRequest[] } }).data.items; // As the status says.
}
const code = (status: number, name: string) => ({ status, body: { code: name } });

describe('the register', () => {
  it('keeps a request for a month, shows it to its owner alone, and forgets what was to be corrected once it is', async () => {
    const [me, other] = [someActor(), someActor()];
    const request = await ask(me, correction);
    expect(request).toMatchObject({ kind: 'rectification', about: 'birth_date', state: 'open', text: 'Wrong year.' });
    expect(request).not.toHaveProperty('birthDate');
    const days = (Date.parse(request.dueAt) - Date.parse(request.createdAt)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(28);
    expect(days).toBeLessThanOrEqual(31);
    expect((await ask(me, correction)).id, 'asked again').toBe(request.id);
    expect(await listed(privacyRequestPaths.own, me)).toEqual([request]);
    expect(await listed(privacyRequestPaths.own, other)).toEqual([]);
    const withdraw = { method: 'POST', actor: other, body: {} } as const;
    expect(await origin.call(privacyRequestPaths.withdraw(request.id), withdraw)).toMatchObject(code(404, 'not_found'));

    expect(await listed(privacyRequestPaths.queue, support)).toMatchObject([
      { id: request.id, accountId: me.account, birthDate: '1990-05-06', carriedOut: false },
    ]);
    const granted = { success: true, data: { fresh: true, request: { state: 'granted', birthDate: '1990-05-06' } } };
    expect(await decide(request.id, 'granted')).toMatchObject({ status: 200, body: granted });
    expect(await decide(request.id, 'granted')).toMatchObject({ body: { data: { fresh: false } } });
    expect(await decide(request.id, 'refused')).toMatchObject(code(409, 'conflict'));
    expect(await listed(privacyRequestPaths.queue, support), 'not carried out yet').toHaveLength(1);
    const done = { method: 'POST', actor: support, body: {} } as const;
    expect(await origin.call(privacyRequestPaths.carriedOut(request.id), done)).toMatchObject({
      body: { data: { carriedOut: true, decidedBy: support.account, reason: 'See the file.' } },
    });
    expect(await listed(privacyRequestPaths.queue, support)).toEqual([]);
    expect(await listed(`${privacyRequestPaths.queue}?state=decided`, support)).toHaveLength(1);
    expect(JSON.stringify(await stores.db.collection('privacy_requests').find().toArray())).not.toContain('1990');
    const audit = await stores.db.collection('audit_log').find().toArray();
    expect(audit).toMatchObject([
      {
        action: 'privacy_request.decided',
        actor: support.account,
        subject: me.account,
        details: { outcome: 'granted' },
      },
    ]);
  });

  it('is not made and withdrawn without end', async () => {
    const me = someActor();
    const withdraw = { method: 'POST', actor: me, body: {} } as const;
    for (let nth = 0; nth < limits.privacyRequestsMax; nth += 1) {
      const { id } = await ask(me, { ...objection, text: `Number ${nth}` });
      await origin.call(privacyRequestPaths.withdraw(id), withdraw);
    }
    const more = { method: 'POST', actor: me, body: objection } as const;
    expect(await origin.call(privacyRequestPaths.own, more)).toMatchObject(code(429, 'rate_limited'));
    await stores.db
      .collection('privacy_requests')
      .updateOne({ accountId: me.account }, { $set: { createdAt: new Date(0) } });
    const first = { ...more, body: { ...objection, text: 'After a while.' } };
    expect(await origin.call(privacyRequestPaths.own, first)).toMatchObject({ body: { data: { fresh: true } } });
    expect(await origin.call(privacyRequestPaths.own, first)).toMatchObject({ body: { data: { fresh: false } } });
  });

  it('is withdrawn by its owner while it is open, and takes so many at once', async () => {
    const me = someActor();
    const asked: PrivacyRequestView[] = [];
    for (let nth = 0; nth < limits.privacyRequestsOpenMax; nth += 1) {
      asked.push(await ask(me, { ...objection, text: `Number ${nth}` }));
    }
    const more = { method: 'POST', actor: me, body: objection } as const;
    expect(await origin.call(privacyRequestPaths.own, more)).toMatchObject(code(409, 'privacy_requests_full'));
    const withdraw = { method: 'POST', actor: me, body: {} } as const;
    for (let time = 0; time < 2; time += 1) {
      expect(await origin.call(privacyRequestPaths.withdraw(asked[0]?.id ?? ''), withdraw)).toMatchObject({
        status: 200,
        body: { data: { state: 'withdrawn' } },
      });
    }
    expect((await ask(me, objection)).state).toBe('open');
    expect(await decide(asked[0]?.id ?? '', 'granted')).toMatchObject(code(409, 'conflict'));
    await decide(asked[1]?.id ?? '', 'refused');
    expect(await origin.call(privacyRequestPaths.withdraw(asked[1]?.id ?? ''), withdraw)).toMatchObject(
      code(409, 'conflict'),
    );
    const pages = [];
    for (let cursor = ''; ; ) {
      const { body } = await origin.call(`${privacyRequestPaths.own}?limit=2${cursor}`, { actor: me });
      const { data } = body as { data: { items: PrivacyRequestView[]; next?: string } }; // As the route answers.
      pages.push(...data.items.map(({ id }) => id));
      if (data.next === undefined) break;
      cursor = `&cursor=${data.next}`;
    }
    expect(new Set(pages).size).toBe(limits.privacyRequestsOpenMax + 1);
  });

  it('never takes more than it may of many at once', async () => {
    const me = someActor();
    const many = Array.from({ length: 12 }, (_, nth) =>
      origin.call(privacyRequestPaths.own, {
        method: 'POST',
        actor: me,
        body: { ...objection, text: `At once ${nth}` },
      }),
    );
    const statuses = (await Promise.all(many)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(limits.privacyRequestsOpenMax);
  });

  it('is put off once, to three months after it came in, with a reason', async () => {
    const request = await ask(someActor(), objection);
    expect(await decide(request.id, 'extended', support, 'We wait for the bank.')).toMatchObject({
      body: { data: { fresh: true, request: { state: 'open', extendedFor: 'We wait for the bank.' } } },
    });
    expect(await decide(request.id, 'extended')).toMatchObject(code(409, 'conflict'));
    const [now] = await listed(privacyRequestPaths.queue, support);
    const days = (Date.parse(now?.dueAt ?? '') - Date.parse(request.createdAt)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(89);
    expect(days).toBeLessThanOrEqual(92);
    expect(await decide(request.id, 'refused')).toMatchObject({ body: { data: { request: { state: 'refused' } } } });
  });

  it('is decided by staff whose role it is, and by nobody for themselves', async () => {
    const me: Actor = { ...someActor(), roles: ['viewer', 'support'] };
    const { id } = await ask(me, objection);
    expect(await decide(id, 'granted', me)).toMatchObject(code(403, 'approval_own'));
    const moderator: Actor = { ...someActor(), roles: ['viewer', 'moderator', 'finance'] };
    expect(await decide(id, 'granted', moderator)).toMatchObject(code(403, 'forbidden'));
    expect(await origin.call(privacyRequestPaths.queue, { actor: moderator })).toMatchObject(code(403, 'forbidden'));
    const unknown = await decide(`pr_${'a'.repeat(26)}`, 'granted');
    expect(unknown).toMatchObject(code(404, 'not_found'));
  });

  it('measures what waits, and warns before the month is over', async () => {
    await origin.deps.measurePrivacyRequests();
    expect(await metric('halobuzz_origin_privacy_request_oldest_seconds')).toBe(0);
    await ask(someActor(), objection);
    origin.time.aheadMs = 22 * 86_400_000;
    await origin.deps.measurePrivacyRequests();
    expect(await metric('halobuzz_origin_privacy_request_oldest_seconds')).toBeGreaterThanOrEqual(22 * 86_400);
    expect(await metric('halobuzz_origin_privacy_request_due_seconds')).toBeLessThanOrEqual(9 * 86_400);
    expect(JSON.stringify(origin.log.lines)).toContain('privacy requests are due soon');
  });

  it('reads by its indexes', async () => {
    const after = { atMs: 1, id: 'pr_a' };
    const requests = stores.db.collection<PrivacyRequestDocument>('privacy_requests');
    for (const query of [
      ownRequestsQuery('a', after),
      requestQueueQuery('open', after),
      requestQueueQuery('decided', after),
    ]) {
      const plan = JSON.stringify(
        await requests
          .find({ ...query.filter })
          .sort(query.sort)
          .hint(query.hint)
          .explain(),
      );
      expect(plan).toContain(`"indexName":"${query.hint}"`);
      expect(plan).not.toMatch(/"stage":"(COLLSCAN|SORT)"/);
    }
    const { filter, sort, hint } = topHostsQuery;
    const top = await stores.db
      .collection('host_directory')
      .find(filter)
      .sort({ ...sort })
      .hint(hint)
      .explain();
    expect(JSON.stringify(top)).not.toMatch(/"stage":"(COLLSCAN|SORT)"/);
  });
});

async function metric(name: string): Promise<number> {
  const { values } = (await origin.registry.getSingleMetric(name)?.get()) ?? { values: [] };
  return values[0]?.value ?? Number.NaN;
}

const nothing: PrivacyFlags = { recommendations: true, profiling: true, restricted: false, parentNeeded: false };
let version = 0;
async function project(actor: Actor, privacy: Partial<PrivacyFlags>): Promise<void> {
  version += 1;
  await origin.project(actor, { version, bio: 'Songs.', privacy: { ...nothing, ...privacy } });
}
async function dataOf(path: string, actor?: Actor): Promise<string> {
  const { status, body } = await origin.call(path, actor === undefined ? {} : { actor });
  expect(status, path).toBe(200);
  return JSON.stringify(body);
}

describe('who objects', () => {
  it('to being recommended is in no ranking, and stays in the lobby and in search', async () => {
    const host = someActor('sitaranked');
    await project(host, {});
    const live = liveDocument({ hostId: host.account, hostHandle: host.name, currentViewers: 50, counted: false });
    await stores.db.collection<LivestreamDocument>('livestreams').insertOne(live);
    const { discovery } = origin.deps;
    await discovery.directory.countStreams();
    const rankings = async () => {
      await stores.control.flushdb();
      await moveTrends(discovery);
      const [top, aggregated] = [await discovery.directory.top(5), await discovery.directory.topByAggregation(5)];
      expect(top.map(({ id }) => id)).toEqual(aggregated.map(({ id }) => id));
      const trending = await dataOf(`${internalPaths.streams}?viewerCountry=US&order=trending`);
      return [top.some(({ id }) => id === host.account), trending.includes(live._id)];
    };
    expect(await rankings()).toEqual([true, true]);
    await project(host, { recommendations: false });
    expect(await rankings()).toEqual([false, false]);
    expect(await dataOf(`${internalPaths.streams}?viewerCountry=US`)).toContain(live._id);
    expect(await dataOf(`${internalPaths.search}?viewerCountry=US&q=sitaranked&kind=hosts`)).toContain(host.account);
    await project(host, {});
    expect(await rankings()).toEqual([true, true]);
  });

  it.each([['restricted'], ['parentNeeded']] as const)(
    '%s: in no search and no list, without details, still known to themselves',
    async (flag) => {
      const [me, friend] = [someActor('gitahidden'), someActor()];
      await project(friend, {});
      await project(me, { [flag]: true });
      await origin.deps.relations.follow(me.account, friend.account);
      expect(await dataOf(`${internalPaths.search}?viewerCountry=US&q=gitahidden&kind=hosts`)).not.toContain(
        me.account,
      );
      expect(await dataOf(internalPaths.followers(friend.account), friend)).not.toContain(me.account);
      expect(await dataOf(internalPaths.person(me.account), friend)).not.toContain('Songs.');
      expect(await dataOf(internalPaths.person(me.account), me)).toContain('Songs.');
      await project(me, {});
      expect(await dataOf(internalPaths.person(me.account), friend)).toContain('Songs.');
      expect(await dataOf(internalPaths.followers(friend.account), friend)).toContain(me.account);
    },
  );

  it('restricted: is sent no notifications', async () => {
    const me = someActor();
    await project(me, {});
    const { token } = await registerDevice(origin, me);
    const targets = async () => (await origin.deps.pushTokens.targetsOf([me.account])).map((target) => target.token);
    expect(await targets()).toEqual([token]);
    await project(me, { restricted: true });
    expect(await targets()).toEqual([]);
  });

  it('a child whom no parent allowed goes live nowhere, buys nothing and is paid nothing', async () => {
    const child: Actor = { ...someActor(), parentNeeded: true };
    const show = { title: 'Songs', category: 'music', country: 'NP', region: 'ap-southeast-1' };
    const refused = code(403, 'parent_consent_required');
    const post = (path: string, body: object) =>
      origin.call(path, { method: 'POST', actor: child, body, headers: { 'idempotency-key': 'key-1' } });
    expect(await post(internalPaths.streams, show)).toMatchObject(refused);
    const bought = { packageId: 'coins_100', amount: '99', currency: 'USD', provider: 'sandbox' };
    expect(await post(internalPaths.payments, bought)).toMatchObject(refused);
    expect(await post(internalPaths.payouts, { diamonds: '10000', currency: 'USD' })).toMatchObject(refused);
  });
});

describe('an objection to decisions by rules alone', () => {
  const setProfiling = (actor: Actor, allowed: boolean) =>
    origin.call(privacyRequestPaths.profiling, { method: 'PUT', actor, body: { allowed } });

  it('lets a finding wait for a person, who then decides; others it names are stopped as ever', async () => {
    const [objecting, other] = [someActor(), someActor()];
    expect((await setProfiling(objecting, false)).status).toBe(200);
    const at = new Date();
    const finding: FindingDoc = {
      ...{ _id: `fi_${objecting.subject.slice(-20)}`, ruleId: 'gift-loop', version: 1, kind: 'gift_loop' },
      ...{ action: 'hold_payouts', at, windowEnd: at, score: 60, text: 'A ring.', numbers: {} },
      ...{ givers: [], earners: [objecting.subject, other.subject], evidence: [], status: 'open' },
      ...{ acted: false, revision: 0, decision: null, asked: null },
    };
    await fraudFindings(stores.db).insertOne(finding);
    await actOnFindings(origin.deps);
    const held = async () =>
      Promise.all(
        [objecting, other].map(async ({ subject }) => (await origin.deps.controls.read(subject)).payoutHolds.length),
      );
    expect(await held()).toEqual([0, 1]);
    const by = { by: support.account, subject: support.subject, reason: 'I looked.' };
    await decideFinding(origin.deps, finding._id, { outcome: 'confirmed', ...by });
    expect(await held()).toEqual([1, 1]);
  });

  it('can be taken back', async () => {
    const me = someActor();
    await setProfiling(me, false);
    expect(await origin.deps.unprofiled.among([me.subject])).toEqual(new Set([me.subject]));
    await setProfiling(me, true);
    expect(await origin.deps.unprofiled.among([me.subject])).toEqual(new Set());
  });
});
