import { connectMongo } from '../adapters/mongo/connection.ts';
import { migrateConfig } from '../config.ts';
import { ConfigError, loadConfig } from '../config-option.ts';
import { createLifecycle } from '../lifecycle.ts';
import { checkInstall } from '../migrations/install.ts';
import { MigrationError } from '../migrations/migration.ts';
import { createLog } from '../observability/log.ts';
import { retentionTable, runRetention } from '../origin/retention/run-retention.ts';

/** `retention [--dry-run]`: deletes what is past its time, or counts it. Exit 0, or 1 with a readable line. */
const releaseDeadlineMs = 5_000;

async function main(): Promise<number> {
  const lifecycle = createLifecycle(createLog({ name: 'retention', level: 'error' }));
  try {
    const [word, ...more] = process.argv.slice(2);
    if (more.length > 0 || (word !== undefined && word !== '--dry-run')) {
      console.error('usage: npm run retention -- [--dry-run]');
      return 1;
    }
    const dryRun = word === '--dry-run';
    const config = loadConfig(migrateConfig, process.env);
    const client = await connectMongo(config.mongoUri, lifecycle);
    const db = client.db(config.mongoDatabase);
    await checkInstall(db);
    // Nobody waits for requests here, and the stores rest between batches by the round trip alone.
    const deps = { db, clock: () => Date.now(), pace: { rest: async () => true } };
    console.log(retentionTable(await runRetention(deps, dryRun), dryRun));
    return 0;
  } catch (error) {
    const expected = error instanceof MigrationError || error instanceof ConfigError;
    console.error(expected ? error.message : error);
    return 1;
  } finally {
    await lifecycle.release(releaseDeadlineMs);
  }
}

process.exitCode = await main();
