import { accounts } from '@halobuzz/core/ledger/postings';
import type { PaymentStatus } from '@halobuzz/core/payments/payment';
import type { Db } from 'mongodb';
import { accountBalances } from '../../../adapters/mongo/ledger-collections.ts';
import type { WalletPort, WalletState } from '../../../ledger/wallet-port.ts';

export interface StandingDeps {
  readonly db: Db;
  readonly wallet: Pick<WalletPort, 'state'>;
}

/** Where somebody's money stands: what is committed, over all shards, and the hot wallet; undefined when it cannot answer. */
export interface MoneyStanding {
  readonly hot: WalletState | undefined;
  readonly coins: bigint;
  readonly owed: bigint;
  /** Below zero: gifts were undone after their payout. */
  readonly diamonds: bigint;
  readonly held: bigint;
  /** Something is on its way that may still move it. */
  readonly paymentOpen: boolean;
  readonly payoutOpen: boolean;
  /** Coins were promised to them, or staff decided on their money, and the ledger has yet to hear of it. */
  readonly grantOpen: boolean;
}

/**
 * Payments that may still move coins by themselves. Not whether they are `finished`: that says whether a shop wants to hear
 * that its purchase was delivered, and is never set where none does.
 */
const movingPayments = [
  { status: { $in: ['created', 'pending', 'paid'] satisfies readonly PaymentStatus[] } },
  { 'acts.committed': false },
  { 'refundRequests.state': 'requested' },
];

const majority = { readConcern: { level: 'majority' } } as const;

export async function standingOfMoney({ db, wallet }: StandingDeps, subject: string): Promise<MoneyStanding> {
  const [hot, balances, payment, payout, returning, grant, decision] = await Promise.all([
    wallet.state(subject),
    accountBalances(db)
      .find({ userId: subject }, { ...majority, hint: 'user' })
      .toArray(),
    db
      .collection('payments')
      .findOne(
        { userId: subject, $or: movingPayments },
        { ...majority, projection: { _id: 1 }, hint: 'user_newest_first' },
      ),
    db
      .collection('payouts')
      .findOne({ userId: subject, open: true }, { ...majority, projection: { _id: 1 }, hint: 'one_open' }),
    // Its money came back, and its diamonds are still to come.
    db
      .collection('payouts')
      .findOne(
        { userId: subject, status: 'returned', ledger: 'posted' },
        { ...majority, projection: { _id: 1 }, hint: 'user_page' },
      ),
    db
      .collection('promotion_grants')
      .findOne({ userId: subject, status: 'pending' }, { ...majority, projection: { _id: 1 }, hint: 'user_time' }),
    db
      .collection('approvals')
      .findOne({ userId: subject, execution: 'pending' }, { ...majority, projection: { _id: 1 }, hint: 'user_time' }),
  ]);
  const sum = (account: string): bigint =>
    balances.reduce((total, one) => (one.account === account ? total + one.balance : total), 0n);
  return {
    hot,
    coins: sum(accounts.wallet(subject)),
    owed: -sum(accounts.receivable(subject)),
    diamonds: sum(accounts.earnings(subject)),
    held: sum(accounts.held(subject)),
    paymentOpen: payment !== null,
    payoutOpen: payout !== null || returning !== null,
    grantOpen: grant !== null || decision !== null,
  };
}
