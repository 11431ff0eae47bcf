import { z } from 'zod';
import { limits } from '../limits.ts';
import { parseAmount } from '../money.ts';
import { amountSchema } from '../protocol/messages/fields.ts';

const hours = z.int().min(1).max(limits.fraudWindowHoursMax);
const percent = z.int().min(1).max(100);
const count = z.int().min(1).max(1_000_000);
const coins = amountSchema.refine((text) => (parseAmount(text) ?? 0n) > 0n, 'must be more than 0');

const spendTier = z.strictObject({
  /** Days since the account was made, from which the tier holds. */
  fromAgeDays: z.int().min(0).max(3_650),
  /** Coins a UTC day. */
  coins,
  /** The same with a second factor set up. */
  secondFactorCoins: coins,
});
export type SpendTier = z.infer<typeof spendTier>;

const amountOf = (text: string): bigint => parseAmount(text) ?? 0n;
const neverFalls = (tiers: readonly SpendTier[]): boolean =>
  tiers.every((tier, at) => {
    const before = tiers[at - 1];
    if (amountOf(tier.secondFactorCoins) < amountOf(tier.coins)) return false;
    if (before === undefined) return tier.fromAgeDays === 0;
    const rises = amountOf(tier.coins) >= amountOf(before.coins);
    return (
      tier.fromAgeDays > before.fromAgeDays &&
      rises &&
      amountOf(tier.secondFactorCoins) >= amountOf(before.secondFactorCoins)
    );
  });

/** What a rule does about what it finds, besides keeping a finding. */
const findingAction = z.enum(['flag', 'hold_payouts', 'freeze']);
export type FindingAction = z.infer<typeof findingAction>;

/** What each kind of rule is told, and what it may do. Rules are data: a change is a new version, made by somebody. */
const kinds = [
  /** What one wallet may spend on a UTC day, by the account's age: gateways refuse more (`spend_cap_reached`). */
  z.strictObject({
    kind: z.literal('daily_spend_cap'),
    action: z.literal('refuse'),
    parameters: z.strictObject({
      tiers: z
        .array(spendTier)
        .min(1)
        .max(limits.fraudTiersMax)
        .refine(neverFalls, 'must begin at 0 days, with caps that never fall with age or a second factor'),
    }),
  }),
  /** A share of the coins of an account's first purchases cannot be spent for a while (`coins_held`). */
  z.strictObject({
    kind: z.literal('first_purchase_hold'),
    action: z.literal('hold_coins'),
    parameters: z.strictObject({ purchases: z.int().min(1).max(20), percent, hours }),
  }),
  /** Purchases, failed payments and cards of one account; more is refused or flagged before money moves. */
  z.strictObject({
    kind: z.literal('payment_velocity'),
    action: z.enum(['flag', 'refuse']),
    parameters: z.strictObject({ windowHours: hours, purchasesMax: count, failuresMax: count, cardsMax: count }),
  }),
  /** Before a payout: findings against the host that are open or confirmed, from a score on. */
  z.strictObject({
    kind: z.literal('payout_screen'),
    action: z.enum(['flag', 'hold_payouts']),
    parameters: z.strictObject({ scoreMin: percent, findingsMin: count }),
  }),
  /** Coins or gifts out of one wallet. */
  z.strictObject({
    kind: z.literal('spend_velocity'),
    action: findingAction,
    parameters: z.strictObject({ windowHours: hours, coinsMax: coins, giftsMax: count }),
  }),
  /** Gifts that come back to their giver, straight or around a ring, each step above an amount. */
  z.strictObject({
    kind: z.literal('gift_loop'),
    action: findingAction,
    parameters: z.strictObject({
      windowHours: hours,
      lengthMax: z.int().min(2).max(limits.fraudLoopLengthMax),
      coinsMin: coins,
    }),
  }),
  /** One giver stands for most of what a host was given, out of coins bought shortly before. */
  z.strictObject({
    kind: z.literal('concentration'),
    action: findingAction,
    parameters: z.strictObject({ windowHours: hours, percentMin: percent, coinsMin: coins, freshHours: hours }),
  }),
  /** Purchases that stay just below an amount (minor units of their own currency). */
  z.strictObject({
    kind: z.literal('structuring'),
    action: findingAction,
    parameters: z.strictObject({
      windowHours: hours,
      thresholdMinor: coins,
      belowPercent: z.int().min(1).max(50),
      purchasesMin: z.int().min(2).max(limits.fraudPurchasesReadMax),
    }),
  }),
  /** Many wallets that hardly existed before give to one host. */
  z.strictObject({
    kind: z.literal('new_account_burst'),
    action: findingAction,
    parameters: z.strictObject({
      windowHours: hours,
      walletAgeHours: hours,
      sendersMin: z.int().min(2).max(limits.fraudEdgesReadMax),
      coinsMin: coins,
    }),
  }),
] as const;

export const fraudRuleBodySchema = z.discriminatedUnion('kind', kinds);
export type FraudRuleBody = z.infer<typeof fraudRuleBodySchema>;
export type FraudRuleKind = FraudRuleBody['kind'];

export const fraudRuleIdSchema = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, 'must be a short name like gift-loop');

/** One version of one rule. The one with the highest version is in force. */
export interface FraudRule {
  readonly id: string;
  readonly version: number;
  readonly enabled: boolean;
  /** An account id, or `system` for those that an installation begins with. */
  readonly by: string;
  readonly atMs: number;
  readonly body: FraudRuleBody;
}

export type RuleOf<K extends FraudRuleKind> = Extract<FraudRuleBody, { kind: K }>;

/** Kinds that look at what was committed, one entry after the other. */
export const watchedKinds = [
  'spend_velocity',
  'gift_loop',
  'concentration',
  'structuring',
  'new_account_burst',
] as const satisfies readonly FraudRuleKind[];
export type WatchedKind = (typeof watchedKinds)[number];
export type WatchedBody = RuleOf<WatchedKind>;
export type WatchedRule = FraudRule & { readonly body: WatchedBody };

export function isWatched(rule: FraudRule): rule is WatchedRule {
  const watched: readonly string[] = watchedKinds;
  return watched.includes(rule.body.kind);
}

/** The enabled rules of one kind. */
export function rulesOf<K extends FraudRuleKind>(
  rules: readonly FraudRule[],
  kind: K,
): readonly (FraudRule & { readonly body: RuleOf<K> })[] {
  const isOf = (rule: FraudRule): rule is FraudRule & { readonly body: RuleOf<K> } => rule.body.kind === kind;
  return rules.filter(isOf).filter(({ enabled }) => enabled);
}
