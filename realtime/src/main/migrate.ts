import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import { connectMongo } from '../adapters/mongo/connection.ts';
import { migrateConfig } from '../config.ts';
import { ConfigError, loadConfig } from '../config-option.ts';
import { createLifecycle } from '../lifecycle.ts';
import { allMigrations } from '../migrations/all-migrations.ts';
import { MigrationError } from '../migrations/migration.ts';
import { migrateDown, migrateUp, migrationStatus } from '../migrations/run-migrations.ts';
import { createLog } from '../observability/log.ts';

/** `migrate up|down|status|plan`: exit 0, or 1 with one readable line per problem. */
const usage = 'usage: npm run migrate -- up | down | status | plan';
const leaseMs = 30_000;
const releaseDeadlineMs = 5_000;

async function run(command: string, db: Db): Promise<void> {
  const options = { migrations: allMigrations, owner: randomUUID(), leaseMs, say: (line: string) => console.log(line) };
  switch (command) {
    case 'up': {
      const applied = await migrateUp(db, options);
      console.log(applied.length === 0 ? 'the database is up to date' : `applied ${applied.length} migration(s)`);
      return;
    }
    case 'down': {
      const reverted = await migrateDown(db, options);
      console.log(reverted === undefined ? 'nothing to revert' : `reverted ${reverted}`);
      return;
    }
    case 'status':
      for (const { id, state, appliedAt } of await migrationStatus(db, allMigrations)) {
        console.log(`${id.padEnd(28)} ${state}${appliedAt === undefined ? '' : ` ${appliedAt.toISOString()}`}`);
      }
      return;
    case 'plan': {
      const open = (await migrationStatus(db, allMigrations)).filter((status) => status.state !== 'applied');
      console.log(
        open.length === 0 ? 'nothing to apply' : open.map((status) => `${status.id} ${status.state}`).join('\n'),
      );
      return;
    }
    default:
      throw new MigrationError(usage);
  }
}

async function main(): Promise<number> {
  const lifecycle = createLifecycle(createLog({ name: 'migrate', level: 'error' }));
  try {
    const config = loadConfig(migrateConfig, process.env);
    const client = await connectMongo(config.mongoUri, lifecycle);
    await run(process.argv[2] ?? '', client.db(config.mongoDatabase));
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
