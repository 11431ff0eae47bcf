import type { RandomBytes } from '@halobuzz/core/clock';
import type { Db } from 'mongodb';
import type { WalletSessions } from '../../adapters/redis/wallet-servers.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { OriginLog } from '../http/origin-log.ts';
import { mongoDifferences } from '../mongo/mongo-differences.ts';
import { mongoDisputeWork } from '../mongo/mongo-dispute-work.ts';
import { mongoFinanceLists } from '../mongo/mongo-finance-lists.ts';
import { mongoPayouts } from '../mongo/mongo-payouts.ts';
import type { PaymentStore } from '../payments/payment-store.ts';
import type { DifferenceDeps, DifferenceStore } from './differences.ts';
import type { DisputeWorkStore } from './dispute-work.ts';
import { type MadeExports, mongoMadeExports } from './exports/made-exports.ts';
import type { FinanceLists } from './finance-lists.ts';

/** What finance staff look at and write down, beside what they ask and decide (`FinanceDeps`). */
export interface FinanceDesk {
  readonly db: Db;
  readonly wallets: WalletSessions;
  readonly lists: FinanceLists;
  readonly payments: Pick<PaymentStore, 'get'>;
  readonly disputeWork: DisputeWorkStore;
  readonly differences: DifferenceStore;
  readonly concernedBy: DifferenceDeps['concernedBy'];
  readonly exports: MadeExports;
  readonly running: { count: number };
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: () => number;
  readonly random: RandomBytes;
  readonly log: OriginLog;
}

export function financeDesk(
  parts: Pick<FinanceDesk, 'db' | 'wallets' | 'payments' | 'audit' | 'clock' | 'random' | 'log'>,
): FinanceDesk {
  const { db } = parts;
  const payouts = mongoPayouts(db);
  return {
    ...parts,
    lists: mongoFinanceLists(db),
    disputeWork: mongoDisputeWork(db),
    differences: mongoDifferences(db),
    // One about a payout names the payout where others name the payment.
    async concernedBy({ area, paymentId }) {
      if (paymentId === '') return undefined;
      if (area === 'payouts') return (await payouts.get(paymentId))?.userId;
      return (await parts.payments.get(paymentId))?.payment.userId;
    },
    exports: mongoMadeExports(db),
    running: { count: 0 },
  };
}
