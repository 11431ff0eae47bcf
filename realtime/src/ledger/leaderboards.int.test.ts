import { newAccountId, newSubjectId } from '@halobuzz/core/ids';
import { encode } from '@halobuzz/core/protocol/codec';
import { type BoardPeriod, boardPeriods, HOSTS_BOARD, periodStart } from '@halobuzz/core/rooms/leaderboards';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { giftIntent, grantIntent, random } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, type RunningLedger, until } from '../../testing/ledger-process.ts';
import { openTestRedis, testStoreUrl } from '../../testing/redis.ts';
import { type TestPerson, testPerson, testRoomOf, testUuid } from '../../testing/rooms.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { giftRollups } from '../adapters/mongo/gift-rollups.ts';
import { ledgerHeads, transactions } from '../adapters/mongo/ledger-collections.ts';
import { redisLeaderboards } from '../adapters/redis/leaderboards.ts';
import { createRoomStore, type RoomStore } from '../adapters/redis/room-redis.ts';
import { mongoLivestreams } from '../origin/mongo/mongo-livestreams.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { ProjectionTargets } from './project-gifts.ts';
import { findHostParts } from './rank-gifts.ts';
import { rebuildLeaderboards } from './rebuild-leaderboards.ts';
import { boardTargets, roomTargets } from './room-targets.ts';

interface Show {
  readonly room: string;
  readonly host: TestPerson;
}

let bench: LedgerBench;
let ledger: RunningLedger;
let redis: Redis;
let rooms: RoomStore;
let shows: Show[];
let givers: TestPerson[];
let counting: ProjectionTargets['sessions'];
let behind: unknown[] = [];
/** Ranks that count and then fail, as if the process had died before its cursor moved. */
let failAfterRanks = 0;
const seed = Number(process.env.LEADERBOARDS_SEED ?? Date.now() % 1e6);
const rolls = seededRandom(seed);

beforeAll(async () => {
  [bench, redis] = await Promise.all([openLedgerBench(), openTestRedis(`${testStoreUrl('TEST_REDIS_ROOMS_URL')}/3`)]);
  await redis.flushdb();
  rooms = createRoomStore([redis]);
  const { db } = bench.database;
  const real = roomTargets(rooms, 1, redis, { db, onBoardsBehind: (error) => behind.push(error) });
  counting = real.sessions;
  const targets: ProjectionTargets = {
    ...real,
    async rank(shard, gifts, waiting) {
      await real.rank(shard, gifts, waiting);
      if (failAfterRanks > 0) {
        failAfterRanks -= 1;
        throw new Error('killed');
      }
    },
  };
  ledger = bench.start({ targets });
  await ledger.ready();
  shows = await Promise.all(['Hari', 'Mira'].map((name) => goLive(testPerson(name))));
  givers = Array.from({ length: 6 }, (_, i) => testPerson(`giver${i}`));
  await Promise.all([...givers, ...shows.map(({ host }) => host)].map(isKnown));
  for (const { subject } of givers) await submit(bench.wallet, grantIntent({ wallet: subject, amount: 100_000n }));
});
afterAll(async () => {
  await bench.close();
  await redis.flushdb();
  redis.disconnect();
});

async function goLive(host: TestPerson): Promise<Show> {
  const show = { room: testUuid(), host };
  await mongoLivestreams(bench.database.db).insertLive({
    ...{ id: show.room, status: 'live', hostId: host.account, hostHandle: host.name, hostSubject: host.subject },
    ...{ title: 'Songs', category: 'music', country: 'NP', region: 'r', currentViewers: 0, startedAtMs: Date.now() },
    ...{ tags: [], privacy: publicPrivacy, listed: true },
  });
  await rooms(show.room).createRoom(show.room, testRoomOf(host));
  return show;
}

async function isKnown({ account, name }: TestPerson): Promise<void> {
  const at = new Date();
  await bench.database.db.collection<{ _id: string }>('users').insertOne({
    ...{ _id: account, version: 1, username: name, email: `${account}@x.test`, emailVerified: true, status: 'active' },
    ...{ isBanned: false, roles: [], country: 'NP', createdAt: at, updatedAt: at },
  });
}

async function give(from: TestPerson, { room, host }: Show, amount: bigint): Promise<void> {
  const gift = giftIntent({ wallet: from.subject, counterparty: host.subject, amount, roomId: room });
  const sender = { id: from.account, name: from.name };
  const facts = { gift: 'rose', quantity: 1, coins: amount.toString(), atMs: Date.now() };
  const event = encode({ t: 'gift', tx: gift.tx, from: sender, ...facts });
  expect((await bench.wallet.submit(gift, fingerprintOf(gift), event)).kind).toBe('created');
}

