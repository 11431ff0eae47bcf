import type { Db } from 'mongodb';
import { ensureCollection } from './ensure-collection.ts';
import { type Migration, MigrationError } from './migration.ts';
import { migrationRecords, migrationsCollection } from './records.ts';
import { lockRunner } from './runner-lock.ts';

export type MigrationState = 'applied' | 'interrupted' | 'pending' | 'unknown';

export interface MigrationStatus {
  readonly id: string;
  readonly state: MigrationState;
  readonly appliedAt?: Date;
}

export interface RunOptions {
  readonly migrations: readonly Migration[];
  /** Names this run in the lock; unique per run. */
  readonly owner: string;
  readonly leaseMs: number;
  readonly say: (line: string) => void;
}

/** What stands in the database and what this build knows. `unknown`: applied by a newer build. */
export async function migrationStatus(db: Db, migrations: readonly Migration[]): Promise<readonly MigrationStatus[]> {
  const records = new Map(
    (
      await migrationRecords(db)
        .find({ state: { $exists: true } })
        .toArray()
    ).map((r) => [r._id, r]),
  );
  const known = migrations.map((migration): MigrationStatus => {
    const record = records.get(migration.id);
    records.delete(migration.id);
    if (record === undefined) return { id: migration.id, state: 'pending' };
    if (record.state !== 'applied' || record.appliedAt === undefined) return { id: migration.id, state: 'interrupted' };
    return { id: migration.id, state: 'applied', appliedAt: record.appliedAt };
  });
  return [...known, ...[...records.keys()].map((id): MigrationStatus => ({ id, state: 'unknown' }))];
}

/** Applies everything that is pending or was interrupted, in order. Returns the ids it applied. */
export async function migrateUp(db: Db, options: RunOptions): Promise<readonly string[]> {
  return locked(db, options, async (check) => {
    const records = migrationRecords(db);
    const applied: string[] = [];
    const states = await knownStates(db, options.migrations);
    for (const migration of options.migrations) {
      if (states.get(migration.id) === 'applied') continue;
      check();
      options.say(`applying ${migration.id}`);
      await records.updateOne(
        { _id: migration.id },
        { $set: { state: 'started', startedAt: new Date() } },
        { upsert: true },
      );
      await migration.up(db);
      check();
      await records.updateOne({ _id: migration.id }, { $set: { state: 'applied', appliedAt: new Date() } });
      applied.push(migration.id);
    }
    return applied;
  });
}

/** Reverts the newest migration that is applied or was interrupted. Returns its id; undefined when there is none. */
export async function migrateDown(db: Db, options: RunOptions): Promise<string | undefined> {
  return locked(db, options, async (check) => {
    const records = migrationRecords(db);
    const states = await knownStates(db, options.migrations);
    const last = options.migrations.findLast((migration) => states.get(migration.id) !== 'pending');
    if (last === undefined) return undefined;
    check();
    options.say(`reverting ${last.id}`);
    await records.updateOne({ _id: last.id }, { $set: { state: 'reverting' }, $unset: { appliedAt: '' } });
    await last.down(db);
    check();
    await records.deleteOne({ _id: last.id });
    return last.id;
  });
}

async function knownStates(db: Db, migrations: readonly Migration[]): Promise<Map<string, MigrationState>> {
  const states = await migrationStatus(db, migrations);
  const unknown = states.filter((status) => status.state === 'unknown').map((status) => status.id);
  if (unknown.length > 0) {
    throw new MigrationError(`This database was migrated by a newer build (${unknown.join(', ')}). Use that build.`);
  }
  return new Map(states.map((status) => [status.id, status.state]));
}

async function locked<T>(db: Db, options: RunOptions, run: (check: () => void) => Promise<T>): Promise<T> {
  await ensureCollection(db, migrationsCollection);
  const lock = await lockRunner(db, options.owner, options.leaseMs);
  try {
    return await run(lock.check);
  } finally {
    await lock.release();
  }
}
