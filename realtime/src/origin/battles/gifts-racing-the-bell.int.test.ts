import { randomBytes } from 'node:crypto';
import { walletShardOf } from '@halobuzz/core/ids';
import { decodeIntent } from '@halobuzz/core/ledger/intent';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import type { DownEvent } from '@halobuzz/core/protocol/down';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goLive, type LiveRoom } from '../../../testing/battle-world.ts';
import { GatewayBench, type RunningGateway } from '../../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../../testing/gateway-client.ts';
import { grantIntent } from '../../../testing/intents.ts';
import { LedgerWorld } from '../../../testing/ledger-world.ts';
import { openTestRedis, testStoreUrl } from '../../../testing/redis.ts';
import { testPerson, testUuid } from '../../../testing/rooms.ts';
import { createRoomStore, roomInstanceOf } from '../../adapters/redis/room-redis.ts';
import { roomTargets } from '../../ledger/room-targets.ts';
import { mongoBattles } from '../mongo/mongo-battles.ts';
import { mongoLivestreams } from '../mongo/mongo-livestreams.ts';
import { mongoRelations } from '../mongo/mongo-relations.ts';
import { runPeriodically } from '../periodic.ts';
import { recordLog } from '../testing/fakes.ts';
import { battleLedger } from './battle-ledger.ts';
import { redisBattleRooms } from './battle-rooms.ts';
import { actOnBattle, type ChallengeDeps, challengeHost } from './challenge-host.ts';
import { advanceDueBattles, keepBattles, type RunBattlesDeps } from './run-battles.ts';

let world: LedgerWorld;
let bench: GatewayBench;
let gateway: RunningGateway;
let otherStore: Redis;
let rooms: ReturnType<typeof createRoomStore>;
let one: LiveRoom;
let two: LiveRoom;

const giversPerRoom = 5;
const seconds = 2;
const random = (length: number): Uint8Array => Uint8Array.from(randomBytes(length));

/** Ids that the two stores hold one each: a battle's rooms may lie apart. */
function roomIdIn(instance: number): string {
  for (;;) {
    const id = testUuid();
    if (roomInstanceOf(id, 2) === instance) return id;
  }
}

beforeAll(async () => {
  const url = testStoreUrl('TEST_REDIS_ROOMS_URL');
  world = await LedgerWorld.open();
  bench = await GatewayBench.open(url, `${url}/44`);
  otherStore = await openTestRedis(`${url}/46`);
  rooms = createRoomStore([world.roomsRedis, otherStore]);
  const { db } = world.bench.database;
  const targets = roomTargets(rooms, 2, bench.control, { db, onBoardsBehind: () => {} });
  await world.writer({ targets });
  const roomsUrls = [url, `${url}/46`];
  gateway = await bench.gateway({ roomsUrls, rateProfile: 'load' }, { wallet: world.bench.wallet });
  one = await goLive(db, rooms, 'sita', roomIdIn(0));
  two = await goLive(db, rooms, 'hari', roomIdIn(1));
});
afterAll(async () => {
  await bench.close();
  for (const { id } of [one, two]) {
    const keys = await rooms(id).redis.keys(`r:{${id}}:*`);
    if (keys.length > 0) await rooms(id).redis.del(...keys);
  }
  otherStore.disconnect();
  await world.close();
});

/** Follows the wallets' streams themselves: what was accepted, where and when, whatever the ledger makes of it. */
function watchWallets(redis: Redis, shards: ReadonlySet<number>) {
  const gifts = new Map<string, { readonly room: string; readonly coins: bigint; readonly atMs: number }>();
  let stopped = false;
  const last = new Map<number, string>();
  const look = async (): Promise<void> => {
    const found = await Promise.all(
      [...shards].map(async (shard) => {
        const from = last.get(shard);
        const range = [from === undefined ? '-' : `(${from}`, '+'] as const;
        return [shard, await redis.xrangeBuffer(walletShardKeys(shard).stream, ...range)] as const;
      }),
    );
    for (const [shard, entries] of found) {
      for (const [id, fields] of entries) {
        last.set(shard, id.toString());
        const field = (name: string) =>
          fields[fields.findIndex((each, at) => at % 2 === 0 && each.toString() === name) + 1];
        const intent = decodeIntent(field('p') ?? new Uint8Array(0));
        if (intent?.kind !== 'gift') continue;
        const atMs = Number(field('t')?.toString());
        gifts.set(intent.tx, { room: intent.roomId, coins: intent.amount, atMs });
      }
    }
  };
  const running = (async () => {
    while (!stopped) await look();
  })();
  return {
    gifts,
    async stop() {
      stopped = true;
      await running;
      await look();
    },
  };
}

const battles = (client: GatewayClient) =>
  client.events.flatMap(({ event }) => (event.t === 'battle' ? [event.now] : []));
const lastScore = (client: GatewayClient): Extract<DownEvent, { t: 'battle.score' }> | undefined => {
  const event = client.events.findLast(({ event: heard }) => heard.t === 'battle.score')?.event;
  return event?.t === 'battle.score' ? event : undefined;
};

