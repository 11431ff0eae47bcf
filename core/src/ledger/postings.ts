import type { Currency } from '../money.ts';
import type { Intent } from './intent.ts';

/** One side of a transaction. Positive credits the account, negative debits it. */
export interface Leg {
  readonly account: string;
  /** The subject behind the account, or '' for the platform's own. */
  readonly userId: string;
  readonly currency: Currency;
  readonly amount: bigint;
}

/** Names of accounts. Wallets and earnings belong to subjects; the rest is the platform's. */
export const accounts = {
  wallet: (subject: string): string => `wallet:${subject}`,
  earnings: (subject: string): string => `earnings:${subject}`,
  /** Coins that gifts took out of circulation. */
  giftClearing: 'platform:gift_clearing',
  /** Where diamonds come from. */
  diamondIssuance: 'platform:diamond_issuance',
  /** Where granted coins come from. */
  coinIssuance: 'platform:coin_issuance',
  /** Entries that could not be read. */
  suspense: 'platform:suspense',
} as const;

/** The legs of an entry. They sum to zero in every currency. */
export function postingsOf(intent: Intent): readonly Leg[] {
  switch (intent.kind) {
    case 'gift':
      return [
        { account: accounts.wallet(intent.wallet), userId: intent.wallet, currency: 'COIN', amount: -intent.amount },
        { account: accounts.giftClearing, userId: '', currency: 'COIN', amount: intent.amount },
        { account: accounts.diamondIssuance, userId: '', currency: 'DIAMOND', amount: -intent.earned },
        {
          account: accounts.earnings(intent.counterparty),
          userId: intent.counterparty,
          currency: 'DIAMOND',
          amount: intent.earned,
        },
      ];
    case 'grant':
      return [
        { account: accounts.coinIssuance, userId: '', currency: 'COIN', amount: -intent.amount },
        { account: accounts.wallet(intent.wallet), userId: intent.wallet, currency: 'COIN', amount: intent.amount },
      ];
    default:
      return intent.kind satisfies never;
  }
}

/** Currencies whose legs do not sum to zero; empty for a sound transaction. */
export function unbalancedCurrencies(legs: readonly Leg[]): Currency[] {
  const sums = new Map<Currency, bigint>();
  for (const leg of legs) sums.set(leg.currency, (sums.get(leg.currency) ?? 0n) + leg.amount);
  return [...sums].filter(([, sum]) => sum !== 0n).map(([currency]) => currency);
}