async function giveMany(count: number): Promise<void> {
  const pick = <T>(list: readonly T[]): T => {
    const found = list[rolls.below(list.length)];
    if (found === undefined) throw new Error('an empty list');
    return found;
  };
  await Promise.all(Array.from({ length: count }, () => give(pick(givers), pick(shows), BigInt(1 + rolls.below(50)))));
}

const allProjected = (): Promise<void> =>
  until('all gifts are projected', async () => {
    const heads = await ledgerHeads(bench.database.db).find().toArray();
    const session = bench.connection.session();
    for (const head of heads) {
      const assigned = await session?.redis.hget(`{w${String(head._id).padStart(2, '0')}}:head`, 'sequence');
      if (BigInt(assigned ?? 0) !== head.sequence || head.projected.sequence !== head.sequence) return false;
    }
    return true;
  });

/** What the permanent ledger says: coins by board and account. */
async function ledgerSays(period: BoardPeriod, nowMs: number): Promise<Map<string, Map<string, bigint>>> {
  const boards = new Map<string, Map<string, bigint>>();
  const add = (owner: string, account: string, coins: bigint): void => {
    const board = boards.get(owner) ?? new Map<string, bigint>();
    boards.set(owner, board.set(account, (board.get(account) ?? 0n) + coins));
  };
  for (const gift of await transactions(bench.database.db).find({ type: 'gift', status: 'completed' }).toArray()) {
    if (periodStart(period, gift.createdAt.getTime()) !== periodStart(period, nowMs)) continue;
    const show = shows.find(({ room }) => room === gift.roomId);
    const giver = givers.find(({ subject }) => subject === gift.userId);
    if (show === undefined || giver === undefined) continue;
    add(show.host.account, giver.account, gift.amount);
    add(HOSTS_BOARD, show.host.account, gift.amount);
  }
  return boards;
}

const byAccount = (entries: readonly { account: string; coins: string }[]): Map<string, bigint> =>
  new Map(entries.map(({ account, coins }) => [account, BigInt(coins)]));

async function expectBoardsToBeTheLedgers(withRooms = true): Promise<void> {
  const nowMs = Date.now();
  const boards = redisLeaderboards(() => redis);
  for (const period of boardPeriods) {
    const said = await ledgerSays(period, nowMs);
    for (const owner of [HOSTS_BOARD, ...shows.map(({ host }) => host.account)]) {
      const board = { owner, period, start: periodStart(period, nowMs) };
      const { entries } = await boards.read(board, 100);
      expect(byAccount(entries)).toEqual(said.get(owner) ?? new Map());
      const coins = entries.map((entry) => BigInt(entry.coins));
      expect(coins).toEqual([...coins].sort((a, b) => Number(b - a)));
      expect(entries.map(({ rank }) => rank)).toEqual(entries.map((_, at) => at + 1));
      const people = [...givers, ...shows.map(({ host }) => host)];
      for (const { account, name } of entries) expect(people.find((one) => one.account === account)?.name).toBe(name);
    }
  }
  if (!withRooms) return;
  const said = await ledgerSays('all', nowMs);
  for (const { room, host } of shows) {
    const { entries } = await rooms(room).gifts.top(room, 100, '');
    expect(byAccount(entries)).toEqual(said.get(host.account));
  }
}

const rebuild = () => rebuildLeaderboards({ db: bench.database.db, ...boardTargets(rooms) }, Date.now());

it(`seed ${seed}: boards say what the ledger says`, async () => {
  await giveMany(120);
  await allProjected();
  await expectBoardsToBeTheLedgers();
});

it('count nothing twice when the projector dies after counting', async () => {
  failAfterRanks = 3;
  await giveMany(30);
  await allProjected();
  expect(failAfterRanks).toBe(0);
  await expectBoardsToBeTheLedgers();
});

it('are made anew from MongoDB after their Redis was wiped, also while gifts go on', async () => {
  await redis.flushdb();
  expect(await rebuild()).toBeGreaterThan(0);
  await expectBoardsToBeTheLedgers(false);
  await redis.flushdb();
  for (const { room, host } of shows) await rooms(room).createRoom(room, testRoomOf(host));
  await Promise.all([giveMany(60), rebuild(), rebuild()]);
  await allProjected();
  await rebuild();
  await expectBoardsToBeTheLedgers();
});

it('fall short while their Redis is away, delay nothing, and are whole after a rebuild', async () => {
  behind = [];
  await allProjected();
  const [giver, show] = [givers[0], shows[0]];
  if (giver === undefined || show === undefined) throw new Error('nobody');
  // A key of another type is what a script fails on.
  const key = `lb:{${show.host.account}}:all:0`;
  await redis.del(key);
  await redis.set(key, 'x');
  await give(giver, show, 7n);
  await allProjected();
  expect(behind).toHaveLength(1);
  await redis.del(key);
  await rebuild();
  await expectBoardsToBeTheLedgers();
});

