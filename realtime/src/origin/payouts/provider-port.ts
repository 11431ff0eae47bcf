import type { PayoutCurrency } from '@halobuzz/core/payouts/rates';

/** Money to be sent to somebody. `payoutId` is the idempotency key too: one payout is one transfer, however often it is sent. */
export interface PayoutOrder {
  readonly payoutId: string;
  /** The host's subject: the provider knows by it where the money goes. */
  readonly payee: string;
  readonly currency: PayoutCurrency;
  /** Minor units. */
  readonly amount: bigint;
}

/**
 * What became of a transfer. `failed` is for good: it was not and never will be carried out, or what was sent has wholly been
 * taken back. What was `paid` can become `failed` so, long afterwards; `amount` is what is left of it.
 */
export type Transfer =
  | {
      readonly kind: 'paid' | 'pending';
      readonly externalId: string;
      readonly currency: string;
      /** Minor units. */
      readonly amount: bigint;
    }
  | { readonly kind: 'failed'; readonly externalId: string; readonly text: string };

/** Carries money to hosts. No function throws for anything that a network or a provider can do. */
export interface PayoutProvider {
  readonly name: string;
  /**
   * Sends it, once by `payoutId`. `refused`: the provider did not take it on and holds nothing of it. `unknown`: it may
   * have: only {@link find} tells.
   */
  send(
    order: PayoutOrder,
  ): Promise<Transfer | { readonly kind: 'refused'; readonly text: string } | { readonly kind: 'unknown' }>;
  /** What the provider knows of a payout. `absent`: nothing. */
  find(payoutId: string): Promise<Transfer | { readonly kind: 'absent' } | { readonly kind: 'unknown' }>;
}
