import type { ErasureStepResult } from '@halobuzz/core/api/internal-erasure';
import { transactionId } from '@halobuzz/core/ids';
import { type Intent, intentBlanks } from '@halobuzz/core/ledger/intent';
import { kindSpec } from '@halobuzz/core/ledger/kinds';
import { transactions } from '../../../adapters/mongo/ledger-collections.ts';
import { fingerprintOf } from '../../../ledger/fingerprint.ts';
import type { WalletPort } from '../../../ledger/wallet-port.ts';
import { type ErasedPerson, pieceDone, pieceWaits } from './erasure-service.ts';
import { type StandingDeps, standingOfMoney } from './money-standing.ts';

export type SettleDeps = StandingDeps & {
  readonly wallet: Pick<WalletPort, 'state' | 'post'>;
  /** Whether the permanent ledger holds a transaction, by a majority. */
  readonly isCommitted: (tx: string) => Promise<boolean>;
};

/** What ids of the orders begin with that settle what somebody left. */
export const erasedOrders = (subject: string): string => `erasure:${subject}:`;

type SettlingKind = Extract<Intent['kind'], 'adjustment_debit' | 'adjustment_credit' | 'diamond_forfeit'>;

/**
 * Brings everything that somebody has to zero by orders of the ledger: coins and diamonds they gave up, and a debt that came
 * up in the window, which is written off. It waits for payments and payouts on their way, as they would move it again, and
 * for each order's commit: what it posts next is made of committed balances and the hot wallet alike.
 */
export async function settleMoney(deps: SettleDeps, person: ErasedPerson): Promise<ErasureStepResult> {
  const { subject } = person;
  // After a restore: the ledger is restored whole, the orders with it.
  if (subject === '') return pieceDone({});
  // Before the standing: whoever counts an order that is committed has seen what it took as well.
  const orders = await committedOrders(deps.db, subject);
  const standing = await standingOfMoney(deps, subject);
  const { hot, coins, owed, diamonds, held, paymentOpen, payoutOpen, grantOpen } = standing;
  if (hot === undefined || paymentOpen || payoutOpen || grantOpen || held > 0n) return pieceWaits();
  // The hot wallet and the books agree when nothing is on its way between them.
  if (hot.coins !== coins || hot.owed !== owed) return pieceWaits();
  if (coins > 0n) return post(deps, person, orders, { kind: 'adjustment_debit', sort: 'coins', amount: coins });
  if (owed > 0n) return post(deps, person, orders, { kind: 'adjustment_credit', sort: 'debt', amount: owed });
  if (diamonds > 0n) return post(deps, person, orders, { kind: 'diamond_forfeit', sort: 'diamonds', amount: diamonds });
  return pieceDone({});
}

/** Ids of the orders that settle this subject and are in the ledger: a handful. */
async function committedOrders(db: StandingDeps['db'], subject: string): Promise<readonly string[]> {
  const found = transactions(db).find(
    { 'metadata.orderId': { $gte: erasedOrders(subject), $lt: `${erasedOrders(subject)}~` } },
    { hint: 'order', projection: { 'metadata.orderId': 1 }, readConcern: { level: 'majority' } },
  );
  return (await found.toArray()).map(({ metadata }) => metadata.orderId ?? '');
}

interface Settling {
  readonly kind: SettlingKind;
  readonly sort: string;
  readonly amount: bigint;
}

/**
 * One order, named by the subject and by how many of its sort are committed: posted again before its commit it is the same,
 * and what came in since is the next one's. Never by the erasure: its id stands beside the account's in the tombstone, and
 * the ledger keeps its entries for ever. @returns waiting in any case: the commit is what the next look finds
 */
async function post(
  deps: SettleDeps,
  { subject }: ErasedPerson,
  orders: readonly string[],
  { kind, sort, amount }: Settling,
): Promise<ErasureStepResult> {
  const prefix = `${erasedOrders(subject)}${sort}-`;
  const known = orders.filter((order) => order.startsWith(prefix)).length;
  const orderId = `${prefix}${String(known + 1).padStart(4, '0')}`;
  const intent: Intent = {
    ...{ ...intentBlanks, kind, tx: transactionId(subject, orderId), wallet: subject, amount, orderId },
    ...{ clientId: orderId, currency: kindSpec(kind).currency, reason: 'account erased' },
  };
  const result = await deps.wallet.post(intent, fingerprintOf(intent), deps.isCommitted);
  return pieceWaits(result.kind === 'created' ? { [sort]: 1 } : {});
}
