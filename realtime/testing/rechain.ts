import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { Binary, type Db } from 'mongodb';
import {
  ledgerHeads,
  type TransactionDoc,
  transactionLegs,
  transactions,
} from '../src/adapters/mongo/ledger-collections.ts';
import { type ChainHead, chainEntries } from '../src/ledger/chain-docs.ts';
import { postingOfBytes } from '../src/ledger/stream-entry.ts';

/**
 * What a forger with write access to the database would do: changes every entry of a shard and computes all hashes, legs
 * and the head anew, so that the books fit together again. Resolves with how to undo it.
 */
export async function rechain(
  db: Db,
  shard: number,
  change: (stored: TransactionDoc) => TransactionDoc,
): Promise<() => Promise<void>> {
  const stored = await transactions(db).find({ shard }).sort({ sequence: 1 }).toArray();
  const legs = await transactionLegs(db).find({ shard }).toArray();
  const head = await ledgerHeads(db).findOne({ _id: shard });
  const replace = async (newEntries: readonly TransactionDoc[], newLegs: typeof legs, hash: Binary): Promise<void> => {
    await transactions(db).deleteMany({ shard });
    await transactionLegs(db).deleteMany({ shard });
    await transactions(db).insertMany([...newEntries]);
    await transactionLegs(db).insertMany(newLegs);
    await ledgerHeads(db).updateOne({ _id: shard }, { $set: { hash } });
  };
  const judged = stored.map(change).map((entry) => {
    const intentBytes = Uint8Array.from(entry.intent.buffer);
    const posting = postingOfBytes(intentBytes, entry);
    if (posting === undefined) throw new Error('only readable entries can be rechained');
    const { epoch, sequence, balanceAfter, createdAt } = entry;
    const acceptedAtMs = BigInt(createdAt.getTime());
    return { epoch, sequence, balanceAfter, acceptedAtMs, intentBytes, posting, fields: new Map() };
  });
  const from: ChainHead = { epoch: judged[0]?.epoch ?? 0n, sequence: 0n, hash: GENESIS_HASH };
  const docs = chainEntries(shard, from, judged, new Map());
  await replace(docs.transactions, [...docs.legs], new Binary(docs.to.hash));
  return () => replace(stored, legs, head?.hash ?? new Binary(GENESIS_HASH));
}
