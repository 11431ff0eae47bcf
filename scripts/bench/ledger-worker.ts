import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { HistogramSpec } from '@halobuzz/core/observability/metric-spec';
import { Histogram, Registry } from 'prom-client';
import { serveLines } from '../../loadtests/bench/line-worker.ts';
import { connectMongo } from '../../realtime/src/adapters/mongo/connection.ts';
import { openRedis } from '../../realtime/src/adapters/redis/connect.ts';
import { createRoomStore } from '../../realtime/src/adapters/redis/room-redis.ts';
import { checkpointKeyOf } from '../../realtime/src/ledger/checkpoint.ts';
import { type LedgerMetrics, ledgerMetrics } from '../../realtime/src/ledger/ledger-metrics.ts';
import type { ProjectionTargets } from '../../realtime/src/ledger/project-gifts.ts';
import { roomTargets } from '../../realtime/src/ledger/room-targets.ts';
import type { OwnedLedger } from '../../realtime/src/ledger/run-ledger.ts';
import { type LedgerDeps, runLedger } from '../../realtime/src/ledger/run-ledger.ts';
import { createLifecycle, type Lifecycle } from '../../realtime/src/lifecycle.ts';
import { ledgerMetricSpecs } from '../../realtime/src/observability/catalogue/ledger-metrics.ts';
import { silentLog } from './bench-stores.ts';
import { type Drained, drainedSince } from './ledger-drained.ts';

type None = Record<string, never>;

/** The process of the ledger. */
export type LedgerCommands = {
  readonly open: {
    readonly args: {
      readonly mongoUri: string;
      readonly database: string;
      readonly walletsUrl: string;
      /** Rooms and control; without it committed gifts are shown nowhere. */
      readonly roomsUrl?: string;
    };
    readonly answer: None;
  };
  /** Starts it and waits until all shards are open. */
  readonly start: { readonly args: None; readonly answer: None };
  /** Waits until it has committed so many entries since `open`. */
  readonly committed: { readonly args: { readonly count: number }; readonly answer: None };
  readonly stop: { readonly args: None; readonly answer: None };
  /**
   * Where a gift's time went since the last such question, means in ms: in the transaction; from being accepted to the
   * commit, and to its gateway being told, the oldest gift of each batch and message.
   */
  readonly stages: {
    readonly args: None;
    readonly answer: { readonly commitMs: number; readonly committedMs: number; readonly toldMs: number };
  };
  /** Starts it and waits for so many entries; the time runs from its first commit on, whose entries do not count. */
  readonly drain: { readonly args: { readonly count: number }; readonly answer: Drained };
  /**
   * Waits until a shard was found shut and is open again. `others`: entries of other shards committed meanwhile, and the
   * longest time without one.
   */
  readonly reopened: {
    readonly args: { readonly shard: number };
    readonly answer: { readonly tookMs: number; readonly others: number; readonly longestGapMs: number };
  };
};

/** The real ledger (writer, projector, checkpoints) in a process of its own, that starts and stops when told. */

const process_ = createLifecycle(silentLog);
const checkpointDir = mkdtempSync(join(tmpdir(), 'halobuzz-bench-ledger-'));
process.on('exit', () => rmSync(checkpointDir, { recursive: true, force: true }));
const key = checkpointKeyOf(
  generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
);
const nowhere: ProjectionTargets = {
  projectGifts: async (_room, gifts) => gifts.map(() => 'ok'),
  rank: async () => {},
  confirm: async () => {},
};
const releaseMs = 30_000;
const commandTimeoutMs = 5_000;
const pollMs = 2;
const registry = new Registry();

let deps: Omit<LedgerDeps, 'owner'> | undefined;
let metrics: LedgerMetrics | undefined;
let running: { readonly lifecycle: Lifecycle; readonly writer: OwnedLedger } | undefined;
let committed = 0;
let onCommit: (entries: number) => void = () => {};

