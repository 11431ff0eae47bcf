import { limits } from '../limits.ts';

/** What a host must have shown before money is sent to them. */
export const eligibilityChecks = ['identity', 'tax', 'adult'] as const;
export type EligibilityCheck = (typeof eligibilityChecks)[number];

/** What keeps a host from being paid whatever the amount. */
export const payoutBlocks = [
  'wallet_frozen',
  'payouts_held',
  'dispute_open',
  'wallet_owing',
  'earnings_negative',
  'provider_off',
] as const;
export type PayoutBlock = (typeof payoutBlocks)[number];

export const payoutReasons = [
  ...eligibilityChecks,
  ...payoutBlocks,
  ...(['below_minimum', 'above_maximum', 'above_payable', 'above_day_bound', 'above_month_bound'] as const),
  ...(['payout_open', 'no_rate'] as const),
] as const;
export type PayoutReason = (typeof payoutReasons)[number];

/** What a person reads about a reason. */
export const payoutReasonTexts: Readonly<Record<PayoutReason, string>> = {
  identity: 'your identity has not been checked yet',
  tax: 'your tax details have not been checked yet',
  adult: 'that you are of age has not been checked yet',
  wallet_frozen: 'your wallet is frozen',
  payouts_held: 'your payouts are held while something is looked into',
  dispute_open: 'a payment of yours is disputed',
  wallet_owing: 'your wallet owes coins',
  earnings_negative: 'gifts were undone after their diamonds had been paid out',
  provider_off: 'payouts are not available now',
  below_minimum: `a payout is of at least ${limits.payoutDiamondsMin} diamonds`,
  above_maximum: `a payout is of at most ${limits.payoutDiamondsMax} diamonds`,
  above_payable: 'that is more than can be paid out now',
  above_day_bound: 'that is more than can be paid out today',
  above_month_bound: 'that is more than can be paid out this month',
  payout_open: 'a payout of yours is still under way',
  no_rate: 'payouts in this currency are not available',
};

/** Where a host stands, in diamonds. */
export interface PayoutStanding {
  /** Committed earnings, less what is set aside or was paid. */
  readonly earned: bigint;
  /** Of these, what was earned within the hold period. */
  readonly maturing: bigint;
  /** Asked for on this UTC day and in this UTC month, without what came to nothing. */
  readonly today: bigint;
  readonly thisMonth: bigint;
  readonly failedChecks: readonly EligibilityCheck[];
  readonly blocks: readonly PayoutBlock[];
}

/** What can be paid out now as far as earnings go. */
export function payableDiamonds({ earned, maturing }: Pick<PayoutStanding, 'earned' | 'maturing'>): bigint {
  const payable = earned - maturing;
  return payable > 0n ? payable : 0n;
}

/** Why nothing at all can be paid to this host now; empty when something can. */
export function standingReasons(standing: PayoutStanding): readonly PayoutReason[] {
  return [
    ...standing.failedChecks,
    ...standing.blocks,
    ...(payableDiamonds(standing) < limits.payoutDiamondsMin ? (['above_payable'] as const) : []),
  ];
}

/** Every reason against paying so many diamonds now; empty when there is none. */
export function payoutObjections(standing: PayoutStanding, diamonds: bigint): readonly PayoutReason[] {
  const { today, thisMonth, failedChecks, blocks } = standing;
  return [
    ...failedChecks,
    ...blocks,
    ...(diamonds < limits.payoutDiamondsMin ? (['below_minimum'] as const) : []),
    ...(diamonds > limits.payoutDiamondsMax ? (['above_maximum'] as const) : []),
    ...(diamonds > payableDiamonds(standing) ? (['above_payable'] as const) : []),
    ...(today + diamonds > limits.payoutDiamondsPerDayMax ? (['above_day_bound'] as const) : []),
    ...(thisMonth + diamonds > limits.payoutDiamondsPerMonthMax ? (['above_month_bound'] as const) : []),
  ];
}
