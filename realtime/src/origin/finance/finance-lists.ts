import type { InternalTransactionQuery } from '@halobuzz/core/api/finance-ledger';
import type { InternalStaffPaymentQuery } from '@halobuzz/core/api/finance-payments';
import type { PayoutRate } from '@halobuzz/core/payouts/rates';
import type { QuarantineDoc, TransactionDoc, WalletControlsDoc } from '../../adapters/mongo/ledger-collections.ts';
import type { StoredPayment } from '../payments/payment-store.ts';
import type { Promotion } from './promotion-store.ts';

/** The last thing shown of a list, newest first: its time and id. */
export interface ListPoint {
  readonly atMs: number;
  readonly id: string;
}

/** A rate with when and by which request it came. */
export type DatedRate = PayoutRate & { readonly since: Date; readonly by: string };

/** Lists that finance staff page through, newest first, each answered by an index. */
export interface FinanceLists {
  payments(
    query: Omit<InternalStaffPaymentQuery, 'cursor' | 'limit'>,
    after: ListPoint | undefined,
    limit: number,
  ): Promise<readonly StoredPayment[]>;
  transactions(
    query: Omit<InternalTransactionQuery, 'cursor' | 'limit'>,
    after: ListPoint | undefined,
    limit: number,
  ): Promise<readonly TransactionDoc[]>;
  frozen(after: ListPoint | undefined, limit: number): Promise<readonly WalletControlsDoc[]>;
  quarantined(after: ListPoint | undefined, limit: number): Promise<readonly QuarantineDoc[]>;
  promotions(
    status: Promotion['status'] | undefined,
    after: ListPoint | undefined,
    limit: number,
  ): Promise<readonly Promotion[]>;
  /** Every version, by currency, the newest first. */
  rates(): Promise<readonly DatedRate[]>;
  /** A rate, once by its currency and version. @returns what stands there */
  addRate(rate: DatedRate): Promise<DatedRate>;
}
