import type { Payment } from '@halobuzz/core/payments/payment';
import type { PaymentProviderName, ProviderFact } from '@halobuzz/core/payments/provider-facts';

/** What the buyer's app does next. Never stored and never logged: a secret may be part of it. */
export type PaymentStep =
  /** Confirm this PaymentIntent with Stripe's own library. */
  | { readonly kind: 'stripe'; readonly clientSecret: string; readonly publishableKey: string }
  /** Buy this product in the store, with this token as the buyer's (`appAccountToken`, `obfuscatedAccountId`), then redeem. */
  | { readonly kind: 'store'; readonly product: string; readonly token: string }
  /** Open this page of ours; development only. */
  | { readonly kind: 'sandbox'; readonly path: string };

/** The provider's word on what we asked of it. No function of a provider throws for anything that a network can do. */
export type ProviderAnswer<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Repeat later: out of reach, busy, or its answer was lost. Our idempotency keys make a repetition harmless. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** Asked again it says the same. `reason`: the provider's code, never personal. */
  | { readonly kind: 'refused'; readonly reason: string };

/** A webhook request as it came in, with the headers that core/payments/webhook-headers.ts names, in lower case. */
export interface RawWebhook {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** A webhook whose sender is proven. */
export interface VerifiedEvent {
  readonly eventId: string;
  /** The provider's name for it. */
  readonly type: string;
  /** None: nothing that we act on; it is recorded and left alone. */
  readonly facts: readonly ProviderFact[];
  /** Kept for people who look into it; nothing personal. */
  readonly summary: Readonly<Record<string, string>>;
  /** Our id of a payout that it is about: whoever carries payouts is asked what became of it. */
  readonly payoutId?: string;
  /** A card that was declined, by the provider's own fingerprint of it; the payment stays open. */
  readonly declined?: { readonly externalId: string; readonly card: string; readonly atMs: number };
}

/** What the provider has on one payment, for the comparison with ours. */
export interface ProviderRecord {
  readonly externalId: string;
  /** Our id where the provider keeps it. */
  readonly paymentId?: string;
  /** Every fact that follows from it, as webhooks would have told. */
  readonly facts: readonly ProviderFact[];
}

/** One who carries payments. Adapters translate; what a fact means is decided in core/payments. */
export interface PaymentProvider {
  readonly name: PaymentProviderName;
  /** Whether the store names the price: packages are then sold by their product id, and the buyer's app redeems. */
  readonly storePriced: boolean;
  /**
   * Makes the payment known to the provider, once however often it is called, and tells the buyer's next step.
   * `externalId`: '' where the provider hears of it only when it is bought.
   */
  open(payment: Payment): Promise<ProviderAnswer<{ readonly externalId: string; readonly step: PaymentStep }>>;
  /**
   * Proves who sent a webhook and translates it. May ask the provider (Google).
   * @returns `refused` for whatever is not proven: wrong, old or future signatures, another account's events
   */
  verify(webhook: RawWebhook): Promise<ProviderAnswer<VerifiedEvent>>;
  /** What the provider has on this payment now. `undefined`: it never heard of it. */
  read(payment: Payment): Promise<ProviderAnswer<ProviderRecord | undefined>>;
  /** Makes sure that no money comes for it any more. Done: it will not. Refused: money came or is on its way. */
  cancel(payment: Payment): Promise<ProviderAnswer<undefined>>;
  /**
   * Sends money back, once per `key`. Its facts come by webhook or {@link read}.
   * @param amount minor units of the payment's currency
   */
  refund(payment: Payment, amount: bigint, key: string): Promise<ProviderAnswer<{ readonly refundId: string }>>;
  /** Payments the provider changed at or after this time, page by page; absent where the provider has no such report. */
  listPayments?(
    sinceMs: number,
    cursor: string | undefined,
  ): Promise<ProviderAnswer<{ readonly records: readonly ProviderRecord[]; readonly next: string | undefined }>>;
  /**
   * Stores only: proves a receipt that the buyer's app handed in (Apple: signed transaction; Google: purchase token).
   * `externalId` of the facts is the store's transaction, so a receipt works for one payment only.
   * @returns `refused` for one that is forged, of another app, product or buyer
   */
  redeem?(payment: Payment, receipt: string): Promise<ProviderAnswer<readonly ProviderFact[]>>;
  /** Stores only: tells the store that the coins were credited (Google acknowledges within 3 days, or refunds). */
  finish?(payment: Payment): Promise<ProviderAnswer<undefined>>;
}

/** Providers of this installation, by name; one that is not configured is absent. */
export type PaymentProviders = ReadonlyMap<PaymentProviderName, PaymentProvider>;
