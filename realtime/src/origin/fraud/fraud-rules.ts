import { type FraudRule, type FraudRuleBody, fraudRuleBodySchema, rulesOf } from '@halobuzz/core/fraud/fraud-rule';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import { type FraudRuleDoc, fraudRules } from './fraud-collections.ts';

export interface FraudRules {
  /** Every rule in its newest version, by id; disabled ones too. */
  current(): Promise<readonly FraudRule[]>;
  /**
   * A new version, or a new rule. Undefined: somebody made that version first, there is another kind of rule under this
   * id, or there are `limits.fraudRulesMax` rules.
   */
  put(rule: {
    readonly id: string;
    /** The version that this one follows; 0 for a new rule. */
    readonly after: number;
    readonly enabled: boolean;
    readonly by: string;
    readonly atMs: number;
    readonly body: FraudRuleBody;
  }): Promise<FraudRule | undefined>;
}

/** `fraud_rules`: versions are added, never changed, so a finding's rule can always be read as it was. */
export function mongoFraudRules(db: Db): FraudRules {
  const collection = fraudRules(db);
  const current = async (): Promise<FraudRule[]> => {
    const newest = collection.aggregate<{ readonly doc: FraudRuleDoc }>([
      { $sort: { ruleId: 1, version: -1 } },
      { $group: { _id: '$ruleId', doc: { $first: '$$ROOT' } } },
      { $sort: { _id: 1 } },
      { $limit: limits.fraudRulesMax },
    ]);
    return (await newest.toArray()).flatMap(({ doc }) => ruleOf(doc));
  };
  return {
    current,
    async put({ id, after, atMs, ...rest }) {
      const known = await current();
      const before = known.find((rule) => rule.id === id);
      if ((before?.version ?? 0) !== after || (before !== undefined && before.body.kind !== rest.body.kind))
        return undefined;
      if (before === undefined && known.length >= limits.fraudRulesMax) return undefined;
      const version = after + 1;
      try {
        await collection.insertOne({ _id: `${id}:${version}`, ruleId: id, version, at: new Date(atMs), ...rest });
      } catch (error) {
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
      return { id, version, atMs, ...rest };
    },
  };
}

/** A document whose body no longer fits its schema is no rule: it is left out rather than guessed at. */
function ruleOf({ ruleId, version, enabled, by, at, body }: FraudRuleDoc): FraudRule[] {
  const parsed = fraudRuleBodySchema.safeParse(body);
  return parsed.success ? [{ id: ruleId, version, enabled, by, atMs: at.getTime(), body: parsed.data }] : [];
}

/**
 * Brings what gateways need, the tiers of daily spend caps, up to the rules. Compared with what stands there, so a lost or
 * emptied control Redis gets it back. @returns whether anything was written
 */
export async function publishSpendCaps(rules: FraudRules, control: Redis): Promise<boolean> {
  const caps = rulesOf(await rules.current(), 'daily_spend_cap');
  const wanted = JSON.stringify(caps.map(({ body }) => body.parameters.tiers));
  if ((await control.get(controlKeys.spendCaps)) === wanted) return false;
  await control.set(controlKeys.spendCaps, wanted);
  return true;
}
