import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { Binary } from 'mongodb';
import { type HeadDoc, ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import { INSTALL_ID } from './install.ts';
import { type Migration, MigrationError } from './migration.ts';
import { migrationRecords } from './records.ts';

/** The first epoch of a new shard; its sequence begins at 1. */
export const FIRST_EPOCH = 1n;

/** Fixes the number of wallet shards and lays down their heads. */
export const ledgerHeadsMigration: Migration = {
  id: '0002-ledger-heads',
  up: async (db) => {
    await migrationRecords(db).updateOne(
      { _id: INSTALL_ID },
      { $setOnInsert: { walletShards: WALLET_SHARDS } },
      { upsert: true },
    );
    const now = new Date();
    const heads = Array.from({ length: WALLET_SHARDS }, (_, shard) => {
      const { _id, ...fresh }: HeadDoc = {
        _id: shard,
        epoch: FIRST_EPOCH,
        sequence: 0n,
        hash: new Binary(GENESIS_HASH),
        state: 'locked',
        owner: null,
        leaseUntil: new Date(0),
        rebuildEpoch: FIRST_EPOCH,
        projected: { epoch: FIRST_EPOCH, sequence: 0n },
        updatedAt: now,
      };
      return { updateOne: { filter: { _id }, update: { $setOnInsert: fresh }, upsert: true } };
    });
    await ledgerHeads(db).bulkWrite(heads);
  },
  down: async (db) => {
    if ((await ledgerHeads(db).findOne({ sequence: { $gt: 0n } })) !== null) {
      throw new MigrationError('The ledger has entries and is not reverted. Start from a new database instead.');
    }
    await ledgerHeads(db).deleteMany({});
    await migrationRecords(db).deleteOne({ _id: INSTALL_ID });
  },
};