/** Tells each commit as it is counted. */
function watched(metrics: LedgerMetrics): LedgerMetrics {
  const inc = (added = 1): void => {
    committed += added;
    metrics.committed.inc(added);
    onCommit(added);
  };
  return { ...metrics, committed: { inc } };
}

/** The mean of what a histogram in seconds observed since it was last asked, ms; 0 without any. */
async function meanSince({ name }: HistogramSpec<never>): Promise<number> {
  const histogram = registry.getSingleMetric(name);
  if (!(histogram instanceof Histogram)) throw new Error(`${name} is no histogram`);
  const { values } = await histogram.get();
  const of = (part: string): number => values.find(({ metricName }) => metricName?.endsWith(part))?.value ?? 0;
  const [sum, count] = [of('_sum'), of('_count')];
  histogram.reset();
  return count === 0 ? 0 : (sum / count) * 1_000;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, pollMs));
}

function begin(): OwnedLedger {
  if (deps === undefined) throw new Error('not open');
  const lifecycle = createLifecycle(silentLog);
  const writer = runLedger({ ...deps, owner: `bench#${randomUUID()}` }, lifecycle);
  running = { lifecycle, writer };
  return writer;
}

serveLines<LedgerCommands>({
  async open({ mongoUri, database, walletsUrl, roomsUrl }) {
    const client = await connectMongo(mongoUri, process_);
    const db = client.db(database);
    const own = { name: 'ledger-rooms', log: silentLog, commandTimeoutMs };
    const redis = roomsUrl === undefined ? undefined : await openRedis({ url: roomsUrl, ...own });
    metrics = watched(ledgerMetrics(registry));
    deps = {
      ...{ client, db, walletsUrl, log: silentLog, checkpoint: { key, dir: checkpointDir } },
      metrics,
      targets:
        redis === undefined
          ? nowhere
          : roomTargets(createRoomStore([redis]), 1, redis, { db, onBoardsBehind: () => {} }),
    };
    return {};
  },
  async start() {
    const writer = begin();
    await until(() => {
      const all = [...writer.shards.values()];
      return all.length === WALLET_SHARDS && all.every((shard) => shard.state === 'open');
    });
    return {};
  },
  async committed({ count }) {
    await until(() => committed >= count);
    return {};
  },
  async stop() {
    await running?.lifecycle.release(releaseMs);
    running = undefined;
    return {};
  },
  async stages() {
    if (metrics === undefined) throw new Error('not open');
    const { commitSeconds, commitLagSeconds, confirmLagSeconds } = ledgerMetricSpecs;
    return {
      commitMs: await meanSince(commitSeconds),
      committedMs: await meanSince(commitLagSeconds),
      toldMs: await meanSince(confirmLagSeconds),
    };
  },
  async drain({ count }) {
    const end = committed + count;
    let first: { readonly entries: number; readonly atMs: number } | undefined;
    let lastMs = 0;
    onCommit = (entries) => {
      first ??= { entries, atMs: performance.now() };
      lastMs = performance.now();
    };
    const startedMs = performance.now();
    begin();
    await until(() => committed >= end);
    onCommit = () => {};
    return drainedSince(startedMs, first, { entries: count, atMs: lastMs });
  },
  async reopened({ shard }) {
    const writer = running?.writer;
    if (writer === undefined) throw new Error('not started');
    await until(() => writer.shards.get(shard)?.state !== 'open');
    const startedMs = performance.now();
    let [others, lastMs, longestGapMs] = [0, startedMs, 0];
    onCommit = (entries) => {
      const nowMs = performance.now();
      longestGapMs = Math.max(longestGapMs, nowMs - lastMs);
      lastMs = nowMs;
      others += entries;
    };
    await until(() => writer.shards.get(shard)?.state === 'open');
    onCommit = () => {};
    return { tookMs: performance.now() - startedMs, others, longestGapMs };
  },
});
