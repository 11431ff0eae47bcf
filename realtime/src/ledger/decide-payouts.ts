import { accounts } from '@halobuzz/core/ledger/postings';
import type { ClientSession, Db } from 'mongodb';
import { accountBalances, transactions } from '../adapters/mongo/ledger-collections.ts';
import type { BatchPart } from './commit-batch.ts';
import type { JudgedEntry } from './stream-entry.ts';

/** A hold, or what completed one, as far as what follows it needs to know. */
export interface OpenPayout {
  readonly kind: 'payout_hold' | 'payout_post';
  readonly wallet: string;
  readonly amount: bigint;
}

/** Whether a batch holds anything that only the books can decide. */
export function hasPayouts(parts: readonly BatchPart[]): boolean {
  return parts.some((part) => part.entries.some(isPayout));
}

/**
 * Decides whether holds, and what completes or undoes them, are posted or chained as refused: a hold, or diamonds given up,
 * when the host's diamonds of all shards cover it, the others when what they close was posted and is still open: a hold for
 * a post or a void, a post for a return.
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
  const open = await openPayouts(db, session, asked);
  return decideBy(parts, earnings, open);
}

/** The decision itself, by what the hosts' earnings and the open payouts are (by transaction id); both maps are used up. */
export function decideBy(
  parts: readonly BatchPart[],
  earnings: Map<string, bigint>,
  open: Map<string, OpenPayout>,
): readonly BatchPart[] {
  for (const [host, lost] of undoneIn(parts)) earnings.set(host, (earnings.get(host) ?? 0n) - lost);
  const decide = (entry: JudgedEntry): JudgedEntry => {
    if (!isPayout(entry) || entry.posting.kind !== 'intent') return entry;
    const { intent, effects } = entry.posting;
    const { wallet, amount, reference } = intent;
    const available = earnings.get(wallet) ?? 0n;
    const closed = open.get(reference);
    const takes = takingKinds.includes(intent.kind);
    const fits = closed?.kind === closes(intent.kind) && closed?.wallet === wallet && closed.amount === amount;
    const posted = takes ? available >= amount : fits;
    if (posted) {
      if (takes) earnings.set(wallet, available - amount);
      else open.delete(reference);
      if (givingKinds.includes(intent.kind)) earnings.set(wallet, available + amount);
      if (intent.kind === 'payout_hold' || intent.kind === 'payout_post') {
        open.set(intent.tx, { kind: intent.kind, wallet, amount });
      }
    }
    const outcome = posted ? 'posted' : 'refused';
    return { ...entry, posting: { kind: 'intent', intent, effects: { ...effects, outcome } } };
  };
  return parts.map((part) => ({ ...part, entries: part.entries.map(decide) }));
}

/** What takes diamonds out of earnings: to be paid out, or because their owner gave them up. */
const takingKinds: readonly string[] = ['payout_hold', 'diamond_forfeit'];
/** What puts them back. */
const givingKinds: readonly string[] = ['payout_void', 'payout_return'];

/** What closes a hold or a post, for good. */
export const closingKinds = ['payout_post', 'payout_void', 'payout_return'] as const;
const payoutKinds: readonly string[] = [...takingKinds, ...closingKinds];

/** What an entry closes that takes nothing out of earnings. */
function closes(kind: string): OpenPayout['kind'] {
  return kind === 'payout_return' ? 'payout_post' : 'payout_hold';
}

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

/** Committed holds and posts that entries of the batch refer to and that nothing closed yet, by transaction id. */
async function openPayouts(
  db: Db,
  session: ClientSession,
  entries: readonly JudgedEntry[],
): Promise<Map<string, OpenPayout>> {
  const references = entries.flatMap(({ posting }) =>
    posting.kind === 'intent' && posting.intent.reference !== '' ? [posting.intent.reference] : [],
  );
  if (references.length === 0) return new Map();
  const found = await transactions(db)
    .find({ _id: { $in: references }, type: { $in: ['payout_hold', 'payout_post'] }, outcome: 'posted' }, { session })
    .toArray();
  const closed = await transactions(db)
    .find(
      {
        'metadata.reference': { $in: references },
        type: { $in: [...closingKinds] },
        outcome: 'posted',
      },
      { projection: { 'metadata.reference': 1 }, session },
    )
    .toArray();
  const open = new Map<string, OpenPayout>();
  for (const { _id, type, userId: wallet, amount } of found) {
    open.set(_id, { kind: type === 'payout_post' ? type : 'payout_hold', wallet, amount });
  }
  for (const { metadata } of closed) open.delete(metadata.reference ?? '');
  return open;
}
