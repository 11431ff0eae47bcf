import { Binary, type ClientSession, type Db } from 'mongodb';
import { isDuplicateKey } from '../adapters/mongo/is-duplicate-key.ts';
import {
  accountBalances,
  ledgerHeads,
  type Position,
  projectedForward,
  quarantine,
  transactionLegs,
  transactions,
} from '../adapters/mongo/ledger-collections.ts';
import { insertAll, type UpdateStatement, updateAll } from '../adapters/mongo/write-commands.ts';
import { accountsToRead, type ChainHead, chainEntries } from './chain-docs.ts';
import { decidePayouts, hasPayouts } from './decide-payouts.ts';
import type { KnownBalances } from './known-balances.ts';
import { moveOrderDocuments } from './order-documents.ts';
import type { JudgedEntry } from './stream-entry.ts';

export interface BatchPart {
  readonly shard: number;
  /** In which its heads were compared. */
  readonly term: bigint;
  readonly head: ChainHead;
  readonly entries: readonly JudgedEntry[];
  /** Saved with the head: a write of its own would meet the transactions that hold the head. Never moves back. */
  readonly projected?: Position;
}

/** `moved`: a head is not where this writer thought. `duplicate`: a document with one of the ids is there already. */
export type CommitOutcome =
  | { readonly kind: 'committed'; readonly heads: ReadonlyMap<number, ChainHead> }
  | { readonly kind: 'moved' | 'duplicate' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** A transaction that did not come through by then is given up, with all its retries; its outcome is read from the heads. */
const commitTimeoutMs = 20_000;

/** Bytes of a document without its texts, and more. */
const transactionWeight = 1_024;
const legWeight = 512;

class HeadMoved extends Error {}

/**
 * Writes one batch, which may span several heads, in one transaction: compare-and-set on each head, then entries, legs,
 * balances. The compare-and-set names the owner and the term too, so a writer whose lease was taken cannot
 * commit, and neither can a batch that was under way when heads were compared again. After `failed` the
 * outcome is unknown: read the heads again. `known` is the same for all batches of one writer.
 */
export async function commitBatch(
  session: ClientSession,
  db: Db,
  owner: string,
  parts: readonly BatchPart[],
  known: KnownBalances,
): Promise<CommitOutcome> {
  try {
    const { balances, exists } = await readBalances(db, parts, known);
    const terms = new Map(parts.map(({ shard, term }) => [shard, term]));
    const cursors = new Map(parts.map(({ shard, projected }) => [shard, projected]));
    const chain = (decided: readonly BatchPart[]) =>
      decided.map((part) => chainEntries(part.shard, part.head, part.entries, balances));
    // Payouts are decided by the books as the transaction sees them, and chained then, anew at each of its tries.
    const late = hasPayouts(parts);
    let decided = parts;
    let shards = late ? [] : chain(parts);
    await session.withTransaction(
      async () => {
        const updatedAt = new Date();
        if (late) {
          decided = await decidePayouts(db, session, parts);
          shards = chain(decided);
        }
        // All heads in one call: a batch of live gifts spans dozens of shards, and each call is a round trip.
        const moved = await updateAll(
          db,
          session,
          ledgerHeads(db).collectionName,
          shards.map(({ shard, from, to }) => ({
            q: {
              _id: shard,
              owner,
              term: terms.get(shard),
              epoch: from.epoch,
              sequence: from.sequence,
              hash: new Binary(from.hash),
            },
            u: {
              $set: { sequence: to.sequence, hash: new Binary(to.hash), updatedAt },
              ...projectedForward(cursors.get(shard)),
            },
          })),
        );
        if (moved !== shards.length) throw new HeadMoved();
        await insertAll(
          db,
          session,
          transactions(db).collectionName,
          shards.flatMap((part) => part.transactions),
          ({ intent }) => transactionWeight + 4 * intent.length(),
        );
        await insertAll(
          db,
          session,
          transactionLegs(db).collectionName,
          shards.flatMap((part) => part.legs),
          ({ account, userId }) => legWeight + 4 * (account.length + userId.length),
        );
        const quarantined = shards.flatMap((part) => part.quarantined);
        if (quarantined.length > 0) await quarantine(db).insertMany(quarantined, { session });
        const changes = shards.flatMap((part) => part.changes);
        const changed = await updateAll(
          db,
          session,
          accountBalances(db).collectionName,
          changes.map(({ id, change, account, currency, shard, userId }): UpdateStatement => {
            const u = { $inc: { balance: change }, $set: { updatedAt } };
            if (exists(id, shard)) return { q: { _id: id }, u };
            return { q: { _id: id }, u: { ...u, $setOnInsert: { account, currency, shard, userId } }, upsert: true };
          }),
        );
        if (changed !== changes.length) throw new Error('an account that held a balance is gone');
        await moveOrderDocuments(
          db,
          session,
          decided.flatMap((part) => part.entries),
          updatedAt,
        );
      },
      {
        writeConcern: { w: 'majority', journal: true },
        readConcern: { level: 'snapshot' },
        timeoutMS: commitTimeoutMs,
      },
    );
    for (const part of shards) known.committed(part.shard, part, balances);
    return { kind: 'committed', heads: new Map(shards.map(({ shard, to }) => [shard, to])) };
  } catch (error) {
    if (error instanceof HeadMoved) return { kind: 'moved' };
    if (isDuplicateKey(error)) return { kind: 'duplicate' };
    return { kind: 'failed', error };
  }
}

/**
 * Balances before the batch, and whether an account is there already. What is not known is read outside of the transaction:
 * only this shard's writer changes it, and then its head would have moved too.
 */
async function readBalances(
  db: Db,
  parts: readonly BatchPart[],
  known: KnownBalances,
): Promise<{
  readonly balances: ReadonlyMap<string, bigint>;
  readonly exists: (id: string, shard: number) => boolean;
}> {
  const balances = new Map<string, bigint>();
  const accounts = new Map(parts.map(({ shard, head }) => [shard, known.at(shard, head)]));
  const unknown: string[] = [];
  for (const { shard, entries } of parts) {
    for (const id of accountsToRead(shard, entries)) {
      const balance = accounts.get(shard)?.get(id);
      if (balance === undefined) unknown.push(id);
      balances.set(id, balance ?? 0n);
    }
  }
  const read = new Set<string>();
  if (unknown.length > 0) {
    const found = accountBalances(db).find({ _id: { $in: unknown } }, { projection: { balance: 1 } });
    for (const { _id, balance } of await found.toArray()) {
      balances.set(_id, balance);
      read.add(_id);
    }
  }
  return { balances, exists: (id, shard) => read.has(id) || accounts.get(shard)?.has(id) === true };
}
