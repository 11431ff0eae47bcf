import type { Currency } from '../money.ts';

/** Who carries payments. `sandbox` exists in development only. */
export const paymentProviders = ['stripe', 'apple', 'google', 'sandbox'] as const;
export type PaymentProviderName = (typeof paymentProviders)[number];

/** Currencies that coins are sold in. */
export const fiatCurrencies = ['USD', 'EUR', 'GBP', 'INR', 'NPR'] as const satisfies readonly Currency[];
export type FiatCurrency = (typeof fiatCurrencies)[number];

/** Minor units of a currency, never negative. The currency is text: a provider may name one that we do not sell in. */
export interface Money {
  readonly amount: bigint;
  readonly currency: string;
}

/** A part of all that was paid, where the provider tells no sum; rounded down to minor units. */
export interface Share {
  readonly millionths: bigint;
}

interface FactBase {
  readonly provider: PaymentProviderName;
  /** The provider's id of the event that told it; the same fact in two events has two. */
  readonly eventId: string;
  /** The provider's id of the payment: the same in all its facts. */
  readonly externalId: string;
  /** Our id of the payment where the provider hands it back. */
  readonly paymentId?: string;
  /** When it happened by the provider's clock, Unix ms. */
  readonly atMs: number;
}

/** What a provider says of one payment, in the words of none of them. Facts may come late, twice and in any order. */
export type ProviderFact = FactBase &
  (
    | { readonly kind: 'pending' }
    /** `product`: the store's id of what was sold; absent where we name the price ourselves. */
    | { readonly kind: 'paid'; readonly money: Money; readonly product?: string }
    /** `reason`: the provider's code, never personal. */
    | { readonly kind: 'failed'; readonly reason: string }
    /** The provider will take no money for it any more. */
    | { readonly kind: 'expired' }
    /**
     * One refund; a provider that tells only a total makes single ones of it. `whole`: all that was paid. `byTime`: the
     * provider names no refunds, so a payment has one, which may come and go: the latest that was told of it counts.
     */
    | {
        readonly kind: 'refunded';
        readonly refundId: string;
        readonly money: Money | Share | 'whole';
        readonly byTime?: true;
      }
    /** The refund failed or was taken back: the money is ours again. Without `byTime` that is for good. */
    | { readonly kind: 'refund_reversed'; readonly refundId: string; readonly byTime?: true }
    /** The money was taken from us until the dispute is decided. An inquiry that takes none is no fact. */
    | { readonly kind: 'disputed'; readonly disputeId: string; readonly money: Money | 'whole' }
    | { readonly kind: 'dispute_won' | 'dispute_lost'; readonly disputeId: string; readonly money: Money | 'whole' }
  );

export type FactKind = ProviderFact['kind'];
