import { parseArgs } from 'node:util';
import type { Db, MongoClient } from 'mongodb';
import { connectMongo } from '../adapters/mongo/connection.ts';
import { type RecoveryConfig, recoveryConfig } from '../config.ts';
import { ConfigError, loadConfig } from '../config-option.ts';
import { checkpointKeyOf } from '../ledger/checkpoint.ts';
import { createLifecycle, type Owner } from '../lifecycle.ts';
import { checkInstall } from '../migrations/install.ts';
import { MigrationError } from '../migrations/migration.ts';
import { startAdminServer } from '../observability/admin-server.ts';
import { recoveryMetricSpecs } from '../observability/catalogue/recovery-metrics.ts';
import { createLog } from '../observability/log.ts';
import { createRegistry } from '../observability/metrics.ts';
import { metricsIn } from '../observability/metrics-in.ts';
import { createReadiness } from '../observability/readiness.ts';
import { type BackupKeys, BackupRefused } from '../recovery/backup-keys.ts';
import { readManifest } from '../recovery/backup-manifest.ts';
import { furthestBackup, readChanges } from '../recovery/changes-file.ts';
import { keepFollowing } from '../recovery/follow-changes.ts';
import { restoreBackup } from '../recovery/restore-backup.ts';
import { type TakenBackup, takeBackup } from '../recovery/take-backup.ts';
import { verifyRestored } from '../recovery/verify-restored.ts';

/** `npm run dr -- …`: exit 0 when it is done and holds, 1 when it does not, 2 when the question could not be asked. */
const usage = `usage: npm run dr -- <command>
  backup                       the whole database as of one moment, into a folder of its own under BACKUP_DIR
  follow                       a backup, and then everything that changes, within a second, until it is stopped
  check [<folder>]             compare all files of the newest backup, or this one, with their signatures
  restore [<folder>] [--replace <database>]
                               the newest backup, or this one, with all changes, into an empty database
  drill [--legs 1000000]       lose real stores of its own, get them back, print RPO and RTO`;

class UsageError extends Error {}

const releaseDeadlineMs = 10_000;
const lifecycle = createLifecycle(createLog({ name: 'dr', level: 'error' }));

interface Opened {
  readonly config: RecoveryConfig;
  readonly keys: BackupKeys;
}

interface OpenedStore extends Opened {
  readonly client: MongoClient;
  readonly db: Db;
}

function open(): Opened {
  const config = loadConfig(recoveryConfig, process.env);
  return { config, keys: { encryption: config.backupKey, signing: checkpointKeyOf(config.checkpointKey) } };
}

async function openStore(owner: Owner): Promise<OpenedStore> {
  const opened = open();
  const client = await connectMongo(opened.config.mongoUri, owner);
  return { ...opened, client, db: client.db(opened.config.mongoDatabase) };
}

async function backUp({ config, db, keys }: OpenedStore): Promise<TakenBackup> {
  const startedAtMs = performance.now();
  const taken = await takeBackup({ db, keys, dir: config.backupDir, clock: Date.now, onProgress: () => {} });
  const documents = taken.manifest.collections.reduce((sum, one) => sum + one.documents, 0);
  console.log(`${documents} documents of ${taken.manifest.collections.length} collections in ${taken.folder}`);
  console.log(`taken in ${seconds(performance.now() - startedAtMs)} as of ${taken.manifest.takenAt}`);
  return taken;
}

async function follow(opened: OpenedStore): Promise<boolean> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const registry = createRegistry('recovery');
  const metrics = metricsIn(registry);
  const backupAt = metrics.gauge(recoveryMetricSpecs.backupAt);
  const capturedAt = metrics.gauge(recoveryMetricSpecs.capturedAt);
  const changed = metrics.counter(recoveryMetricSpecs.changes);
  const failed = metrics.counter(recoveryMetricSpecs.failures);
  const { metricsHost: host, metricsPort: port } = opened.config;
  const admin = await startAdminServer({ host, port, registry, readiness: createReadiness() });
  lifecycle.own('admin server', () => admin.close());
  const takeNew = async (why: string | undefined): Promise<TakenBackup> => {
    if (why !== undefined) console.log(`a new backup is needed: ${why}`);
    const taken = await backUp(opened);
    backupAt.set(Date.parse(taken.manifest.takenAt) / 1_000);
    return taken;
  };
  const first = await takeNew(undefined);
  console.log(`following changes; metrics on port ${admin.port}`);
  await keepFollowing(first, {
    ...{ db: opened.db, keys: opened.keys, clock: Date.now, signal: stop.signal, takeNew },
    onCaptured: ({ changes, throughMs }) => {
      changed.inc(changes);
      capturedAt.set(throughMs / 1_000);
    },
    onFailure: (error) => {
      failed.inc();
      console.error(`changes are not captured now: ${error instanceof Error ? error.message : String(error)}`);
    },
  });
  return true;
}

