import { accounts } from '@halobuzz/core/ledger/postings';
import type { ClientSession, Db } from 'mongodb';
import { accountBalances, transactions } from '../adapters/mongo/ledger-collections.ts';
import type { BatchPart } from './commit-batch.ts';
import type { JudgedEntry } from './stream-entry.ts';

/** A hold as far as what follows it needs to know. */
export interface Hold {
  readonly wallet: string;
  readonly amount: bigint;
}

/** Whether a batch holds anything that only the books can decide. */
export function hasPayouts(parts: readonly BatchPart[]): boolean {
  return parts.some((part) => part.entries.some(isPayout));
}

/**
 * Decides whether holds, and what completes or undoes them, are posted or chained as refused: a hold, or diamonds given up,
 * when the host's diamonds of all shards cover it, the others when their hold was posted and is still open.
 *
 * It reads inside the transaction that writes the batch, from the very snapshot on which the heads are compared. Only the
 * host's home shard takes diamonds out of earnings for a payout or as given up, so whatever another writer, an earlier try or a crash
 * committed there has moved the head, and this transaction with its decisions does not come through. Reading before the
 * transaction could see the books older than the head, or by a majority older than a head just taken over: then the same
 * diamonds would be held twice.
 *
 * Earnings of this very batch do not count yet, gifts undone in it do. A gift that is undone in another shard at the same
 * moment may leave earnings below zero: the host then owes it, no further hold is posted, and none that waits is sent.
 */
export async function decidePayouts(
  db: Db,
  session: ClientSession,
  parts: readonly BatchPart[],
): Promise<readonly BatchPart[]> {
  const asked = parts.flatMap((part) => part.entries).filter(isPayout);
  if (asked.length === 0) return parts;
  // One after the other: a transaction's session carries one command at a time.
  const earnings = await earningsOf(db, session, asked);
  const holds = await openHolds(db, session, asked);
  return decideBy(parts, earnings, holds);
}

/** The decision itself, by what the hosts' earnings and the open holds are; both maps are used up. */
export function decideBy(
  parts: readonly BatchPart[],
  earnings: Map<string, bigint>,
  holds: Map<string, Hold>,
): readonly BatchPart[] {
  for (const [host, lost] of undoneIn(parts)) earnings.set(host, (earnings.get(host) ?? 0n) - lost);
  const decide = (entry: JudgedEntry): JudgedEntry => {
    if (!isPayout(entry) || entry.posting.kind !== 'intent') return entry;
    const { intent, effects } = entry.posting;
    const { wallet, amount, reference } = intent;
    const available = earnings.get(wallet) ?? 0n;
    const hold = holds.get(reference);
    const takes = takingKinds.includes(intent.kind);
    const posted = takes ? available >= amount : hold?.wallet === wallet && hold.amount === amount;
    if (posted && takes) {
      earnings.set(wallet, available - amount);
      if (intent.kind === 'payout_hold') holds.set(intent.tx, { wallet, amount });
    } else if (posted) {
      holds.delete(reference);
      if (intent.kind === 'payout_void') earnings.set(wallet, available + amount);
    }
    const outcome = posted ? 'posted' : 'refused';
    return { ...entry, posting: { kind: 'intent', intent, effects: { ...effects, outcome } } };
  };
  return parts.map((part) => ({ ...part, entries: part.entries.map(decide) }));
}

/** What takes diamonds out of earnings: to be paid out, or because their owner gave them up. */
const takingKinds: readonly string[] = ['payout_hold', 'diamond_forfeit'];
const payoutKinds: readonly string[] = [...takingKinds, 'payout_post', 'payout_void'];

function isPayout({ posting }: JudgedEntry): boolean {
  return posting.kind === 'intent' && payoutKinds.includes(posting.intent.kind);
}

/** Diamonds that hosts lose by gifts undone in the batch, wherever in it. */
function undoneIn(parts: readonly BatchPart[]): Map<string, bigint> {
  const lost = new Map<string, bigint>();
  for (const { posting } of parts.flatMap((part) => part.entries)) {
    if (posting.kind !== 'intent' || posting.intent.kind !== 'gift_reversal') continue;
    const { counterparty, earned } = posting.intent;
    lost.set(counterparty, (lost.get(counterparty) ?? 0n) + earned);
  }
  return lost;
}

async function earningsOf(
  db: Db,
  session: ClientSession,
  entries: readonly JudgedEntry[],
): Promise<Map<string, bigint>> {
  const subjects = new Set(
    entries.flatMap(({ posting }) => (posting.kind === 'intent' ? [posting.intent.wallet] : [])),
  );
  const found = await accountBalances(db)
    .find({ account: { $in: [...subjects].map(accounts.earnings) }, currency: 'DIAMOND' }, { session })
    .toArray();
  const sums = new Map<string, bigint>();
  for (const { userId, balance } of found) sums.set(userId, (sums.get(userId) ?? 0n) + balance);
  return sums;
}

/** Committed holds that entries of the batch refer to and that nothing closed yet, by transaction id. */
async function openHolds(db: Db, session: ClientSession, entries: readonly JudgedEntry[]): Promise<Map<string, Hold>> {
  const references = entries.flatMap(({ posting }) =>
    posting.kind === 'intent' && posting.intent.reference !== '' ? [posting.intent.reference] : [],
  );
  if (references.length === 0) return new Map();
  const found = await transactions(db)
    .find({ _id: { $in: references }, type: 'payout_hold', outcome: 'posted' }, { session })
    .toArray();
  const closed = await transactions(db)
    .find(
      { 'metadata.reference': { $in: references }, type: { $in: ['payout_post', 'payout_void'] }, outcome: 'posted' },
      { projection: { 'metadata.reference': 1 }, session },
    )
    .toArray();
  const open = new Map<string, Hold>(found.map(({ _id, userId, amount }) => [_id, { wallet: userId, amount }]));
  for (const { metadata } of closed) open.delete(metadata.reference ?? '');
  return open;
}