it('a second process that counts the same gifts changes nothing, and gifts of an unknown broadcast are left out', async () => {
  const before = await giftRollups(bench.database.db).find().sort({ _id: 1 }).toArray();
  const [sample] = before.filter(({ kind }) => kind === 'gifter');
  const [show] = shows;
  if (sample === undefined || show === undefined) throw new Error('nothing was counted');
  const facts = { epoch: 1, tx: 'aa', event: new Uint8Array(0), name: 'x', earned: 0n, payee: '', acceptedAtMs: 0 };
  const gift = { ...facts, shard: sample.shard, sequence: Number(sample.sequence), account: sample.account, coins: 9n };
  const targets = roomTargets(rooms, 1, redis, { db: bench.database.db, onBoardsBehind: () => {} });
  const room = shows.find(({ host }) => host.account === sample.hostId)?.room ?? '';
  const gifts = [
    { room, gift },
    { room: testUuid(), gift: { ...gift, sequence: 1e9 } },
  ];
  await targets.rank(sample.shard, gifts, new Set());
  const after = await giftRollups(bench.database.db).find().sort({ _id: 1 }).toArray();
  expect(after).toEqual(before);
});

it('counted by two processes at once, each gift counts once', async () => {
  const { db } = bench.database;
  const show = await goLive(testPerson('Tara'));
  const people = Array.from({ length: 8 }, (_, i) => testPerson(`twice${i}`));
  const facts = { epoch: 1, tx: 'aa', event: new Uint8Array(0), earned: 0n, payee: '', acceptedAtMs: Date.now() };
  const processes = [0, 1].map(() => roomTargets(rooms, 1, redis, { db, onBoardsBehind: () => {} }));
  for (let sequence = 1; sequence <= 12; sequence += 1) {
    // Each is a little ahead of the other by turns, as an owner and its successor are.
    await Promise.all(
      processes.map((targets, at) =>
        Promise.all(
          people.map(({ account, name }, shard) => {
            const gifts = Array.from({ length: 1 + ((sequence + at) % 2) }, (_, ahead) => {
              const gift = { ...facts, account, name, shard, sequence: sequence + ahead, coins: 5n };
              return { room: show.room, gift };
            });
            return targets.rank(shard, gifts, new Set());
          }),
        ),
      ),
    );
  }
  const docs = await giftRollups(db).find({ hostId: show.host.account }).toArray();
  expect(docs.map(({ kind }) => kind).sort()).toEqual([...people.map(() => 'gifter'), ...people.map(() => 'host')]);
  for (const { all, day, week, room, sequence } of docs) {
    const coins = 5n * sequence;
    expect({ sequence, all, day: day.coins, week: week.coins, room: room.coins }).toEqual({
      ...{ sequence: 13n, all: coins, day: coins, week: coins, room: coins },
    });
  }
});

it('whoever takes the shards over can end a count that was left open', async () => {
  expect(counting).toHaveLength(1);
  const [head] = await ledgerHeads(bench.database.db)
    .find({ owner: { $ne: null } })
    .toArray();
  const known = head?.sessions?.map((id) => id.toString('hex'));
  expect(known).toContain(counting?.[0]?.toString('hex'));
});

it('sums of hosts are found by their index, added up over shards', async () => {
  const { db } = bench.database;
  const hostIds = shows.map(({ host }) => host.account);
  const explained = await findHostParts(db, hostIds).explain('queryPlanner');
  const plan = JSON.stringify(explained, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
  expect(plan).toContain('"indexName":"kind_host"');
  expect(plan).not.toContain('COLLSCAN');
  const docs = await giftRollups(db)
    .find({ kind: 'host', hostId: { $in: hostIds } })
    .toArray();
  const parts = await findHostParts(db, hostIds).toArray();
  // All of this test's gifts fall on one day, or on two when it runs at midnight.
  expect(parts.length).toBeLessThan(docs.length);
  for (const hostId of hostIds) {
    const sum = (list: readonly { readonly all: bigint }[]) => list.reduce((total, { all }) => total + all, 0n);
    const stored = sum(docs.filter((doc) => doc.hostId === hostId));
    expect([hostId, sum(parts.filter(({ _id }) => _id.hostId === hostId))]).toEqual([hostId, stored]);
  }
});

it('people who are gone are left out of a rebuild', async () => {
  const gone: TestPerson = { account: newAccountId('a', random), subject: newSubjectId(random), name: 'Gone' };
  const show = await goLive(testPerson('Rita'));
  await isKnown(show.host);
  await submit(bench.wallet, grantIntent({ wallet: gone.subject, amount: 10n }));
  await give(gone, show, 10n);
  await allProjected();
  await redis.flushdb();
  await rebuild();
  const boards = redisLeaderboards(() => redis);
  const { entries } = await boards.read({ owner: show.host.account, period: 'all', start: 0 }, 10);
  expect(entries).toEqual([]);
});
