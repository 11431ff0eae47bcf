import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { type Collection, MongoClient } from 'mongodb';
import { waitUntil } from '../cluster/wait-until.ts';

/** After the last gift was answered, all of them must be in MongoDB by then. */
export const drainMsMax = 5_000;
/** After this nobody waits any more for what is missing. */
const patienceMs = 60_000;
const pollMs = 100;

export interface GiftCounts {
  readonly accepted: number;
  /** Sent, and never answered: they may be in the ledger or not. */
  readonly unanswered: number;
}

export interface GiftRow extends GiftCounts {
  readonly committed: number;
  /** From the end of k6 until every acknowledged gift was in MongoDB; null when they never were. */
  readonly drainedMs: number | null;
  readonly ok: boolean;
}

export interface CommittedGifts {
  /** Gifts in MongoDB that came since {@link watchCommittedGifts}. */
  count(): Promise<number>;
  close(): Promise<void>;
}

interface Entry {
  readonly shard: number;
  readonly type: string;
  readonly createdAt: Date;
}

/** Whoever else gives gifts on the same start meanwhile is counted too: a measured system is measured alone. */
export async function watchCommittedGifts(mongodbUri: string): Promise<CommittedGifts> {
  const client = await new MongoClient(mongodbUri).connect();
  const entries = client.db().collection<Entry>('transactions');
  // When they were accepted, by the clock of this machine: the start that is measured runs on it.
  const since = new Date();
  return { count: () => countSince(entries, since), close: () => client.close() };
}

/** Each shard by itself, so that the index answers: a count over all of them would read every entry there is. */
async function countSince(entries: Collection<Entry>, since: Date): Promise<number> {
  const shards = Array.from({ length: WALLET_SHARDS }, (_, shard) => shard);
  return entries.countDocuments({ shard: { $in: shards }, type: 'gift', createdAt: { $gte: since } });
}

/** Waits until what was acknowledged is committed, and tells how long that took. */
export async function judgeGifts(gifts: CommittedGifts, counts: GiftCounts): Promise<GiftRow> {
  const endedMs = performance.now();
  let committed = 0;
  const isDrained = await waitUntil(
    async () => {
      committed = await gifts.count();
      return committed >= counts.accepted;
    },
    { timeoutMs: patienceMs, pollMs },
  );
  const drainedMs = isDrained ? Math.round(performance.now() - endedMs) : null;
  return { ...counts, committed, drainedMs, ok: isWhole(counts, committed, drainedMs) };
}

/** No acknowledged gift is missing, none is there that nobody sent, and all of them were there in time. */
export function isWhole({ accepted, unanswered }: GiftCounts, committed: number, drainedMs: number | null): boolean {
  const isComplete = committed >= accepted && committed <= accepted + unanswered;
  return isComplete && drainedMs !== null && drainedMs <= drainMsMax;
}
