import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { type Db, MongoClient } from 'mongodb';
import { transactions } from '../../realtime/src/adapters/mongo/ledger-collections.ts';
import { openWalletSession } from '../../realtime/src/adapters/redis/wallet-connection.ts';
import type { CheckpointKey } from '../../realtime/src/ledger/checkpoint.ts';
import { writeCheckpoint } from '../../realtime/src/ledger/checkpoint.ts';
import { verifyLedger } from '../../realtime/src/ledger/verify-ledger.ts';
import { allMigrations } from '../../realtime/src/migrations/all-migrations.ts';
import { checkInstall } from '../../realtime/src/migrations/install.ts';
import { migrateUp } from '../../realtime/src/migrations/run-migrations.ts';
import type { BackupKeys } from '../../realtime/src/recovery/backup-keys.ts';
import { keepFollowing } from '../../realtime/src/recovery/follow-changes.ts';
import { restoreBackup } from '../../realtime/src/recovery/restore-backup.ts';
import { type TakenBackup, takeBackup } from '../../realtime/src/recovery/take-backup.ts';
import { silentLog } from '../bench/bench-stores.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { buyersByShard, seedShard } from '../seed/seed-ledger.ts';
import { openDrillGifts } from './drill-gifts.ts';
import { type DrillLedger, startDrillLedger } from './drill-ledger.ts';
import type { DrillOptions } from './drill-options.ts';
import type { LossReport } from './drill-report.ts';
import { openDrillStores } from './drill-stores.ts';

export interface DrillDeps extends DrillOptions {
  /** On a disk; removed after. */
  readonly folder: string;
  readonly signing: CheckpointKey;
  readonly say: (line: string) => void;
}

const database = 'drill';
const legsPerBuyer = 25;
/** What so many seconds give is confirmed before anything is lost. */
const flowSeconds = 3;
const waitMs = 120_000;
const toldByCheckpoint = 'a signed checkpoint saw entry';

/** Seeds a ledger, backs it up while gifts flow, loses stores one after the other, brings each back and counts what is missing. */
export async function runDrill(deps: DrillDeps): Promise<readonly LossReport[]> {
  const { folder, say } = deps;
  const keys: BackupKeys = { encryption: randomBytes(32), signing: deps.signing };
  const checkpoint = { key: deps.signing, dir: join(folder, 'checkpoints') };
  const stores = await openDrillStores(join(folder, 'stores'));
  const gifts = openDrillGifts(stores.walletsUrl, deps.giftsPerSecond, randomUUID());
  const place = { ...stores, database, checkpoint, onConfirmed: gifts.confirmed };
  const reports: LossReport[] = [];
  let ledger: DrillLedger | undefined;
  let capture: Capture | undefined;
  try {
    await withDatabase(stores.mongoUri, (db) => seed(db, deps.legs, say));
    ledger = await startDrillLedger(place);
    await gifts.fund();
    gifts.begin();
    for (const loss of deps.losses) {
      capture ??= await startCapture(stores.mongoUri, { dir: join(folder, 'backups'), keys, say });
      const wanted = deps.giftsPerSecond * flowSeconds;
      if (!(await waitUntil(() => gifts.confirmedAtMs.size >= wanted, { timeoutMs: waitMs }))) {
        throw new Error(`${gifts.confirmedAtMs.size} of ${wanted} gifts were confirmed`);
      }
      await capture.caughtUp();
      await withDatabase(stores.mongoUri, (db) => writeCheckpoint(db, checkpoint.dir, checkpoint.key, Date.now()));
      say(`${gifts.confirmedAtMs.size} gifts confirmed; losing ${loss}`);
      const watch = stopWatch();
      const killedAtMs = performance.now();
      const lost = stores.lose(loss);
      await gifts.pause();
      await lost;
      // All that anybody was told, also between the choice to kill and the death.
      const told = { confirmed: new Map(gifts.confirmedAtMs), accepted: new Set(gifts.acceptedAtMs.keys()) };
      await ledger.stop();
      ledger = undefined;
      watch.lap('lost; what was left is stopped');
      if (loss !== 'redis') await capture.stop();
      await stores.replace(loss);
      watch.lap('empty stores in their place');
      if (loss !== 'redis') {
        const { folder: backup } = capture.taken();
        capture = undefined;
        await withDatabase(stores.mongoUri, async (db) => {
          const onStep = (step: string, tookMs: number): void => watch.note(`restore: ${step}`, tookMs);
          await restoreBackup({ db, folder: backup, keys, replace: false, onStep });
          await checkInstall(db);
        });
        watch.skip();
      }
      ledger = await startDrillLedger(place);
      watch.lap('wallets rebuilt or compared, all shards open');
      const tx = await gifts.giveOne();
      const isBack = await waitUntil(() => gifts.confirmedAtMs.has(tx), { timeoutMs: waitMs });
      watch.lap('a new gift confirmed');
      const found = [...(isBack ? [] : ['no gift is confirmed any more']), ...(await verify(stores, checkpoint))];
      watch.lap('chains, sums, checkpoints and wallets verified');
      const rtoMs = performance.now() - killedAtMs;
      const count = await countLost(stores.mongoUri, told, killedAtMs);
      // A checkpoint that was signed in the last moment tells what is gone with both stores: that is what it is for.
      const proven = count.confirmed.lost > 0 ? found.filter((problem) => problem.includes(toldByCheckpoint)) : [];
      const problems = found.filter((problem) => !proven.includes(problem));
      reports.push({
        ...{ loss, legs: deps.legs, rtoMs, steps: watch.steps, problems, provenShards: proven.length, ...count },
      });
      gifts.forget();
      gifts.begin();
    }
    return reports;
  } finally {
    await gifts.pause();
    await capture?.stop();
    await ledger?.stop();
    await gifts.close();
    await stores.stop();
  }
}

