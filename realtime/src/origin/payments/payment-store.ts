import type { Payment, PaymentStatus } from '@halobuzz/core/payments/payment';
import type { PaymentProviderName } from '@halobuzz/core/payments/provider-facts';

/** Money that staff asked the provider to send back. */
export interface RefundRequest {
  /** Unique in its payment; the provider's idempotency key is made of it. */
  readonly key: string;
  /** Minor units of the payment's currency. */
  readonly amount: bigint;
  readonly reason: string;
  /** Who asked, as the audit log names them. */
  readonly by: string;
  readonly atMs: number;
  readonly state: 'requested' | 'sent' | 'refused';
}

/** A payment and what is left to do about it. */
export interface StoredPayment {
  readonly payment: Payment;
  readonly status: PaymentStatus;
  readonly refundRequests: readonly RefundRequest[];
  /** Counts changes. */
  readonly version: number;
  /** When a worker looks at it again; undefined: nothing is left to do. */
  readonly nextAtMs: number | undefined;
  /** Failed tries of the next step in a row, and why the last one failed: a code. */
  readonly tries: number;
  readonly trouble: string;
  /** Whether the store was told that its coins are credited. */
  readonly finished: boolean;
  readonly updatedAtMs: number;
}

/** A place in a person's list of payments, newest first. */
export interface PaymentPoint {
  readonly atMs: number;
  readonly id: string;
}

export interface PaymentStore {
  /** Records a payment before anybody else hears of it, once by its id. @returns what is stored under it */
  create(payment: Payment, nextAtMs: number): Promise<StoredPayment>;
  /** By a majority read. */
  get(id: string): Promise<StoredPayment | undefined>;
  byExternalId(provider: PaymentProviderName, externalId: string): Promise<StoredPayment | undefined>;
  /**
   * Puts a changed payment in the place of the one that was read. @returns what is stored then, or undefined when somebody
   * else changed it meanwhile
   * @throws AppError `conflict` when its external id belongs to another payment
   */
  replace(before: StoredPayment, after: StoredPayment): Promise<StoredPayment | undefined>;
  /** The next payment that is due, if any: nobody else gets it before `leaseMs` are over. */
  claimDue(nowMs: number, leaseMs: number): Promise<StoredPayment | undefined>;
  /** Looks at it again at this time, or not at all; a change since `before` wins. */
  schedule(before: StoredPayment, next: Pick<StoredPayment, 'nextAtMs' | 'tries' | 'trouble'>): Promise<void>;
  list(userId: string, after: PaymentPoint | undefined, limit: number): Promise<readonly StoredPayment[]>;
  /** What this person started since then: how many payments, and coins of those that did not fail. */
  boughtSince(userId: string, sinceMs: number): Promise<{ readonly payments: number; readonly coins: bigint }>;
  /** Payments of a provider made in a span, by time; for the comparison with its report. */
  madeBetween(
    provider: PaymentProviderName,
    fromMs: number,
    toMs: number,
    after: string | undefined,
    limit: number,
  ): Promise<readonly StoredPayment[]>;
  /** How many wait in vain: steps that failed `paymentTriesWarn` times or more, and payments to look at, by status. */
  troubled(): Promise<Readonly<Record<'stuck' | 'review', number>>>;
}
