import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import {
  type LegDoc,
  legPrefix,
  type TransactionDoc,
  transactionLegs,
  transactions,
} from '../../../adapters/mongo/ledger-collections.ts';

/** One side of one entry. */
export interface JournalLine {
  readonly leg: LegDoc;
  readonly entry: TransactionDoc;
}

const majority = { readConcern: { level: 'majority' } } as const;

/**
 * Every leg of what was accepted in a period, chain by chain, in the order of each chain. An entry without legs (refused,
 * or moving nothing) has no line; the bundle has it.
 */
export async function* journalLines(db: Db, from: Date, to: Date): AsyncIterable<JournalLine> {
  const batchSize = limits.financeExportPageEntries;
  for (let shard = 0; shard < WALLET_SHARDS; shard += 1) {
    const entries = transactions(db)
      .find({ shard, createdAt: { $gte: from, $lt: to } }, { ...majority, batchSize })
      .sort({ createdAt: 1 });
    try {
      let page: TransactionDoc[] = [];
      for await (const entry of entries) {
        page.push(entry);
        if (page.length < batchSize) continue;
        yield* legsOf(db, shard, page);
        page = [];
      }
      if (page.length > 0) yield* legsOf(db, shard, page);
    } finally {
      await entries.close();
    }
  }
}

/** Entries of a page stand beside each other in their chain, but for clocks that went back: only theirs are taken. */
async function* legsOf(db: Db, shard: number, page: readonly TransactionDoc[]): AsyncIterable<JournalLine> {
  const bySequence = new Map(page.map((entry) => [entry.sequence, entry]));
  const sequences = [...bySequence.keys()];
  const first = sequences.reduce((low, one) => (one < low ? one : low));
  const last = sequences.reduce((high, one) => (one > high ? one : high));
  const range = { _id: { $gte: legPrefix(shard, first), $lt: legPrefix(shard, last + 1n) } };
  const legs = transactionLegs(db)
    .find(range, { ...majority, batchSize: 1_000 })
    .sort({ _id: 1 });
  try {
    for await (const leg of legs) {
      const entry = bySequence.get(leg.sequence);
      if (entry !== undefined) yield { leg, entry };
    }
  } finally {
    await legs.close();
  }
}