it('counts exactly the gifts that the wallets accepted before the bell, however close to it', async () => {
  const { db } = world.bench.database;
  const log = recordLog();
  const sessions = { session: () => world.bench.connection.session() };
  const deps: ChallengeDeps & RunBattlesDeps = {
    ...{ clock: Date.now, random, log, battles: mongoBattles(db), livestreams: mongoLivestreams(db) },
    ...{ relations: mongoRelations(db, Date.now), battleRooms: redisBattleRooms(rooms) },
    battleLedger: battleLedger(db, sessions),
  };
  const sides = await Promise.all(
    [one, two].map(async (room) => ({
      room,
      host: await bench.join(gateway, room, room.host),
      givers: await Promise.all(
        Array.from({ length: giversPerRoom }, async (_, at) => {
          const person = testPerson(`${room.host.name}-${at}`);
          await world.ask(grantIntent({ wallet: person.subject, amount: 1_000_000n }));
          return { person, client: await bench.join(gateway, room, person) };
        }),
      ),
    })),
  );
  const walletsRedis = await openTestRedis(world.bench.server.url);
  const shards = new Set(sides.flatMap(({ givers }) => givers.map(({ person }) => walletShardOf(person.subject))));
  const watched = watchWallets(walletsRedis, shards);
  const passes = [
    runPeriodically('battles', 100, () => advanceDueBattles(deps), log),
    runPeriodically('keep', 100, () => keepBattles(deps), log),
  ];
  const challenge = await challengeHost(deps, one.host, one.id, { opponent: two.id, seconds });
  await sides[1]?.host.heard(({ t }) => t === 'battle.challenge');
  const begun = await actOnBattle(deps, two.host, challenge.id, 'accept');
  const { startsAtMs = 0, endsAtMs = 0 } = begun;
  expect(endsAtMs - startsAtMs).toBe(seconds * 1_000);

  // Everybody gives as fast as answers come, from before the start until well behind the bell.
  const asked = await Promise.all(
    sides.flatMap(({ givers }, side) =>
      givers.map(async ({ client }, at) => {
        let sent = 0;
        while (Date.now() < endsAtMs + 400) {
          const quantity = 1 + ((sent * 7 + at + side) % 9);
          await client.do({ t: 'gift', clientId: testUuid(), gift: 'rose', quantity });
          sent += 1;
        }
        return sent;
      }),
    ),
  );
  const bystander = sides.map(({ host }) => host);
  for (const client of bystander) {
    await client.wait(() => battles(client).find(({ state }) => state === 'final'), 'the final score');
  }
  await world.drained();
  await watched.stop();
  await Promise.all(passes.map((pass) => pass.stop()));
  walletsRedis.disconnect();

  const accepted = [...watched.gifts.values()];
  expect(accepted).toHaveLength(asked.reduce((sum, sent) => sum + sent, 0));
  const counts = ({ atMs }: { readonly atMs: number }) => atMs >= startsAtMs && atMs < endsAtMs;
  const modelled = [one, two].map(({ id }) =>
    accepted.reduce((sum, gift) => (gift.room === id && counts(gift) ? sum + gift.coins : sum), 0n),
  );
  // The race was one: gifts before the start, within, and behind the bell.
  expect(accepted.some(({ atMs }) => atMs < startsAtMs)).toBe(true);
  expect(accepted.some(counts)).toBe(true);
  expect(accepted.some(({ atMs }) => atMs >= endsAtMs)).toBe(true);

  const decided = await deps.battles.get(challenge.id);
  expect(decided?.status).toBe('final');
  expect(decided?.sides.map(({ coins }) => coins)).toEqual(modelled);
  for (const [at, client] of bystander.entries()) {
    const heard = battles(client);
    expect(heard.map(({ state }) => state)).toEqual(['running', 'settling', 'final']);
    const last = heard.at(-1);
    expect(last?.sides.map(({ coins }) => BigInt(coins))).toEqual(modelled);
    expect(last?.outcome).toEqual(decided?.outcome);
    // Nothing was lost: what was shown on the way there came to the same.
    expect(BigInt(lastScore(client)?.own ?? -1)).toBe(modelled[at]);
    const top = last?.sides[at]?.top ?? [];
    expect(top.reduce((sum, { coins }) => sum + BigInt(coins), 0n)).toBe(modelled[at]);
    expect(top).toHaveLength(giversPerRoom);
  }
  // A newcomer sees the same, and the room keeps nothing that would count on.
  const { welcome } = await bench.join(gateway, one, testPerson('late'));
  expect(welcome.battle?.sides.map(({ coins }) => BigInt(coins))).toEqual(modelled);
  for (const { id } of [one, two]) {
    expect(await rooms(id).redis.hmget(roomKeys(id).state, 'battleStart', 'battleEnd')).toEqual([null, null]);
    expect(await rooms(id).redis.exists(roomKeys(id).battleGivers)).toBe(0);
  }
  // Had start or bell fallen into the very millisecond of a gift: that of the start counts, that of the bell does not.
  for (const { room, atMs } of accepted.filter((_, at) => at % 10 === 0)) {
    const within = (from: number, to: number) =>
      accepted.reduce(
        (sum, gift) => (gift.room === room && gift.atMs >= from && gift.atMs < to ? sum + gift.coins : sum),
        0n,
      );
    for (const [from, to] of [
      [atMs, atMs + 1],
      [atMs, endsAtMs],
      [startsAtMs, atMs],
      [atMs + 1, atMs],
    ] as const) {
      expect(await deps.battleLedger.coinsWithin(room, from, to)).toBe(within(from, to));
    }
  }
  expect(log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  expect(await world.bench.verify()).toMatchObject({ breaks: [], problems: [] });
}, 60_000);
