import type { ClientSession, Db, FindCursor } from 'mongodb';
import {
  type AccountDoc,
  accountBalances,
  type LegDoc,
  ledgerHeads,
  legPrefix,
  type TransactionDoc,
  transactionLegs,
  transactions,
} from '../adapters/mongo/ledger-collections.ts';
import type { Stored } from '../adapters/mongo/raw-bson.ts';
import type { ChainHead } from './chain-docs.ts';

/** What a verifier reads of one shard, at one moment: from MongoDB, or from files that were taken elsewhere. */
export interface ChainSource {
  readonly shard: number;
  /** Undefined when it is missing. */
  head(): Promise<ChainHead | undefined>;
  /** Entries after this sequence, in order, page by page: document by document costs more than looking at them. */
  entries(after: bigint): AsyncIterable<readonly Stored<TransactionDoc>[]>;
  /** Legs of entries after this sequence, in order of their ids. */
  legs(after: bigint): AsyncIterable<readonly Stored<LegDoc>[]>;
  accounts(): AsyncIterable<readonly Stored<AccountDoc>[]>;
}

const batchSize = 1_000;

/** The shard as this (snapshot) session sees it. All but the head come as the BSON that MongoDB sent. */
export function mongoChain(db: Db, session: ClientSession, shard: number): ChainSource {
  const options = { session, batchSize, raw: true };
  return {
    shard,
    async head() {
      const head = await ledgerHeads(db).findOne({ _id: shard }, { session });
      return head === null ? undefined : { epoch: head.epoch, sequence: head.sequence, hash: head.hash.buffer };
    },
    entries: (after) =>
      pagesOf(
        transactions(db)
          .find<Uint8Array>({ shard, sequence: { $gt: after } }, options)
          .sort({ sequence: 1 }),
      ),
    legs: (after) =>
      pagesOf(
        transactionLegs(db)
          .find<Uint8Array>({ _id: { $gte: legPrefix(shard, after + 1n), $lt: legPrefix(shard + 1, 0n) } }, options)
          .sort({ _id: 1 }),
      ),
    accounts: () => pagesOf(accountBalances(db).find<Uint8Array>({ shard }, options)),
  };
}

async function* pagesOf<T>(cursor: FindCursor<T>): AsyncIterable<readonly T[]> {
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments();
  } finally {
    await cursor.close();
  }
}
