import type { Currency } from '../money.ts';
import type { Intent } from './intent.ts';
import { type Effects, receivableChange } from './kinds.ts';

/** One side of a transaction. Positive credits the account, negative debits it. */
export interface Leg {
  readonly account: string;
  /** The subject behind the account, or '' for the platform's own. */
  readonly userId: string;
  readonly currency: Currency;
  readonly amount: bigint;
}

/** Names of accounts. Wallets, earnings, holds and receivables belong to subjects; the rest is the platform's. */
export const accounts = {
  wallet: (subject: string): string => `wallet:${subject}`,
  earnings: (subject: string): string => `earnings:${subject}`,
  /** Diamonds set aside for a payout. */
  held: (subject: string): string => `held:${subject}`,
  /** Coins that a wallet owes, below zero: what a refund could not take back. */
  receivable: (subject: string): string => `receivable:${subject}`,
  /** Money on its way from (below zero: it owes us) or to a payment provider. */
  clearing: (provider: string): string => `platform:clearing:${provider}`,
  /** Coins that gifts took out of circulation. */
  giftClearing: 'platform:gift_clearing',
  /** Where diamonds come from. */
  diamondIssuance: 'platform:diamond_issuance',
  /** Where diamonds go that were paid out. */
  diamondRedemption: 'platform:diamond_redemption',
  /** Where granted coins come from. */
  coinIssuance: 'platform:coin_issuance',
  /** Where sold coins come from. */
  coinSales: 'platform:coin_sales',
  promotions: 'platform:promotions',
  adjustments: 'platform:adjustments',
  revenue: 'platform:revenue',
  /** Revenue that banks took back. */
  chargebacks: 'platform:chargebacks',
  /** What hosts were paid. */
  payouts: 'platform:payouts',
  /** Entries that could not be read. */
  suspense: 'platform:suspense',
} as const;

/**
 * The legs of an entry, some of nothing. They sum to zero in every currency, whatever `effects.change` is, as long as it
 * fits the kind (`changeFits`). A refused entry has none.
 */
export function postingsOf(intent: Intent, effects: Effects): readonly Leg[] {
  if (effects.outcome === 'refused') return [];
  const { wallet, amount, earned, counterparty, fiat } = intent;
  const own = (account: string, change: bigint, currency: Currency = 'COIN'): Leg => {
    return { account, userId: wallet, currency, amount: change };
  };
  const platform = (account: string, change: bigint, currency: Currency = 'COIN'): Leg => {
    return { account, userId: '', currency, amount: change };
  };
  const coins = [
    own(accounts.wallet(wallet), effects.change),
    own(accounts.receivable(wallet), receivableChange(intent.kind, amount, effects.change)),
  ];
  const money = (account: string, change: bigint): readonly Leg[] => {
    if (intent.fiatCurrency === '') return [];
    const { fiatCurrency } = intent;
    return [
      platform(account, change, fiatCurrency),
      platform(accounts.clearing(intent.provider), -change, fiatCurrency),
    ];
  };
  const earnings = (change: bigint): readonly Leg[] => [
    platform(accounts.diamondIssuance, -change, 'DIAMOND'),
    { account: accounts.earnings(counterparty), userId: counterparty, currency: 'DIAMOND', amount: change },
  ];
  switch (intent.kind) {
    case 'gift':
      // No gift makes or pays a debt, so the leg of nothing is not even looked at on the hot path.
      return [own(accounts.wallet(wallet), -amount), platform(accounts.giftClearing, amount), ...earnings(earned)];
    case 'grant':
      return [platform(accounts.coinIssuance, -amount), own(accounts.wallet(wallet), amount)];
    case 'promotion':
      return [platform(accounts.promotions, -amount), ...coins];
    case 'purchase':
      return [platform(accounts.coinSales, -amount), ...coins, ...money(accounts.revenue, fiat)];
    case 'refund':
      return [...coins, platform(accounts.coinSales, amount), ...money(accounts.revenue, -fiat)];
    case 'chargeback':
      return [...coins, platform(accounts.coinSales, amount), ...money(accounts.chargebacks, -fiat)];
    case 'refund_reversal':
      return [platform(accounts.coinSales, -amount), ...coins, ...money(accounts.revenue, fiat)];
    case 'chargeback_reversal':
      return [platform(accounts.coinSales, -amount), ...coins, ...money(accounts.chargebacks, fiat)];
    case 'adjustment_credit':
      return [platform(accounts.adjustments, -amount), ...coins];
    case 'adjustment_debit':
      return [...coins, platform(accounts.adjustments, amount)];
    case 'gift_reversal':
      return [platform(accounts.giftClearing, -amount), ...coins, ...earnings(-earned)];
    case 'payout_hold':
      return [own(accounts.earnings(wallet), -amount, 'DIAMOND'), own(accounts.held(wallet), amount, 'DIAMOND')];
    case 'payout_post':
      return [
        own(accounts.held(wallet), -amount, 'DIAMOND'),
        platform(accounts.diamondRedemption, amount, 'DIAMOND'),
        ...money(accounts.payouts, -fiat),
      ];
    case 'payout_void':
      return [own(accounts.held(wallet), -amount, 'DIAMOND'), own(accounts.earnings(wallet), amount, 'DIAMOND')];
    case 'payout_return':
      return [
        platform(accounts.diamondRedemption, -amount, 'DIAMOND'),
        own(accounts.earnings(wallet), amount, 'DIAMOND'),
        ...money(accounts.payouts, fiat),
      ];
    case 'diamond_forfeit':
      return [own(accounts.earnings(wallet), -amount, 'DIAMOND'), platform(accounts.adjustments, amount, 'DIAMOND')];
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
