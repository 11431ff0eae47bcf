import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { streamSchema } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { decodeEvent, encode } from '@halobuzz/core/protocol/codec';
import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';
import { writeViewerCounts } from './viewer-counts.ts';

let stores: TestStores;
let origin: RealOrigin;
let room: string;
let host: string;

beforeAll(async () => {
  stores = await openStores(6);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.db.collection('livestreams').deleteMany({});
  await stores.control.flushdb();
  origin = await createRealOrigin(stores);
  const actor = someActor('maya');
  const facts = { title: 'Songs', category: 'music', country: 'NP', region: 'ap-southeast-1' };
  const answer = await origin.call(internalPaths.streams, { method: 'POST', actor, body: facts });
  room = successOf(z.object({ stream: streamSchema })).parse(answer.body).data.stream.id;
  host = actor.account;
});

async function announce(boot: string): Promise<void> {
  const atMs = origin.clock();
  const record = { id: 'gw', boot, url: 'ws://gw', region: 'r', sockets: 1, socketsMax: 10, draining: false, atMs };
  await stores.control.zadd(controlKeys.nodes, atMs, 'gw');
  await stores.control.set(controlKeys.node('gw'), JSON.stringify(record));
}
async function enter(field: string, account: string): Promise<void> {
  const scripts = stores.rooms(room);
  await scripts.restore(room, field, [{ account, name: account, sockets: 1 }]);
  await stores.control.hincrby(roomKeys(room).nodes, field, 1);
}
const held = async () => ({
  members: await stores.control.hlen(roomKeys(room).members),
  nodes: await stores.control.hkeys(roomKeys(room).nodes),
  hostOnline: await stores.control.hget(roomKeys(room).state, 'hostOnline'),
});
const whole = { members: 1, nodes: ['gw#1'], hostOnline: '1' };

describe('a node that died with everybody in a room', () => {
  it('is taken out once it has been gone for a node’s life, and its host is not shown as present', async () => {
    await announce('1');
    await enter('gw#1', host);
    await writeViewerCounts(origin.deps);
    expect(await held()).toEqual(whole);
    // The same node comes back in another life.
    await announce('2');
    await writeViewerCounts(origin.deps);
    origin.time.aheadMs += limits.nodeLifeMs - 1_000;
    await announce('2');
    await writeViewerCounts(origin.deps);
    expect(await held()).toEqual(whole);
    origin.time.aheadMs += 1_000;
    await writeViewerCounts(origin.deps);
    expect(await held()).toEqual({ members: 0, nodes: [], hostOnline: '0' });
  });

  it('has its streaks ended, once each, though nobody holds the room any more', async () => {
    const from = { id: someActor().account, name: 'ann' };
    const facts = { t: 'gift', tx: 'aa', from, gift: 'rose', quantity: 3, coins: '3', atMs: 1 } as const;
    const place = { shard: 1, epoch: 1, sequence: 1 };
    await stores.rooms(room).showGift(room, facts.tx, place, encode(facts));
    await writeViewerCounts(origin.deps);
    const ends = async () => {
      const events = await stores.rooms(room).recover(room, { epoch: await epochOf(), offset: 0 });
      const heard = events.kind === 'ok' ? (events.events ?? []).map(({ bytes }) => decodeEvent(bytes)) : [];
      return heard.filter((event) => event?.t === 'streak.ended');
    };
    const epochOf = async () => Number(await stores.control.hget(roomKeys(room).state, 'epoch'));
    expect(await ends()).toEqual([]);
    const [key = ''] = await stores.control.zrange(roomKeys(room).streakEnds, '0', '-1');
    await stores.control.zadd(roomKeys(room).streakEnds, 1, key);
    await Promise.all([writeViewerCounts(origin.deps), writeViewerCounts(origin.deps)]);
    await writeViewerCounts(origin.deps);
    expect(await ends()).toMatchObject([{ streak: 'aa', from, quantity: 3, coins: '3' }]);
  });

  it('is not taken for dead because the registry could not be read', async () => {
    await announce('1');
    await enter('gw#1', host);
    await stores.control.del(controlKeys.nodes);
    await writeViewerCounts(origin.deps);
    origin.time.aheadMs += limits.nodeLifeMs;
    const nodes = { alive: () => Promise.reject(new Error('out of reach')) };
    await expect(writeViewerCounts({ ...origin.deps, nodes })).rejects.toThrow('out of reach');
    await writeViewerCounts(origin.deps);
    expect(await held()).toEqual(whole);
  });
});
