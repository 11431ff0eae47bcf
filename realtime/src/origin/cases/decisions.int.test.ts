import { internalSanctionPaths } from '@halobuzz/core/api/account-sanctions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStores, type TestStores } from '../testing/real-origin.ts';
import { carryOutOrders } from './carry-out-orders.ts';
import { type CaseWorld, caseWorld } from './testing/case-world.ts';

let stores: TestStores;
let world: CaseWorld;
let moderator: Actor;
beforeAll(async () => {
  stores = await openStores(18);
  world = await caseWorld(stores);
  moderator = await world.person('moderator');
});
beforeEach(() => {
  world.origin.time.aheadMs = 0;
});
afterAll(() => stores.close());

const muted = { outcome: 'mute', reason: 'harassment', seconds: 86_400, note: 'third threat in a week' } as const;
const nothing = { outcome: 'no_violation', note: 'a quarrel among friends' } as const;
const decide = (by: Actor, id: string, body: object, version = 1) =>
  world.post(by, `/${id}/decision`, { version, ...body });

async function reportedCase(kind: 'user' | 'profile' = 'user', role?: 'support') {
  const person = await (role === undefined ? world.person() : world.person(role));
  const reporter = await world.person();
  await world.report(reporter, { kind, id: person.account });
  return { id: await world.caseAbout(person), person, reporter };
}

