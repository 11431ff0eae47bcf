import type { FiatCurrency, PaymentProviderName } from './provider-facts.ts';

/** As people and the ledger see a payment; {@link statusOf} in payment-status.ts derives it. */
export const paymentStatuses = [
  /** Recorded; the provider does not know it yet. */
  'created',
  /** The provider waits for the buyer. */
  'pending',
  /** Money came; the ledger has not booked the coins yet. */
  'paid',
  'credited',
  'partially_refunded',
  'refunded',
  /** The bank took the money back until the dispute is decided. */
  'disputed',
  /** The dispute was lost. */
  'charged_back',
  /** The dispute was won. */
  'won',
  'failed',
  'expired',
  /** Money came that is not what was asked for: nothing is credited, people look at it. */
  'review',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** What was heard of one refund. */
export interface RefundEvidence {
  readonly id: string;
  /** Minor units; the whole payment where the provider said so. 0: only its reversal was heard of. */
  readonly amount: bigint;
  readonly reversed: boolean;
  /** Of what was told last, where only the latest counts (`byTime`). */
  readonly atMs?: number;
}

/** What was heard of one dispute. */
export interface DisputeEvidence {
  readonly id: string;
  readonly amount: bigint;
  readonly outcome: 'open' | 'won' | 'lost';
  /** Of the outcome; the latest counts. */
  readonly atMs: number;
}

/** Why people have to look at a payment. */
export type PaymentFlag =
  | 'amount_differs'
  | 'currency_differs'
  | 'product_differs'
  | 'external_id_differs'
  | 'too_many_facts';

/** Everything heard of a payment; the same facts in any order, however often, give the same evidence. */
export interface PaymentEvidence {
  readonly pending: boolean;
  readonly paid: boolean;
  readonly failed: boolean;
  readonly expired: boolean;
  /** Sorted by id. */
  readonly refunds: readonly RefundEvidence[];
  readonly disputes: readonly DisputeEvidence[];
  /** Sorted. */
  readonly flags: readonly PaymentFlag[];
}

export type PaymentActKind = 'purchase' | 'refund' | 'chargeback' | 'refund_reversal' | 'chargeback_reversal';

/** One entry of the ledger that a payment leads to: decided and stored before it is posted, never changed. */
export interface PaymentAct {
  /** `<payment id>` for the purchase, `<payment id>:<kind>-<n>` for what follows it. */
  readonly orderId: string;
  readonly kind: PaymentActKind;
  readonly coins: bigint;
  /** Minor units of the payment's currency. */
  readonly fiat: bigint;
  /** Order id of the act that this one undoes, or ''. */
  readonly reference: string;
  /** Whether the ledger holds it. */
  readonly committed: boolean;
}

/** One purchase of one coin package by one person. */
export interface Payment {
  /** UUIDv7, ours: stores hand it back as the buyer's token. */
  readonly id: string;
  /** The buyer's subject id. */
  readonly userId: string;
  readonly provider: PaymentProviderName;
  /** The provider's id; '' until it is known. */
  readonly externalId: string;
  readonly packageId: string;
  readonly packageVersion: number;
  /** What the package costs, minor units. */
  readonly amount: bigint;
  readonly currency: FiatCurrency;
  /** With the bonus. */
  readonly coins: bigint;
  /** The store's product id where the store names the price, or ''. */
  readonly product: string;
  readonly createdAtMs: number;
  readonly evidence: PaymentEvidence;
  readonly acts: readonly PaymentAct[];
}

export const noEvidence: PaymentEvidence = {
  ...{ pending: false, paid: false, failed: false, expired: false },
  ...{ refunds: [], disputes: [], flags: [] },
};
