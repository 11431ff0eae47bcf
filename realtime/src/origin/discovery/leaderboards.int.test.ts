import { successOf } from '@halobuzz/core/api/conventions';
import { topGiftersSchema, topHostsSchema } from '@halobuzz/core/api/hosts';
import { internalPaths } from '@halobuzz/core/api/internal';
import { streamSchema } from '@halobuzz/core/api/streams';
import { HOSTS_BOARD, periodStart } from '@halobuzz/core/rooms/leaderboards';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { redisLeaderboards } from '../../adapters/redis/leaderboards.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';

let stores: TestStores;
let origin: RealOrigin;
const [gita, hari, banned] = ['gita', 'hari', 'banned'].map((name) => someActor(name)) as [Actor, Actor, Actor]; // Three names give three.

beforeAll(async () => {
  stores = await openStores(5);
  await stores.control.flushdb();
  origin = await createRealOrigin(stores);
  const at = new Date();
  for (const actor of [gita, hari, banned]) {
    await stores.db.collection<{ _id: string }>('users').insertOne({
      ...{ _id: actor.account, version: 1, username: actor.name, email: `${actor.account}@x.test`, roles: [] },
      ...{ emailVerified: true, status: 'active', isBanned: actor === banned, country: 'NP' },
      ...{ createdAt: at, updatedAt: at },
    });
  }
  const boards = redisLeaderboards((owner) => stores.rooms(owner).redis);
  const raise = (owner: string, period: 'all' | 'day' | 'week', atMs: number, scores: [Actor, bigint][]) =>
    boards.raise(
      { owner, period, start: periodStart(period, atMs) },
      scores.map(([actor, coins]) => ({ account: actor.account, name: `old ${actor.name}`, coins })),
    );
  const nowMs = origin.clock();
  await raise(HOSTS_BOARD, 'week', nowMs, [
    [gita, 5n],
    [hari, 9_007_199_254_740_991n],
    [banned, 70n],
  ]);
  await raise(HOSTS_BOARD, 'day', nowMs, [[gita, 3n]]);
  await raise(HOSTS_BOARD, 'day', nowMs - 86_400_000, [[hari, 4n]]);
  await raise(gita.account, 'all', nowMs, [[hari, 8n]]);
  // A late or repeated word of less lowers nothing.
  await raise(gita.account, 'all', nowMs, [[hari, 2n]]);
});
afterAll(() => stores.close());

it('hosts are named as they are called now, without who is banned, with what they show', async () => {
  const facts = { title: 'Songs', category: 'music', country: 'NP', region: 'ap-southeast-1' };
  const started = await origin.call(internalPaths.streams, { method: 'POST', actor: gita, body: facts });
  const { stream } = successOf(z.object({ stream: streamSchema })).parse(started.body).data;
  const week = await origin.call(internalPaths.topHosts);
  expect(successOf(topHostsSchema).parse(week.body).data).toEqual({
    by: 'coins',
    period: 'week',
    items: [
      { rank: 1, id: hari.account, handle: 'hari', coins: '9007199254740991' },
      { rank: 2, id: gita.account, handle: 'gita', coins: '5', live: stream.id },
    ],
  });
  const one = await origin.call(`${internalPaths.topHosts}?limit=1`);
  expect(successOf(topHostsSchema).parse(one.body).data.items).toHaveLength(1);
  const day = await origin.call(`${internalPaths.topHosts}?period=day`);
  expect(successOf(topHostsSchema).parse(day.body).data.items).toMatchObject([{ id: gita.account, coins: '3' }]);
  // One list for every country: it names no broadcast that shuts any out.
  const change = { method: 'PATCH', actor: gita, body: { privacy: { countryBlocks: ['IN'] } } } as const;
  expect(await origin.call(internalPaths.stream(stream.id), change)).toMatchObject({ status: 200 });
  const shown = successOf(topHostsSchema).parse((await origin.call(internalPaths.topHosts)).body).data.items;
  expect(shown).toMatchObject([{ id: hari.account }, { id: gita.account }]);
  expect(shown[1]).not.toHaveProperty('live');
});

it('each has a board of those who gave most', async () => {
  const of = async ({ account }: Actor) =>
    successOf(topGiftersSchema).parse((await origin.call(`${internalPaths.topGifters(account)}?period=all`)).body).data;
  expect((await of(gita)).items).toEqual([{ rank: 1, id: hari.account, handle: 'hari', coins: '8' }]);
  expect((await of(hari)).items).toEqual([]);
  expect(await origin.call(internalPaths.topGifters('nobody'))).toMatchObject({ status: 400 });
});
