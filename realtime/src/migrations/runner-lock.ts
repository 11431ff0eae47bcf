import type { Db } from 'mongodb';
import { MigrationError } from './migration.ts';
import { migrationRecords } from './records.ts';

const LOCK_ID = 'lock';

export interface RunnerLock {
  /** Throws a {@link MigrationError} when the lease went to someone else. */
  check(): void;
  release(): Promise<void>;
}

/**
 * Takes the runner's lease, or throws a {@link MigrationError} when another runner holds it. It is renewed three times
 * in its life; times are the server's own (`$$NOW`), so clocks of runners do not matter.
 */
export async function lockRunner(db: Db, owner: string, leaseMs: number): Promise<RunnerLock> {
  const records = migrationRecords(db);
  const leaseUntil = { $add: ['$$NOW', leaseMs] };
  // An upsert may not carry $expr, so the lock's document is laid down first, expired.
  await records.updateOne({ _id: LOCK_ID }, { $setOnInsert: { leaseUntil: new Date(0) } }, { upsert: true });
  const take = async (): Promise<boolean> => {
    const outcome = await records.updateOne(
      { _id: LOCK_ID, $expr: { $or: [{ $eq: ['$owner', owner] }, { $lt: ['$leaseUntil', '$$NOW'] }] } },
      [{ $set: { owner, leaseUntil } }],
    );
    return outcome.matchedCount === 1;
  };
  if (!(await take())) {
    throw new MigrationError(
      'Another migration run holds the lock. Wait until it ends; after a crash its lease runs out.',
    );
  }
  let lost = false;
  let renewing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    renewing = take().then(
      (held) => {
        if (!held) lost = true;
      },
      () => {
        lost = true;
      },
    );
  }, leaseMs / 3);
  return {
    check() {
      if (lost)
        throw new MigrationError('The lock of this migration run was lost. Run it again: it goes on where it stopped.');
    },
    async release() {
      clearInterval(timer);
      await renewing;
      await records.updateOne({ _id: LOCK_ID, owner }, { $set: { leaseUntil: new Date(0) }, $unset: { owner: '' } });
    },
  };
}
