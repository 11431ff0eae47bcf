import { limits } from '@halobuzz/core/limits';
import Stripe from 'stripe';
import { STRIPE_API_VERSION } from '../payments/stripe/stripe-provider.ts';
import type { PayoutProvider, Transfer } from './provider-port.ts';

/** Where hosts' money goes at the provider. They enter their bank there: we never see it. */
export interface PayeeAccounts {
  /** The provider's account of a host; undefined: they have none yet. */
  accountOf(subject: string): Promise<string | undefined>;
}

export interface StripePayoutSettings {
  /** May make transfers. */
  readonly secretKey: string;
  /** Stripe's API, or a recorded server in tests. */
  readonly apiUrl: string;
}

/** A payout's transfers carry its id as their group: by it they are found again, long after Stripe forgot the key. */
const foundMax = 10;

/**
 * Payouts by Stripe Connect: a transfer to the host's connected account, whose own schedule brings it to their bank.
 * Nothing is retried in here, but for a connection that the library finds closed, under the same key: after an answer that
 * was lost, the payout's job asks first.
 */
export function stripePayouts(settings: StripePayoutSettings, payees: PayeeAccounts): PayoutProvider {
  const { protocol, hostname, port } = new URL(settings.apiUrl);
  const stripe = new Stripe(settings.secretKey, {
    apiVersion: STRIPE_API_VERSION,
    host: hostname,
    ...(port === '' ? {} : { port }),
    protocol: protocol === 'http:' ? 'http' : 'https',
    timeout: limits.payoutProviderTimeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return {
    name: 'stripe',
    async send({ payoutId, payee, currency, amount }) {
      try {
        const destination = await payees.accountOf(payee);
        if (destination === undefined) return { kind: 'refused', text: 'no_connected_account' };
        const transfer = await stripe.transfers.create(
          {
            // A payout is far below what a double carries exactly.
            amount: Number(amount),
            currency: currency.toLowerCase(),
            destination,
            transfer_group: payoutId,
            metadata: { payout_id: payoutId },
          },
          { idempotencyKey: `payout:${payoutId}` },
        );
        return transferOf([transfer]) ?? { kind: 'unknown' };
      } catch (error) {
        return isRefusal(error) ? { kind: 'refused', text: error.code ?? error.type } : { kind: 'unknown' };
      }
    },
    async find(payoutId) {
      try {
        const { data } = await stripe.transfers.list({ transfer_group: payoutId, limit: foundMax });
        return transferOf(data) ?? { kind: 'absent' };
      } catch {
        return { kind: 'unknown' };
      }
    },
  };
}

/** More than one would show as another amount than was asked for, which nobody takes for paid. */
function transferOf(all: readonly Stripe.Transfer[]): Transfer | undefined {
  const [first] = all;
  if (first === undefined) return undefined;
  const standing = all.filter(({ reversed }) => !reversed);
  if (standing.length === 0) return { kind: 'failed', externalId: first.id, text: 'reversed' };
  const amount = standing.reduce((sum, one) => sum + BigInt(one.amount - one.amount_reversed), 0n);
  return { kind: 'paid', externalId: (standing[0] ?? first).id, currency: first.currency.toUpperCase(), amount };
}

/**
 * Only what Stripe says of the request itself. A wrong key of ours, too many requests, a key under way or used for
 * something else say nothing about whether money moved.
 */
function isRefusal(error: unknown): error is Stripe.errors.StripeError {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return false;
  return error.statusCode !== 409 && error.statusCode !== 429;
}
