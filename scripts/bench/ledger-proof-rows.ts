import { createHash } from 'node:crypto';
import { base32, walletShardTag } from '@halobuzz/core/ids';
import { accounts } from '@halobuzz/core/ledger/postings';
import { judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import { median } from '../../loadtests/bench/median.ts';
import { accountBalances, accountDocId } from '../../realtime/src/adapters/mongo/ledger-collections.ts';
import { openRedis } from '../../realtime/src/adapters/redis/connect.ts';
import { type BenchContext, scaled } from './bench-context.ts';
import { silentLog } from './bench-stores.ts';
import type { BareCommands } from './ledger-bare.ts';
import { planOf, withFundedLedger, withWorker } from './ledger-row-tools.ts';
import type { LedgerStores } from './ledger-stores.ts';
import type { VerifierCommands } from './ledger-verifier.ts';

const verifiedGifts = 100_000;
/** Gifts whose documents the writer of the books makes at a time. */
const seedChunk = 20_000;
const rebuiltShard = 7;
const rebuiltWallets = 100_000;
const rebuildGiftsPerSecond = 300;
const insertChunk = 5_000;

/** Books of so many gifts; answers how many entries they hold. */
async function seedBooks(context: BenchContext, stores: LedgerStores, database: string): Promise<number> {
  const plan = planOf(context, 10_000, 1_000);
  const gifts = scaled(verifiedGifts, context.settings);
  return withWorker<BareCommands, number>(['scripts/bench/ledger-bare.ts'], async (bare) => {
    await bare.ask('open', { mongoUri: stores.mongo.uri, database, plan });
    await bare.ask('prepareFunds', {});
    await bare.ask('drain', {});
    for (let made = 0; made < gifts; made += seedChunk) {
      await bare.ask('prepare', { count: Math.min(seedChunk, gifts - made) });
      await bare.ask('drain', {});
    }
    return plan.senders + gifts;
  });
}

/** Every chain walked, every document, leg and balance compared with what the canonical bytes give. */
export async function ledgerVerify(context: BenchContext): Promise<ResultRow[]> {
  const stores = await context.ledgerStores();
  const database = await stores.freshDatabase();
  const entries = await seedBooks(context, stores, database);
  const rates: number[] = [];
  const memory: (readonly [number, number, number])[] = [];
  for (let run = 0; run < context.settings.runs; run += 1) {
    await withWorker<VerifierCommands, void>(['scripts/bench/ledger-verifier.ts'], async (verifier) => {
      const seen = await verifier.ask('verify', { mongoUri: stores.mongo.uri, database, entries });
      if (seen.problem !== '') throw new Error(seen.problem);
      if (seen.entries !== entries) throw new Error(`${seen.entries} of ${entries} entries were walked`);
      rates.push((seen.legs / seen.tookMs) * 1_000);
      memory.push(seen.rssMiB);
      const rss = seen.rssMiB.map((mib) => mib.toFixed(0)).join(', ');
      context.say(
        `  ledger-verify: ${seen.legs} legs, ${rates.at(-1)?.toFixed(0)} legs/s; RSS at 1/3, 2/3, end: ${rss} MiB`,
      );
    });
  }
  const rss = (at: 0 | 1 | 2): number => median(memory.map((marks) => marks[at]));
  return [
    judgeRow({
      ...{ id: 'ledger-verify', unit: 'legs/s', ours: median(rates), peers: {}, driverShare: 0 },
      ...{ bar: { kind: 'min', value: 100_000 }, beside: { 'MiB at 1/3': rss(0), '2/3': rss(1), end: rss(2) } },
    }),
    judgeRow({
      ...{ id: 'ledger-verify.memory', unit: 'MiB at the end', ours: rss(2), peers: { third: rss(0) } },
      ...{ bar: { kind: 'ratio-max', of: 'third', value: 1.25 }, driverShare: 0 },
    }),
  ];
}

/** Wallets that hold coins in one shard, as the books know them. No entry led to them: a rebuild does not ask. */
async function fillShard(stores: LedgerStores, database: string, shard: number, wallets: number): Promise<void> {
  const updatedAt = new Date();
  for (let at = 0; at < wallets; at += insertChunk) {
    await accountBalances(stores.client.db(database)).insertMany(
      Array.from({ length: Math.min(insertChunk, wallets - at) }, (_, n) => {
        const digest = createHash('sha256')
          .update(`${shard}/${at + n}`)
          .digest();
        const userId = `s${base32(digest.subarray(0, 16))}`;
        const account = accounts.wallet(userId);
        const place = { account, currency: 'COIN', shard, userId } as const;
        return { _id: accountDocId(account, 'COIN', shard), ...place, balance: BigInt(at + n + 1), updatedAt };
      }),
    );
  }
}

interface RebuildFigures {
  readonly tookMs: number;
  /** In other shards, meanwhile. */
  readonly accepted: number;
  readonly committed: number;
  readonly longestGapMs: number;
}

async function measureRebuild(context: BenchContext, stores: LedgerStores): Promise<RebuildFigures> {
  const wallets = scaled(rebuiltWallets, context.settings);
  return withFundedLedger(stores, planOf(context, 2_000, 100), {}, async ({ ledger, giver, database, ...parts }) => {
    await fillShard(stores, database, rebuiltShard, wallets);
    const redis = await openRedis({ url: parts.wallets.url, name: 'bench', log: silentLog });
    try {
      const load = { perSecond: rebuildGiftsPerSecond, seconds: 600, except: rebuiltShard };
      await giver.ask('begin', load);
      const reopened = ledger.ask('reopened', { shard: rebuiltShard });
      const before = (await giver.ask('givenSoFar', {})).accepted;
      // All that Redis knew of the shard is gone.
      const tag = walletShardTag(rebuiltShard);
      const lost = await redis.keys(`${tag}:*`);
      if (lost.length > 0) await redis.del(lost);
      const { tookMs, others, longestGapMs } = await reopened;
      const accepted = (await giver.ask('givenSoFar', {})).accepted - before;
      const held = (await redis.keys(`${tag}:e*:w:*`)).length;
      if (held < wallets) throw new Error(`${held} of ${wallets} wallets were rebuilt`);
      return { tookMs, accepted, committed: others, longestGapMs };
    } finally {
      redis.disconnect();
    }
  });
}

/** A shard that Redis lost, made again from MongoDB while gifts go on in the others. */
export async function ledgerRebuild(context: BenchContext): Promise<ResultRow[]> {
  const stores = await context.ledgerStores();
  const runs: RebuildFigures[] = [];
  for (let run = 0; run < context.settings.runs; run += 1) {
    const figures = await measureRebuild(context, stores);
    runs.push(figures);
    const { tookMs, accepted, committed, longestGapMs } = figures;
    context.say(
      `  ledger-rebuild: ${(tookMs / 1_000).toFixed(2)} s; others meanwhile: ${accepted} accepted, ${committed} committed, longest pause ${longestGapMs.toFixed(0)} ms`,
    );
  }
  const of = (read: (run: RebuildFigures) => number): number => median(runs.map(read));
  const beside = { accepted: of((run) => run.accepted), committed: of((run) => run.committed) };
  return [
    judgeRow({
      ...{ id: 'ledger-rebuild', unit: 's', ours: of((run) => run.tookMs) / 1_000, peers: {}, driverShare: 0 },
      ...{ bar: { kind: 'max', value: 10 }, beside },
    }),
    judgeRow({
      ...{ id: 'ledger-rebuild.others', unit: 'ms without a commit', ours: of((run) => run.longestGapMs), peers: {} },
      ...{ bar: { kind: 'max', value: 1_000 }, driverShare: 0, beside },
    }),
  ];
}
