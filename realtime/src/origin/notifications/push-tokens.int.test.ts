import { internalPaths } from '@halobuzz/core/api/internal';
import { newOpaqueId, newUuidV7 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { followersFilter } from '../mongo/mongo-push-queue.ts';
import { registerDevice, tokensOf } from '../testing/push-devices.ts';
import {
  createRealOrigin,
  openStores,
  type RealOrigin,
  random,
  someActor,
  type TestStores,
} from '../testing/real-origin.ts';

const host = someActor();
let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(55);
});
afterAll(() => stores.close());
beforeEach(async () => {
  origin = await createRealOrigin(stores);
});

describe('a device', () => {
  it('has one token, and a token one account, that which said it last', async () => {
    const [one, two] = [someActor(), someActor()];
    const { deviceId } = await registerDevice(origin, one);
    const { token } = await registerDevice(origin, one, { deviceId });
    expect(await tokensOf(origin, one.account)).toEqual([token]);
    await registerDevice(origin, two, { token });
    expect([await tokensOf(origin, one.account), await tokensOf(origin, two.account)]).toEqual([[], [token]]);
    const racing = 'ExponentPushToken[racing-for-it]';
    await Promise.all([one, two, one, two].map((actor) => registerDevice(origin, actor, { token: racing })));
    expect(
      [...(await tokensOf(origin, one.account)), ...(await tokensOf(origin, two.account))].filter(
        (it) => it === racing,
      ),
    ).toHaveLength(1);
  });

  it('is listed without its token, removed by its owner alone, and leaves with the oldest past the bound', async () => {
    const me = someActor();
    const devices: string[] = [];
    for (let count = 0; count <= limits.pushDevicesMax; count += 1) {
      devices.unshift((await registerDevice(origin, me)).deviceId);
      origin.time.aheadMs += 1_000;
    }
    const list = async () => {
      const { body } = await origin.call(internalPaths.pushTokens, { actor: me });
      expect(JSON.stringify(body)).not.toContain('PushToken[');
      const items = z.object({ data: z.object({ items: z.array(z.object({ deviceId: z.string() })) }) }).parse(body);
      return items.data.items.map(({ deviceId }) => deviceId);
    };
    expect(await list()).toEqual(devices.slice(0, limits.pushDevicesMax));
    const path = internalPaths.pushToken(devices[0] ?? '');
    await origin.call(path, { method: 'DELETE', actor: someActor() });
    expect(await list()).toHaveLength(limits.pushDevicesMax);
    expect(await origin.call(path, { method: 'DELETE', actor: me })).toMatchObject({ status: 200 });
    expect(await list()).toEqual(devices.slice(1, limits.pushDevicesMax));
  });

  it.each(['account', 'session', 'device'] as const)('is forgotten with its %s', async (kind) => {
    const me = { ...someActor(), session: `se_${kind}` };
    const { deviceId } = await registerDevice(origin, me);
    const other = someActor();
    await registerDevice(origin, other);
    const id = { account: me.account, session: me.session, device: deviceId }[kind];
    const items = [{ kind, id, code: 'session_revoked' }];
    const answer = await origin.call(internalPaths.revocationBatch, { method: 'POST', body: { items } });
    expect(answer).toMatchObject({ status: 201 });
    expect([await tokensOf(origin, me.account), (await tokensOf(origin, other.account)).length]).toEqual([[], 1]);
  });

  it.each([
    [{ token: 'ExponentPushToken[]' }, 'token'],
    [{ token: 'https://exp.host/x' }, 'token'],
    [{ token: `ExponentPushToken[${'a'.repeat(65)}]` }, 'token'],
    [{ platform: 'web' }, 'platform'],
    [{ deviceId: 'd' }, 'deviceId'],
  ])('that says %j is refused', async (over, field) => {
    const body = {
      deviceId: newOpaqueId('dv', random),
      token: 'ExponentPushToken[abcdefghijkl]',
      platform: 'ios',
      ...over,
    };
    expect(await origin.call(internalPaths.pushTokens, { method: 'POST', actor: host, body })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', errors: [{ field }] },
    });
  });
});

it('a mute stands on the follow: who does not follow has none', async () => {
  const actor = someActor();
  await origin.deps.relations.follow(actor.account, host.account);
  const path = internalPaths.hostNotifications(host.account);
  const put = (on: boolean, by = actor) => origin.call(path, { method: 'PUT', actor: by, body: { on } });
  const get = async (by = actor) => (await origin.call(path, { actor: by })).body;
  expect(await get()).toMatchObject({ data: { on: true } });
  await put(false);
  expect(await get()).toMatchObject({ data: { on: false } });
  await put(true);
  expect(await get()).toMatchObject({ data: { on: true } });
  await put(false);
  await origin.deps.relations.unfollow(actor.account, host.account);
  expect(await get()).toMatchObject({ code: 'not_found' });
  expect(await put(true)).toMatchObject({ status: 404 });
  await origin.deps.relations.follow(actor.account, host.account);
  expect(await get()).toMatchObject({ data: { on: true } });
});

it('everything is found by an index', async () => {
  const at = new Date();
  const job = {
    id: 'j',
    kind: 'live',
    streamId: newUuidV7(0, random),
    hostId: 'h',
    createdAtMs: 2,
    mootAtMs: 3,
    steps: 0,
  } as const;
  const order = { createdAt: -1, _id: -1 } as const;
  const plans: [string, object, Record<string, 1 | -1>, string][] = [
    ['follows', followersFilter(job), order, 'followers_page'],
    ['follows', followersFilter({ ...job, after: { createdAtMs: 1, id: 'x' } }), order, 'followers_page'],
    ['push_jobs', { state: 'due', dueAt: { $lte: at } }, { dueAt: 1 }, 'due'],
    ['push_jobs', { hostId: 'h', createdAt: { $gt: at } }, {}, 'host'],
    ['push_calls', { state: 'due', dueAt: { $lte: at } }, { dueAt: 1 }, 'due'],
    ['push_tokens', { accountId: { $in: ['a', 'b'] } }, {}, 'device'],
    ['push_tokens', { token: { $in: ['a', 'b'] } }, {}, 'token'],
    ['push_tokens', { sessionId: 's' }, {}, 'session'],
    ['push_tokens', { deviceId: 'd' }, {}, 'device_alone'],
  ];
  for (const [name, filter, sort, hint] of plans) {
    const found = stores.db.collection(name).find(filter).sort(sort).hint(hint);
    const plan = JSON.stringify((await found.explain('queryPlanner')).queryPlanner.winningPlan);
    expect(plan, `${name} ${hint}`).toContain('IXSCAN');
    expect(plan, `${name} ${hint}`).not.toMatch(/COLLSCAN|"SORT"/);
  }
});