async function withDatabase<T>(uri: string, work: (db: Db, client: MongoClient) => Promise<T>): Promise<T> {
  const client = await new MongoClient(uri, {
    ...{ writeConcern: { w: 'majority', journal: true }, ignoreUndefined: true },
  }).connect();
  try {
    return await work(client.db(database), client);
  } finally {
    await client.close();
  }
}

async function seed(db: Db, legs: number, say: (line: string) => void): Promise<void> {
  await migrateUp(db, { migrations: allMigrations, owner: 'drill', leaseMs: 60_000, say: () => {} });
  const totalBuyers = Math.max(WALLET_SHARDS, Math.floor(legs / legsPerBuyer));
  const world = { seed: 1, untilMs: Date.now(), users: totalBuyers };
  const startedAtMs = performance.now();
  for (const [shard, buyers] of buyersByShard(world, totalBuyers).entries()) {
    await seedShard(db, world, shard, { buyers, totalBuyers, legs });
  }
  say(`${legs} legs seeded in ${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s`);
}

interface Capture {
  /** Everything that was confirmed before this call is in files. */
  caughtUp(): Promise<void>;
  taken(): TakenBackup;
  stop(): Promise<void>;
}

/** A backup, and everything that changes behind it. */
async function startCapture(
  mongoUri: string,
  { dir, keys, say }: { readonly dir: string; readonly keys: BackupKeys; readonly say: (line: string) => void },
): Promise<Capture> {
  const client = await new MongoClient(mongoUri).connect();
  const db = client.db(database);
  const stop = new AbortController();
  const takeNew = async (): Promise<TakenBackup> => {
    const startedAtMs = performance.now();
    const taken = await takeBackup({ db, dir, keys, clock: Date.now, onProgress: () => {} });
    const bytes = taken.manifest.collections
      .flatMap(({ files }) => files)
      .reduce((sum, { seal }) => sum + seal.bytes, 0);
    const took = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
    say(`backed up in ${took} s beside running gifts, ${(bytes / 1024 ** 2).toFixed(0)} MiB`);
    return taken;
  };
  const taken = await takeNew().catch(async (error: unknown) => {
    await client.close();
    throw error;
  });
  let throughMs = 0;
  const following = keepFollowing(taken, {
    ...{ db, keys, clock: Date.now, signal: stop.signal, onFailure: () => undefined },
    onCaptured: (captured) => {
      throughMs = captured.throughMs;
    },
    takeNew: () => Promise.reject(new Error('a drill changes no schema')),
  });
  return {
    taken: () => taken,
    async caughtUp() {
      const nowMs = Date.now();
      if (!(await waitUntil(() => throughMs >= nowMs, { timeoutMs: waitMs })))
        throw new Error('the capture lags behind');
    },
    async stop() {
      stop.abort();
      await client.close(true);
      await following;
    },
  };
}

async function verify(
  stores: { readonly mongoUri: string; readonly walletsUrl: string },
  checkpoint: { readonly key: CheckpointKey; readonly dir: string },
): Promise<readonly string[]> {
  const session = await openWalletSession({ url: stores.walletsUrl, name: 'drill-verify', log: silentLog });
  try {
    return await withDatabase(stores.mongoUri, async (db, client) => {
      const { breaks, problems, totals, wallets } = await verifyLedger({
        ...{ client, db, wallets: { session: () => session }, threads: { uri: stores.mongoUri }, onProgress: () => {} },
        checkpoints: { dir: checkpoint.dir, publicKey: checkpoint.key.publicKey },
      });
      const found = breaks.map(({ shard, sequence, problem }) => `shard ${shard} sequence ${sequence}: ${problem}`);
      for (const [currency, total] of totals) if (total !== 0n) found.push(`all accounts sum to ${total} ${currency}`);
      if (wallets === undefined || wallets.lockedShards > 0) found.push('wallets could not be compared');
      return [...found, ...problems];
    });
  } finally {
    session.redis.disconnect();
  }
}

async function countLost(
  mongoUri: string,
  told: { readonly confirmed: ReadonlyMap<string, number>; readonly accepted: ReadonlySet<string> },
  killedAtMs: number,
): Promise<Pick<LossReport, 'confirmed' | 'accepted'>> {
  const found = await withDatabase(mongoUri, async (db) => {
    const ids = [...new Set([...told.confirmed.keys(), ...told.accepted])];
    const there = await transactions(db)
      .find({ _id: { $in: ids } }, { projection: { _id: 1 } })
      .toArray();
    return new Set(there.map(({ _id }) => _id));
  });
  const lost = [...told.confirmed].filter(([tx]) => !found.has(tx));
  const oldest = Math.min(killedAtMs, ...lost.map(([, atMs]) => atMs));
  return {
    confirmed: { told: told.confirmed.size, lost: lost.length, lostAgeMs: killedAtMs - oldest },
    accepted: { told: told.accepted.size, lost: [...told.accepted].filter((tx) => !found.has(tx)).length },
  };
}

function stopWatch() {
  const steps: { name: string; tookMs: number }[] = [];
  let atMs = performance.now();
  const skip = (): void => {
    atMs = performance.now();
  };
  return {
    steps,
    skip,
    note: (name: string, tookMs: number): void => {
      steps.push({ name, tookMs });
    },
    lap(name: string): void {
      steps.push({ name, tookMs: performance.now() - atMs });
      skip();
    },
  };
}
