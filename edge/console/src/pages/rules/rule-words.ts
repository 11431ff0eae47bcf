import type { FraudRuleBody, FraudRuleKind, RuleOf } from '@halobuzz/core/fraud/fraud-rule';

/** What a parameter is: a whole number, coins or minor units, or the tiers of a cap. */
export interface ParameterWords {
  readonly label: string;
  readonly as: 'whole' | 'amount' | 'tiers';
}

export interface RuleWords<K extends FraudRuleKind> {
  readonly name: string;
  readonly says: string;
  readonly actions: readonly RuleOf<K>['action'][];
  readonly parameters: Readonly<Record<keyof RuleOf<K>['parameters'], ParameterWords>>;
}

const whole = (label: string): ParameterWords => ({ label, as: 'whole' });
const amount = (label: string): ParameterWords => ({ label, as: 'amount' });
const watched = ['flag', 'hold_payouts', 'freeze'] as const;
const windowHours = whole('Looks back, hours');

/** Every kind of rule in words, and what it is told: the compiler sees that none is forgotten. */
export const ruleWords: { readonly [K in FraudRuleKind]: RuleWords<K> } = {
  daily_spend_cap: {
    ...{
      name: 'Daily spending cap',
      says: 'The most coins that one wallet spends on a UTC day, by the account’s age.',
    },
    actions: ['refuse'],
    parameters: { tiers: { label: 'Tiers', as: 'tiers' } },
  },
  first_purchase_hold: {
    ...{ name: 'Hold on first purchases', says: 'A share of the coins of an account’s first purchases waits.' },
    actions: ['hold_coins'],
    parameters: {
      purchases: whole('First purchases'),
      percent: whole('Share held, percent'),
      hours: whole('Held, hours'),
    },
  },
  payment_velocity: {
    ...{ name: 'Speed of payments', says: 'Purchases, failed payments and different cards of one account.' },
    actions: ['flag', 'refuse'],
    parameters: {
      ...{ windowHours, purchasesMax: whole('Purchases at most'), failuresMax: whole('Failures at most') },
      cardsMax: whole('Cards at most'),
    },
  },
  payout_screen: {
    ...{ name: 'Screen before a payout', says: 'Findings against the host that were not dismissed.' },
    actions: ['flag', 'hold_payouts'],
    parameters: { scoreMin: whole('Score from'), findingsMin: whole('Findings from') },
  },
  spend_velocity: {
    ...{ name: 'Speed of spending', says: 'Coins or gifts out of one wallet.' },
    actions: watched,
    parameters: { windowHours, coinsMax: amount('Coins at most'), giftsMax: whole('Gifts at most') },
  },
  gift_loop: {
    ...{ name: 'Gifts in a ring', says: 'Gifts that come back to their giver, straight or around.' },
    actions: watched,
    parameters: { windowHours, lengthMax: whole('People at most'), coinsMin: amount('Coins at each step, from') },
  },
  concentration: {
    ...{
      name: 'One giver of all',
      says: 'One giver stands for most of what a host got, out of coins bought just before.',
    },
    actions: watched,
    parameters: {
      ...{ windowHours, percentMin: whole('Share from, percent'), coinsMin: amount('Coins from') },
      freshHours: whole('Bought within, hours'),
    },
  },
  structuring: {
    ...{ name: 'Just below an amount', says: 'Purchases that stay just below an amount of money.' },
    actions: watched,
    parameters: {
      ...{ windowHours, thresholdMinor: amount('Amount, in hundredths'), belowPercent: whole('Below it by, percent') },
      purchasesMin: whole('Purchases from'),
    },
  },
  new_account_burst: {
    ...{ name: 'Burst of new accounts', says: 'Many wallets that hardly existed before give to one host.' },
    actions: watched,
    parameters: {
      ...{ windowHours, walletAgeHours: whole('Wallets younger than, hours'), sendersMin: whole('Givers from') },
      coinsMin: amount('Coins from'),
    },
  },
};

export const actionWords: Readonly<Record<FraudRuleBody['action'], string>> = {
  ...{ flag: 'note it', hold_payouts: 'hold payouts', freeze: 'freeze the wallet' },
  ...{ refuse: 'refuse', hold_coins: 'hold the coins' },
};

/** The parameters of a kind by name; the table's own types are too narrow to walk over. */
export function parametersOf(kind: FraudRuleKind): readonly (readonly [name: string, words: ParameterWords])[] {
  return Object.entries<ParameterWords>(ruleWords[kind].parameters);
}
