import {
  accountAppealPageSchema,
  internalSanctionPaths,
  type SanctionProjection,
} from '@halobuzz/core/api/account-sanctions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { newOpaqueId } from '@halobuzz/core/ids';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createRealOrigin,
  openStores,
  type RealOrigin,
  random,
  someActor,
  type TestStores,
} from '../testing/real-origin.ts';

let stores: TestStores;
let origin: RealOrigin;
const moderator = { ...someActor(), roles: ['viewer' as const, 'moderator' as const] };
beforeAll(async () => {
  stores = await openStores(21);
  origin = await createRealOrigin(stores);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.db.collection('account_sanctions').deleteMany({});
});

const mute = (over: Partial<SanctionProjection> = {}): SanctionProjection => ({
  ...{ id: newOpaqueId('sa', random), accountId: someActor().account, version: 1, kind: 'mute', reason: 'spam' },
  ...{ statement: 'You repeated yourself.', by: moderator.account, atMs: 1_790_000_000_000, ...over },
});
const none = { version: 1, mutedUntilMs: 0, suspendedUntilMs: 0 };
const report = (sanction: object, restrictions: object = none) =>
  origin.call(internalSanctionPaths.project, { method: 'POST', body: { sanction, restrictions } });
const queue = (query = '') => origin.call(`${internalSanctionPaths.appeals}${query}`, { actor: moderator });

describe('who reported somebody', () => {
  it('is known, whatever came of the report, and of nobody else', async () => {
    const [reported, other] = [someActor().account, someActor().account];
    const asked = (id: string, actor: ReturnType<typeof someActor> = moderator) =>
      origin.call(internalSanctionPaths.ownReport(id), { actor });
    await stores.db.collection<{ _id: string; reporterId: string }>('reports').insertOne({
      _id: newOpaqueId('rp', random),
      ...{ targetKind: 'user', targetId: reported, reportedId: reported },
      reporterId: moderator.account,
      ...{ caseId: 'cs_1', reason: 'spam', status: 'rejected', createdAt: new Date() },
    });
    expect((await asked(reported)).body).toMatchObject({ data: { reported: true } });
    expect((await asked(other)).body).toMatchObject({ data: { reported: false } });
    const colleague = { ...someActor(), roles: ['viewer' as const, 'moderator' as const] };
    expect((await asked(reported, colleague)).body).toMatchObject({ data: { reported: false } });
    expect((await asked(reported, someActor())).status).toBe(403);
  });
});

describe('sanctions that accounts report', () => {
  it('end with the newest version, in any order, repeated and all at once', async () => {
    const stored = stores.db.collection<{ _id: string; version: number; statement: string }>('account_sanctions');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }), async (versions) => {
        const one = mute();
        await Promise.all(versions.map((version) => report({ ...one, version, statement: `v${version}` })));
        const newest = Math.max(...versions);
        expect(await stored.findOne({ _id: one.id })).toMatchObject({ version: newest, statement: `v${newest}` });
      }),
      { numRuns: 10 },
    );
  });

  it('reach the feed that gateways tail', async () => {
    const one = mute();
    await report(one, { version: 7, mutedUntilMs: 1_800_000_000_000, suspendedUntilMs: 0 });
    const feed = await stores.control.xrange(controlKeys.revocations, '-', '+');
    expect(feed.at(-1)?.[1]).toEqual([
      ...['kind', 'account', 'id', one.accountId, 'code', 'restricted'],
      ...['version', '7', 'muted', '1800000000000', 'suspended', '0'],
    ]);
  });

  it.each([
    ['sanction.kind', { kind: 'kick' }],
    ['sanction.version', { version: 0 }],
    ['sanction.reason', { reason: 'because' }],
    ['sanction.roles', { roles: ['admin'] }],
  ])('are refused with a wrong %s', async (field, over) => {
    expect(await report({ ...mute(), ...over })).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

describe('open appeals', () => {
  it('are paged, the oldest first, with handles, for those who decide', async () => {
    const host = someActor();
    await origin.project(host);
    const appealed = (atMs: number, over: Partial<SanctionProjection> = {}) =>
      mute({ version: 2, appeal: { text: 'No.', atMs, status: 'open' }, ...over });
    const [first, second, third] = [appealed(10, { accountId: host.account }), appealed(20), appealed(20)];
    const decided = mute({ version: 3, appeal: { text: 'No.', atMs: 5, status: 'upheld', decidedBy: 'x' } });
    for (const one of [third, decided, first, second, mute()]) await report(one);
    const seen: string[] = [];
    let query = '?limit=1';
    for (let pages = 0; pages < 3; pages += 1) {
      const page = accountAppealPageSchema.parse(Reflect.get(Object((await queue(query)).body), 'data'));
      seen.push(...page.items.map(({ id }) => id));
      if (pages === 0) expect(page.items[0]).toMatchObject({ handle: host.name, appeal: { status: 'open' } });
      query = `?limit=1&cursor=${page.next}`;
    }
    expect(seen).toEqual([first.id, ...[second.id, third.id].sort()]);
  });

  it('refuse a forged cursor by name, and everybody else', async () => {
    for (const cursor of ['x', Buffer.from('["$gt",{}]').toString('base64url')]) {
      expect(await queue(`?cursor=${cursor}`)).toMatchObject({ status: 400, body: { errors: [{ field: 'cursor' }] } });
    }
    for (const actor of [someActor(), { ...someActor(), roles: ['viewer' as const, 'finance' as const] }]) {
      expect(await origin.call(internalSanctionPaths.appeals, { actor })).toMatchObject({
        body: { code: 'forbidden' },
      });
    }
  });

  it('are read from their index alone, in order', async () => {
    const plan = await stores.db
      .collection('account_sanctions')
      .find({ 'appeal.status': 'open' })
      .sort({ 'appeal.at': 1, _id: 1 })
      .hint('open_appeals')
      .limit(20)
      .explain('queryPlanner');
    const text = JSON.stringify(plan.queryPlanner.winningPlan);
    expect(text).toContain('open_appeals');
    expect(text).not.toMatch(/COLLSCAN|"SORT"/);
  });
});

describe('a suspended host', () => {
  it('is off the air, may not go live until it is over, and may again', async () => {
    const host = someActor();
    const body = { title: 't', category: 'talk', country: 'NP', region: 'ap-south-1' };
    await origin.call(internalPaths.streams, { method: 'POST', actor: host, body });
    const live = await origin.deps.livestreams.liveOfHost(host.account);
    await origin.project(host, { version: 2, suspendedUntilMs: origin.clock() + 60_000 });
    expect(await origin.deps.livestreams.get(live?.id ?? '')).toMatchObject({
      status: 'ended',
      endReason: 'moderation',
    });
    const start = () => origin.call(internalPaths.streams, { method: 'POST', actor: host, body });
    expect((await start()).status).toBe(403);
    await origin.project(host, { version: 3 });
    expect((await start()).status).toBe(201);
  });
});
