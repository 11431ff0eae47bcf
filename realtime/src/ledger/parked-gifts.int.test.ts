import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, subjectInShard } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, until } from '../../testing/ledger-process.ts';
import { testPerson, testUuid } from '../../testing/rooms.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import { COMMITTED_GROUP } from '../adapters/redis/committed-group.ts';
import { committedEntry } from './committed-gift.ts';
import { fingerprintOf } from './fingerprint.ts';
import { ledgerMetrics } from './ledger-metrics.ts';
import { mongoParkedGifts } from './parked-gifts.ts';
import { ParkingFull, type ProjectionTargets, projectGifts } from './project-gifts.ts';
import { storeOutages } from './store-outages.ts';
import { judgeEntry } from './stream-entry.ts';
import { readRange } from './stream-reader.ts';

const shard = 7;
const [near, far] = [testUuid(), testUuid()];
let bench: LedgerBench;
let wallet: string;
/** Store `far` gives no answer. */
let away: boolean;

beforeEach(async () => {
  bench = await openLedgerBench();
  wallet = subjectInShard(shard);
  away = true;
});
afterEach(() => bench.close());

function targets(): ProjectionTargets {
  const { targets: real } = bench.rooms;
  return {
    ...real,
    storeOf: (room) => (room === far ? 'far' : 'near'),
    projectGifts: (room, gifts) =>
      away && room === far ? Promise.reject(new Error('far is away')) : real.projectGifts(room, gifts),
  };
}

async function give(roomId: string): Promise<void> {
  const gift = giftIntent({ wallet, amount: 1n, roomId });
  const { account: id, name } = testPerson('Asha');
  const facts = { gift: 'rose', quantity: 1, coins: '1', atMs: 1 };
  const result = await bench.wallet.submit(
    gift,
    fingerprintOf(gift),
    encode({ t: 'gift', tx: gift.tx, from: { id, name }, ...facts }),
  );
  expect(result.kind).toBe('created');
}

const shownIn = (room: string) => bench.rooms.gifts.filter((one) => one.room === room).map(({ gift }) => gift.sequence);
const redis = () => {
  const session = bench.connection.session();
  if (session === undefined) throw new Error('no connection');
  return session.redis;
};
const streamLength = () => redis().xlen(walletShardKeys(shard).stream);

describe('a rooms store that is out', () => {
  it('holds back neither the gifts of other rooms nor trimming, and shows its own once when it is back', async () => {
    const first = bench.start({ targets: targets() });
    await first.ready();
    await submit(bench.wallet, grantIntent({ wallet, amount: 1_000n }));
    for (let i = 0; i < 10; i += 1) for (const room of [far, near]) await give(room);
    await bench.committed(21);
    await until('the near room has all of its gifts', () => shownIn(near).length === 10);
    expect(shownIn(far)).toEqual([]);
    await until('the stream was trimmed', async () => (await streamLength()) === 1);
    expect(await bench.database.db.collection('parked_gifts').countDocuments()).toBe(10);

    // Whoever comes next knows what waits, and puts what comes meanwhile behind it.
    await first.stop();
    const second = bench.start({ targets: targets() });
    await second.ready();
    await give(far);
    await bench.committed(22);
    await until(
      'it was parked too',
      async () => (await mongoParkedGifts(bench.database.db).counts(shard))[0]?.count === 11,
    );
    away = false;
    await until('the far room has all of its gifts', () => shownIn(far).length === 11);
    await give(far);
    await until('and the next one', () => shownIn(far).length === 12);
    expect(shownIn(far)).toEqual([...shownIn(far)].sort((a, b) => a - b));
    expect(new Set(shownIn(far)).size).toBe(12);
    await until(
      'nothing is kept',
      async () => (await bench.database.db.collection('parked_gifts').countDocuments()) === 0,
    );
    expect(await second.registry.getSingleMetricAsString('halobuzz_ledger_gifts_projected_total')).toContain(
      'result="parked"',
    );
  });

  it('with more gifts waiting than may be kept, holds the cursor still and loses none', async () => {
    await submitWithoutWriter();
    const session = bench.connection.session();
    if (session === undefined) throw new Error('no connection');
    const read = await readRange(session, shard, { epoch: 0n, sequence: 0n }, '+', 100);
    const entries = read.map((entry) => committedEntry(judgeEntry(entry, shard, false), shard));
    const parked = mongoParkedGifts(bench.database.db);
    const deps = {
      targets: targets(),
      parked,
      outages: storeOutages(1_000, () => 0),
      metrics: ledgerMetrics(new Registry()),
      onOutage: () => {},
    };
    const run = (parkedCount: number) =>
      projectGifts({ ...deps, parkedCount: () => parkedCount }, shard, entries, new Map());
    await expect(run(limits.ledgerParkedGiftsMax)).rejects.toThrow(ParkingFull);
    expect(await parked.counts(shard)).toEqual([]);
    await run(limits.ledgerParkedGiftsMax - 1);
    await run(limits.ledgerParkedGiftsMax - 1);
    expect(await parked.counts(shard)).toEqual([{ room: far, store: 'far', count: 1 }]);
  });
});

async function submitWithoutWriter(): Promise<void> {
  const ledger = bench.start({ targets: targets() });
  await ledger.ready();
  await ledger.stop();
  await submit(bench.wallet, grantIntent({ wallet, amount: 1_000n }));
  await give(far);
}

describe('the consumer group of a stream', () => {
  it('tells dashboards how many entries are not yet committed, and delivers nothing', async () => {
    const lag = async (): Promise<unknown> => {
      const groups: unknown = await redis().xinfo('GROUPS', walletShardKeys(shard).stream);
      const flat: unknown = Array.isArray(groups) ? groups[0] : undefined;
      if (!Array.isArray(flat) || flat[flat.indexOf('name') + 1] !== COMMITTED_GROUP) return undefined;
      expect(flat[flat.indexOf('pending') + 1]).toBe(0);
      return flat[flat.indexOf('lag') + 1];
    };
    away = false;
    const ledger = bench.start({ targets: targets() });
    await ledger.ready();
    await submit(bench.wallet, grantIntent({ wallet, amount: 1_000n }));
    for (let i = 0; i < 5; i += 1) await give(near);
    await bench.committed(6);
    await until('nothing lags', async () => (await lag()) === 0);
    await ledger.stop();
    for (let i = 0; i < 3; i += 1) await give(near);
    expect(await lag()).toBe(3);
    // A rebuild begins the numbering of what was added anew, but not the sequence.
    await ledgerHeads(bench.database.db).updateOne({ _id: shard }, { $set: { state: 'rebuilding' } });
    const next = bench.start({ targets: targets() });
    await next.ready();
    await give(near);
    await bench.committed(7);
    await until('nothing lags again', async () => (await lag()) === 0);
  });
});
