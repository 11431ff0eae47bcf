import type { FraudRuleBody } from './fraud-rule.ts';

/**
 * The rules that a new installation begins with; `fraud_rules` owns them from then on. None freezes a wallet by itself:
 * a wrong freeze stops somebody who did nothing, and a held payout can still be paid.
 */
export const initialRules: readonly { readonly id: string; readonly body: FraudRuleBody }[] = [
  {
    id: 'daily-spend-cap',
    body: {
      kind: 'daily_spend_cap',
      action: 'refuse',
      parameters: {
        tiers: [
          { fromAgeDays: 0, coins: '100000', secondFactorCoins: '200000' },
          { fromAgeDays: 7, coins: '300000', secondFactorCoins: '1000000' },
          { fromAgeDays: 30, coins: '1000000', secondFactorCoins: '5000000' },
        ],
      },
    },
  },
  {
    id: 'first-purchase-hold',
    body: {
      kind: 'first_purchase_hold',
      action: 'hold_coins',
      parameters: { purchases: 2, percent: 50, hours: 24 },
    },
  },
  {
    id: 'payment-velocity',
    body: {
      kind: 'payment_velocity',
      action: 'refuse',
      parameters: { windowHours: 24, purchasesMax: 20, failuresMax: 10, cardsMax: 4 },
    },
  },
  {
    id: 'payout-screen',
    body: { kind: 'payout_screen', action: 'hold_payouts', parameters: { scoreMin: 80, findingsMin: 1 } },
  },
  {
    id: 'spend-velocity',
    body: {
      kind: 'spend_velocity',
      action: 'flag',
      parameters: { windowHours: 1, coinsMax: '200000', giftsMax: 20_000 },
    },
  },
  {
    id: 'gift-loop',
    body: {
      kind: 'gift_loop',
      action: 'hold_payouts',
      parameters: { windowHours: 72, lengthMax: 4, coinsMin: '5000' },
    },
  },
  {
    id: 'concentration',
    body: {
      kind: 'concentration',
      action: 'flag',
      parameters: { windowHours: 72, percentMin: 80, coinsMin: '50000', freshHours: 72 },
    },
  },
  {
    id: 'structuring',
    body: {
      kind: 'structuring',
      action: 'flag',
      parameters: { windowHours: 72, thresholdMinor: '10000', belowPercent: 10, purchasesMin: 4 },
    },
  },
  {
    id: 'new-account-burst',
    body: {
      kind: 'new_account_burst',
      action: 'hold_payouts',
      parameters: { windowHours: 24, walletAgeHours: 24, sendersMin: 20, coinsMin: '20000' },
    },
  },
];
