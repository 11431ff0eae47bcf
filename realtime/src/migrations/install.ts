import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { MigrationError } from './migration.ts';
import { migrationRecords } from './records.ts';

export const INSTALL_ID = 'install';

/**
 * Refuses to start on a database that was not migrated, or that was installed with another number of wallet shards: the
 * shard is part of every key and chain, so it can never change. Throws a {@link MigrationError}.
 */
export async function checkInstall(db: Db, walletShards: number = WALLET_SHARDS): Promise<void> {
  const install = await migrationRecords(db).findOne({ _id: INSTALL_ID });
  if (install === null) throw new MigrationError('The database is not migrated. Run: npm run migrate -- up');
  if (install.walletShards !== walletShards) {
    throw new MigrationError(
      `The database was installed with ${install.walletShards} wallet shards, this build has ${walletShards}. ` +
        'The number is fixed at install: run the build that belongs to this database.',
    );
  }
}
