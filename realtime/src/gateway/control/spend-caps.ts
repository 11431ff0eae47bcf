import { fraudRuleBodySchema, type SpendTier } from '@halobuzz/core/fraud/fraud-rule';
import { initialRules } from '@halobuzz/core/fraud/initial-rules';
import { type Spender, spendCapOf } from '@halobuzz/core/fraud/spend-cap';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Logger } from '../../observability/log.ts';

type Tiers = readonly (readonly SpendTier[])[];

/** Until the origin has published any, what every installation begins with holds: never nothing at all. */
const initialTiers: Tiers = initialRules.flatMap(({ body }) =>
  body.kind === 'daily_spend_cap' ? [body.parameters.tiers] : [],
);

/** The platform's caps on a day's spending as the origin publishes them. While they cannot be read, the last ones hold. */
export class SpendCaps {
  readonly #redis: Pick<Redis, 'get'>;
  readonly #log: Logger;
  #tiers = initialTiers;
  #text: string | null = null;

  constructor(redis: Pick<Redis, 'get'>, log: Logger) {
    this.#redis = redis;
    this.#log = log;
  }

  /** The most coins that somebody may spend on this UTC day; undefined: no rule bounds it. */
  of(spender: Spender, nowMs: number): bigint | undefined {
    return spendCapOf(this.#tiers, spender, nowMs);
  }

  /** Reads the caps when they have changed. Never rejects. */
  async refresh(): Promise<void> {
    try {
      const text = await this.#redis.get(controlKeys.spendCaps);
      if (text === null || text === this.#text) return;
      this.#tiers = z.array(z.unknown()).parse(JSON.parse(text)).map(tiersOf);
      this.#text = text;
    } catch (err) {
      this.#log.debug({ err }, 'the caps on spending could not be read');
    }
  }
}

function tiersOf(tiers: unknown): readonly SpendTier[] {
  const body = fraudRuleBodySchema.parse({ kind: 'daily_spend_cap', action: 'refuse', parameters: { tiers } });
  return body.kind === 'daily_spend_cap' ? body.parameters.tiers : [];
}
