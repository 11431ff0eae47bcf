import { accounts } from '@halobuzz/core/ledger/postings';
import type { Db } from 'mongodb';
import { accountBalances, transactions } from '../adapters/mongo/ledger-collections.ts';
import type { BatchPart } from './commit-batch.ts';
import type { JudgedEntry } from './stream-entry.ts';

/** A hold as far as what follows it needs to know. */
interface Hold {
  readonly wallet: string;
  readonly amount: bigint;
}

/**
 * Decides whether holds, and what completes or undoes them, are posted or chained as refused: a hold when the host's
 * diamonds of all shards cover it, the others when their hold was posted and is still open. Only the host's home shard
 * takes diamonds out of earnings, and it is in one transaction at a time, so nothing is held twice. A gift that is undone in
 * another shard meanwhile may leave earnings below zero: the host then owes it, and the next hold waits for it.
 */
export async function decidePayouts(db: Db, parts: readonly BatchPart[]): Promise<readonly BatchPart[]> {
  const asked = parts.flatMap((part) => part.entries).filter(isPayout);
  if (asked.length === 0) return parts;
  const earnings = await earningsOf(db, asked);
  const holds = await openHolds(db, asked);
  const decide = (entry: JudgedEntry): JudgedEntry => {
    if (!isPayout(entry) || entry.posting.kind !== 'intent') return entry;
    const { intent, effects } = entry.posting;
    const { wallet, amount, reference } = intent;
    const available = earnings.get(wallet) ?? 0n;
    const hold = holds.get(reference);
    const isHold = intent.kind === 'payout_hold';
    const posted = isHold ? available >= amount : hold?.wallet === wallet && hold.amount === amount;
    if (posted && isHold) {
      earnings.set(wallet, available - amount);
      holds.set(intent.tx, { wallet, amount });
    } else if (posted) {
      holds.delete(reference);
      if (intent.kind === 'payout_void') earnings.set(wallet, available + amount);
    }
    const outcome = posted ? 'posted' : 'refused';
    return { ...entry, posting: { kind: 'intent', intent, effects: { ...effects, outcome } } };
  };
  return parts.map((part) => ({ ...part, entries: part.entries.map(decide) }));
}

const payoutKinds: readonly string[] = ['payout_hold', 'payout_post', 'payout_void'];

function isPayout({ posting }: JudgedEntry): boolean {
  return posting.kind === 'intent' && payoutKinds.includes(posting.intent.kind);
}

async function earningsOf(db: Db, entries: readonly JudgedEntry[]): Promise<Map<string, bigint>> {
  const subjects = new Set(
    entries.flatMap(({ posting }) => (posting.kind === 'intent' ? [posting.intent.wallet] : [])),
  );
  const found = await accountBalances(db)
    .find({ account: { $in: [...subjects].map(accounts.earnings) }, currency: 'DIAMOND' })
    .toArray();
  const sums = new Map<string, bigint>();
  for (const { userId, balance } of found) sums.set(userId, (sums.get(userId) ?? 0n) + balance);
  return sums;
}

/** Committed holds that entries of the batch refer to and that nothing closed yet, by transaction id. */
async function openHolds(db: Db, entries: readonly JudgedEntry[]): Promise<Map<string, Hold>> {
  const references = entries.flatMap(({ posting }) =>
    posting.kind === 'intent' && posting.intent.reference !== '' ? [posting.intent.reference] : [],
  );
  if (references.length === 0) return new Map();
  const [found, closed] = await Promise.all([
    transactions(db)
      .find({ _id: { $in: references }, type: 'payout_hold', outcome: 'posted' })
      .toArray(),
    transactions(db)
      .find(
        {
          'metadata.reference': { $in: references },
          type: { $in: ['payout_post', 'payout_void'] },
          outcome: 'posted',
        },
        { projection: { 'metadata.reference': 1 } },
      )
      .toArray(),
  ]);
  const open = new Map<string, Hold>(found.map(({ _id, userId, amount }) => [_id, { wallet: userId, amount }]));
  for (const { metadata } of closed) open.delete(metadata.reference ?? '');
  return open;
}