async function check(dir: string | undefined): Promise<boolean> {
  const { config, keys } = open();
  const folder = await furthestBackup(dir ?? config.backupDir, keys);
  const manifest = await readManifest(folder, keys);
  const { files, end } = await readChanges(folder, manifest, keys);
  const changes = files.reduce((sum, { header }) => sum + header.changes, 0);
  console.log(`${folder}: a backup of ${manifest.takenAt}, ${changes} changes in ${files.length} files`);
  console.log(`it ends at ${end.header?.writtenAt ?? manifest.takenAt}`);
  return true;
}

async function restore(dir: string | undefined, replace: string | undefined): Promise<boolean> {
  const { config, keys, client, db } = await openStore(lifecycle);
  if (replace !== undefined && replace !== db.databaseName) {
    throw new UsageError(`--replace names "${replace}", the database is "${db.databaseName}"`);
  }
  const folder = await furthestBackup(dir ?? config.backupDir, keys);
  const onStep = (step: string, tookMs: number): void => console.log(`${step} in ${seconds(tookMs)}`);
  const restored = await restoreBackup({ db, folder, keys, replace: replace !== undefined, onStep });
  await checkInstall(db);
  console.log(`${restored.documents} documents and ${restored.changes} changes of ${folder}`);
  console.log(`everything confirmed by ${new Date(restored.throughMs).toISOString()} is there`);
  const { summary, behindCheckpoint } = await verifyRestored(
    { client, db, uri: config.mongoUri },
    { dir: config.checkpointDir, publicKey: keys.signing.publicKey },
  );
  for (const { shard, sequence, problem } of summary.breaks) {
    console.error(`BROKEN shard ${shard} sequence ${sequence}: ${problem}`);
  }
  for (const problem of summary.problems) console.error(`BROKEN ${problem}`);
  for (const [currency, total] of summary.totals) console.log(`all accounts sum to ${total} ${currency}`);
  console.log(`${summary.entries} entries and ${summary.legs} legs walked`);
  if (behindCheckpoint > 0n) {
    console.log(
      `the newest checkpoint knows ${behindCheckpoint} entries more: the wallets Redis gives them once the ledger runs`,
    );
  }
  const sound = summary.breaks.length === 0 && summary.problems.length === 0;
  console.log(sound ? 'the restored ledger is sound' : 'the restored ledger is NOT sound');
  console.log(
    'next, before traffic: npm run migrate, the ledger, npm run ledger -- verify, npm run ledger -- reconcile,',
  );
  console.log('npm run admin -- replay-erasures; then npm run dr -- follow, which begins with a new backup');
  return sound;
}

async function run(args: readonly string[]): Promise<boolean> {
  const { values, positionals } = wordsOf(args);
  const [name, folder, ...more] = positionals;
  if (values.help === true) {
    console.log(usage);
    return true;
  }
  if (more.length > 0 || (values.replace !== undefined && name !== 'restore')) throw new UsageError(usage);
  switch (name) {
    case 'backup':
    case 'follow': {
      if (folder !== undefined) throw new UsageError(usage);
      const opened = await openStore(lifecycle);
      await checkInstall(opened.db);
      if (name === 'follow') return follow(opened);
      await backUp(opened);
      return true;
    }
    case 'check':
      return check(folder);
    case 'restore':
      return restore(folder, values.replace);
    default:
      throw new UsageError(usage);
  }
}

function wordsOf(args: readonly string[]) {
  try {
    return parseArgs({
      ...{ args: [...args], allowPositionals: true },
      options: { replace: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch {
    throw new UsageError(usage);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

async function main(): Promise<number> {
  try {
    return (await run(process.argv.slice(2))) ? 0 : 1;
  } catch (error) {
    const expected = [UsageError, ConfigError, MigrationError, BackupRefused].some((kind) => error instanceof kind);
    console.error(expected && error instanceof Error ? error.message : error);
    return 2;
  } finally {
    await lifecycle.release(releaseDeadlineMs);
  }
}

process.exitCode = await main();
