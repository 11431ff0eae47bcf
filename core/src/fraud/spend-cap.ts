import { parseAmount } from '../money.ts';
import type { SpendTier } from './fraud-rule.ts';

/** What decides about somebody's cap. */
export interface Spender {
  /** When the account was made, ms; undefined when nobody said: as young as can be. */
  readonly createdAtMs: number | undefined;
  readonly secondFactor: boolean;
}

const dayMs = 86_400_000;

/**
 * The most coins that somebody may spend on a UTC day under these rules' tiers, the least of several rules; undefined:
 * there is no such rule. Never falls with age or by a second factor (the schema of rules sees to it).
 */
export function spendCapOf(
  rules: readonly (readonly SpendTier[])[],
  { createdAtMs, secondFactor }: Spender,
  nowMs: number,
): bigint | undefined {
  const ageDays = createdAtMs === undefined ? 0 : Math.max(0, Math.floor((nowMs - createdAtMs) / dayMs));
  let least: bigint | undefined;
  for (const tiers of rules) {
    const tier = tiers.findLast(({ fromAgeDays }) => fromAgeDays <= ageDays);
    const cap = parseAmount((secondFactor ? tier?.secondFactorCoins : tier?.coins) ?? '');
    if (cap !== undefined && (least === undefined || cap < least)) least = cap;
  }
  return least;
}

/** When the UTC day ends in which a cap was reached, ms. */
export function nextUtcDayMs(nowMs: number): number {
  return (Math.floor(nowMs / dayMs) + 1) * dayMs;
}