describe('a decision', () => {
  it('closes the case, its reports, the records of who made them, and orders what follows, with its audit record', async () => {
    const { id, person, reporter } = await reportedCase();
    const answer = await decide(moderator, id, muted);
    expect(answer).toMatchObject({ status: 200, body: { data: { state: 'decided', outcome: 'mute' } } });
    const seen = await world.see(moderator, id);
    expect(seen.decision).toMatchObject({
      ...muted,
      by: moderator.account,
      orders: [{ kind: 'mute', state: 'pending' }],
    });
    expect(seen.decision?.statement).toContain('you may not write in any chat, for 1 day');
    expect(seen.reportList).toMatchObject([{ status: 'resolved', record: { right: 1, wrong: 0 } }]);
    const records = await stores.db.collection('audit_log').find({ subject: id, action: 'case.decided' }).toArray();
    expect(records).toMatchObject([
      { actor: moderator.account, reason: muted.note, details: { account: person.account } },
    ]);
    // Reported again, it is another case, and the reporter's word counts more.
    await world.report(reporter, { kind: 'user', id: person.account });
    expect(await world.caseAbout(person)).not.toBe(id);
  });

  it('that nothing was wrong orders nothing, and its reporters count less', async () => {
    const { id } = await reportedCase();
    await decide(moderator, id, nothing);
    const seen = await world.see(moderator, id);
    expect(seen.decision).toMatchObject({ outcome: 'no_violation', orders: [] });
    expect(seen.reportList).toMatchObject([{ status: 'rejected', record: { right: 0, wrong: 1 } }]);
  });

  it('is made once, whoever clicks at once; the same again answers the same', async () => {
    const { id } = await reportedCase();
    const team = await Promise.all(Array.from({ length: 4 }, () => world.person('moderator')));
    const answers = await Promise.all([...team, ...team].map((each) => decide(each, id, muted)));
    const winner = (await world.see(moderator, id)).decision?.by;
    for (const [index, { status }] of answers.entries()) {
      expect(status).toBe(team[index % team.length]?.account === winner ? 200 : 409);
    }
    expect(await stores.db.collection('sanction_orders').countDocuments({ caseId: id })).toBe(1);
    expect(await stores.db.collection('audit_log').countDocuments({ subject: id, action: 'case.decided' })).toBe(1);
  });

  it('is stale when the case became another since it was looked at, and says what changed', async () => {
    const { id, person } = await reportedCase();
    await world.report(await world.person(), { kind: 'user', id: person.account }, 'self_harm');
    const stale = await decide(moderator, id, muted);
    expect(stale).toMatchObject({ status: 409, body: { code: 'conflict', errors: [{ field: 'version' }] } });
    expect(await world.see(moderator, id)).toMatchObject({
      state: 'open',
      reportList: [{ status: 'open' }, { status: 'open' }],
    });
    expect(await decide(moderator, id, muted, 2)).toMatchObject({ status: 200 });
    const late = await decide(await world.person('moderator'), id, nothing, 2);
    expect(late).toMatchObject({ status: 409, body: { errors: [{ field: 'state' }] } });
  });

  it('is refused while somebody else has the case', async () => {
    const { id } = await reportedCase();
    await world.take(await world.person('moderator'), id);
    expect(await decide(moderator, id, muted)).toMatchObject({ status: 409, body: { errors: [{ field: 'held' }] } });
  });

  it('about somebody of the staff is an admin’s alone', async () => {
    const { id } = await reportedCase('user', 'support');
    expect(await decide(moderator, id, nothing)).toMatchObject({ body: { code: 'staff_account' } });
    expect(await decide(await world.person('admin'), id, nothing)).toMatchObject({ status: 200 });
  });

  it.each([
    ['a rule where nothing was wrong', { ...nothing, reason: 'spam' }, 'reason'],
    ['no rule', { outcome: 'mute', seconds: 60, note: 'no rule' }, 'reason'],
    ['a mute without an end', { ...muted, seconds: undefined }, 'seconds'],
    ['a warning with one', { ...muted, outcome: 'warn' }, 'seconds'],
    [
      'a longer ban than a moderator may set',
      { ...muted, outcome: 'ban', seconds: limits.moderatorBanSecondsMax + 1 },
      'seconds',
    ],
    ['a ban without an end by a moderator', { ...muted, outcome: 'ban', seconds: undefined }, 'seconds'],
    [
      'an outcome that the target cannot have',
      { outcome: 'end_broadcast', reason: 'spam', note: 'not a room' },
      'outcome',
    ],
    ['a note that is too long', { ...nothing, note: 'x'.repeat(limits.caseNoteCharsMax + 1) }, 'note'],
    ['somebody else’s name', { ...nothing, by: 'aabcdefghijklmnopqrstuvwxy2' }, 'by'],
    ['a power that the sender has not', { ...muted, full: true }, 'full'],
  ])('refuses %s, and names the field', async (_, body, field) => {
    const { id } = await reportedCase();
    expect(await decide(moderator, id, body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await world.see(moderator, id)).toMatchObject({ state: 'open' });
  });
});

describe('an appeal against what a case decided', () => {
  it('shows in the case, whatever order its reports come in', async () => {
    const { id, person } = await reportedCase();
    await decide(moderator, id, muted);
    const tell = (version: number, status: 'open' | 'lifted') =>
      world.origin.call(internalSanctionPaths.project, {
        method: 'POST',
        body: {
          sanction: {
            ...{ id: `sa_${'a'.repeat(26)}`, accountId: person.account, version, kind: 'mute', reason: 'harassment' },
            ...{ statement: 's', caseId: id, by: moderator.account, atMs: 1, appeal: { text: 't', atMs: 2, status } },
          },
          restrictions: { version, mutedUntilMs: 0, suspendedUntilMs: 0 },
        },
      });
    expect((await world.see(moderator, id)).decision?.appeal).toBeUndefined();
    expect(await tell(2, 'open')).toMatchObject({ status: 200 });
    expect((await world.see(moderator, id)).decision?.appeal).toBe('open');
    await tell(3, 'lifted');
    await tell(2, 'open');
    expect((await world.see(moderator, id)).decision?.appeal).toBe('lifted');
  });
});

describe('orders', () => {
  const due = async (): Promise<string[]> => {
    const answer = await world.origin.call(internalPaths.dueSanctionOrders, { method: 'POST', body: {} });
    const { orders } = (answer.body as { data: { orders: { id: string }[] } }).data; // the route's own schema
    return orders.map(({ id }) => id);
  };
  const result = (id: string, body: object) =>
    world.origin.call(internalPaths.sanctionOrderResult(id), { method: 'POST', body });
  const orderOf = async (caseId: string) => (await world.see(moderator, caseId)).decision?.orders[0];

  it('for accounts go to the edge, to one asker at a time, until one says that they are done', async () => {
    const { id } = await reportedCase();
    await decide(moderator, id, muted);
    const order = (await orderOf(id))?.id ?? '';
    const given = (await Promise.all([due(), due()])).flat();
    expect(given.filter((one) => one === order)).toHaveLength(1);
    world.origin.time.aheadMs = limits.sanctionOrderLeaseMs + 1_000;
    expect(await due()).toContain(order);
    await result(order, { result: 'done' });
    await result(order, { result: 'refused', problem: 'too late' });
    expect(await orderOf(id)).toMatchObject({ state: 'done', tries: 1 });
    expect(await stores.db.collection('audit_log').countDocuments({ subject: id, action: 'case.order_done' })).toBe(1);
  });

  it('that fail are tried again later, and are failed in the end, with why', async () => {
    const { id } = await reportedCase();
    await decide(moderator, id, muted);
    const order = (await orderOf(id))?.id ?? '';
    await result(order, { result: 'retry', problem: 'out of reach' });
    expect(await due()).not.toContain(order);
    expect(await orderOf(id)).toMatchObject({ state: 'pending', tries: 1, problem: 'out of reach' });
    for (let tries = 1; tries < limits.sanctionOrderTriesMax; tries += 1) await result(order, { result: 'retry' });
    expect(await orderOf(id)).toMatchObject({ state: 'failed', tries: limits.sanctionOrderTriesMax });
    world.origin.time.aheadMs = 30 * 86_400_000;
    expect(await due()).not.toContain(order);
  });

  it('for a profile take the picture away here and the texts at the edge', async () => {
    const { id } = await reportedCase('profile');
    await decide(moderator, id, { outcome: 'remove_content', reason: 'sexual_content', note: 'a nude picture' });
    await carryOutOrders(world.origin.deps);
    const orders = (await world.see(moderator, id)).decision?.orders ?? [];
    expect(orders.map(({ state }) => state).sort()).toEqual(['done', 'pending']);
    expect(await due()).toContain(orders.find(({ state }) => state === 'pending')?.id);
  });
});
