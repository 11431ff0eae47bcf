import { internalPaths } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../testing/ledger-process.ts';
import { redisTaskLease, whileHeld } from '../task-lease.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';

let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(11);
  origin = await createRealOrigin(stores);
});
afterAll(() => stores.close());

function state(accountId: string, version: number, over: object = {}) {
  return {
    ...{ accountId, version, username: `v${version}`, email: 'a@example.com', emailVerified: true },
    ...{ status: 'active', isBanned: false, roles: ['viewer'], country: 'NP', createdAtMs: 1_700_000_000_000 },
    ...{ displayName: '', bio: '' },
    ...over,
  };
}

function project(body: object) {
  return origin.call(internalPaths.projectAccount, { method: 'POST', body });
}

describe('projections of accounts', () => {
  it('end with the newest version, in any order, repeated and all at once', async () => {
    const users = stores.db.collection<{ _id: string; version: number; username: string }>('users');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }), async (versions) => {
        const { account } = someActor();
        const answers = await Promise.all(versions.map((version) => project(state(account, version))));
        const newest = Math.max(...versions);
        expect(await users.findOne({ _id: account })).toMatchObject({ version: newest, username: `v${newest}` });
        const applied = answers.map(({ body }) => JSON.stringify(body).includes('"applied":true'));
        for (const version of new Set(versions)) {
          const times = versions.filter((one, at) => one === version && applied[at]).length;
          expect(times).toBeLessThanOrEqual(1);
          if (version === newest) expect(times).toBe(1);
        }
      }),
      { numRuns: 15, verbose: 1 },
    );
  });

  it('end the broadcast of a banned account', async () => {
    const host = someActor();
    const body = { title: 't', category: 'talk', country: 'NP', region: 'ap-south-1' };
    await origin.call(internalPaths.streams, { method: 'POST', actor: host, body });
    const live = await origin.deps.livestreams.liveOfHost(host.account);
    await project(state(host.account, 2, { isBanned: true }));
    expect(await origin.deps.livestreams.get(live?.id ?? '')).toMatchObject({
      status: 'ended',
      endReason: 'moderation',
    });
  });

  it.each([
    ['accountId', { accountId: 'x' }],
    ['version', { version: 0 }],
    ['version', { version: 1.5 }],
    ['roles.0', { roles: ['root'] }],
    ['isBanned', { isBanned: { $ne: true } }],
    ['password', { password: 'x' }],
  ])('refuse a wrong %s', async (field, over) => {
    const { account } = someActor();
    expect(await project(state(account, 1, over))).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

describe('revocations', () => {
  it('reach the feed in order', async () => {
    const { account } = someActor();
    const revoke = (body: object) => origin.call(internalPaths.revocations, { method: 'POST', body });
    await revoke({ kind: 'account', id: account, code: 'account_banned' });
    await revoke({ kind: 'session', id: 'se_1', code: 'session_revoked' });
    const feed = await stores.control.xrange(controlKeys.revocations, '-', '+');
    expect(feed.map(([, fields]) => fields)).toEqual([
      ['kind', 'account', 'id', account, 'code', 'account_banned'],
      ['kind', 'session', 'id', 'se_1', 'code', 'session_revoked'],
    ]);
    expect(await revoke({ kind: 'account', id: 'se_1', code: 'account_banned' })).toMatchObject({ status: 400 });
    expect(await revoke({ kind: 'session', id: 'x'.repeat(65), code: 'session_revoked' })).toMatchObject({
      status: 400,
    });
  });
});

describe('a batch of revocations', () => {
  const send = (items: readonly object[]) =>
    origin.call(internalPaths.revocationBatch, { method: 'POST', body: { items } });
  const session = (n: number) => ({ kind: 'session', id: `se_batch_${n}`, code: 'session_revoked' });

  it('reaches the feed whole and in order', async () => {
    const items = Array.from({ length: limits.revocationBatchMax }, (_, n) => session(n));
    expect(await send(items)).toMatchObject({ status: 201, body: { data: { published: items.length } } });
    const feed = await stores.control.xrange(controlKeys.revocations, '-', '+');
    const ids = feed.map(([, fields]) => fields[3] ?? '').filter((id) => id.startsWith('se_batch_'));
    expect(ids).toEqual(items.map(({ id }) => id));
  });

  it('that is empty, too long or holds a wrong one is refused whole', async () => {
    const before = await stores.control.xlen(controlKeys.revocations);
    const wrong = [session(1), { kind: 'account', id: 'se_1', code: 'account_banned' }];
    const long = Array.from({ length: limits.revocationBatchMax + 1 }, (_, n) => session(n));
    for (const items of [[], wrong, long]) expect(await send(items)).toMatchObject({ status: 400 });
    expect(await stores.control.xlen(controlKeys.revocations)).toBe(before);
  });
});

describe('task leases', () => {
  it('belong to one origin until given back or run out', async () => {
    const [a, b] = [redisTaskLease(stores.control, 'a'), redisTaskLease(stores.control, 'b')];
    expect([await a.hold('t', 60_000), await b.hold('t', 60_000), await a.hold('t', 60_000)]).toEqual([
      true,
      false,
      true,
    ]);
    await b.release('t');
    expect(await b.hold('t', 60_000)).toBe(false);
    await a.release('t');
    expect(await b.hold('t', 60_000)).toBe(true);
  });

  it('are renewed for as long as the work takes, and not a moment longer', async () => {
    const [a, b] = [redisTaskLease(stores.control, 'a'), redisTaskLease(stores.control, 'b')];
    const lifeMs = 1_500;
    const leftMs = () => stores.control.pttl(controlKeys.taskLease('long'));
    const ran = await whileHeld(a, 'long', lifeMs, async () => {
      for (let round = 0; round < 3; round += 1) {
        let before = await leftMs();
        await until('it is renewed', async () => {
          const left = await leftMs();
          const renewed = left > before;
          before = left;
          return renewed;
        });
        expect(await whileHeld(b, 'long', lifeMs, () => Promise.reject(new Error('two at once')))).toBe(false);
      }
    });
    expect(ran).toBe(true);
    await until('it runs out', async () => b.hold('long', lifeMs));
    const failed = whileHeld(b, 'long', lifeMs, () => Promise.reject(new Error('the work failed')));
    await expect(failed).rejects.toThrow('the work failed');
    await until('it runs out behind a failure too', async () => a.hold('long', lifeMs));
  });
});
