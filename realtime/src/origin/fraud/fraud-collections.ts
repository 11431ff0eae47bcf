import type { FraudRuleBody } from '@halobuzz/core/fraud/fraud-rule';
import type { Collection, Db } from 'mongodb';

export interface FraudRuleDoc {
  readonly _id: string;
  readonly ruleId: string;
  readonly version: number;
  readonly enabled: boolean;
  readonly by: string;
  readonly at: Date;
  readonly body: FraudRuleBody;
}

export interface DecisionDoc {
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

export interface FindingDoc {
  readonly _id: string;
  readonly ruleId: string;
  readonly version: number;
  readonly kind: string;
  readonly action: string;
  readonly at: Date;
  readonly windowEnd: Date;
  readonly score: number;
  readonly text: string;
  readonly numbers: Readonly<Record<string, string | number>>;
  readonly givers: readonly string[];
  readonly earners: readonly string[];
  /** Transaction ids. */
  readonly evidence: readonly string[];
  readonly status: 'open' | 'confirmed' | 'dismissed';
  readonly acted: boolean;
  readonly revision: number;
  readonly decision: DecisionDoc | null;
  readonly asked: DecisionDoc | null;
}

/**
 * What went from one wallet to another in one hour. `to` empty: coins bought. `from` as {@link totalOf}
 * says, `to` empty: all that a host was given.
 */
export interface ActivityDoc {
  readonly _id: string;
  readonly hour: Date;
  readonly from: string;
  readonly to: string;
  readonly gifts: number | bigint;
  readonly coins: bigint;
  readonly fromSince?: Date;
}

export interface FraudWalletDoc {
  readonly _id: string;
  /** When its first entry was accepted. */
  readonly since: Date;
}

export interface FraudCursorDoc {
  readonly _id: number;
  /** The last sequence of the shard that was looked at. */
  readonly sequence: bigint;
  readonly at: Date;
}

/** One try to pay with a card. */
export interface AttemptDoc {
  /** The provider's id of the event that told it. */
  readonly _id: string;
  readonly subject: string;
  /** The provider's fingerprint of the card; no number can be made of it. */
  readonly card: string;
  readonly declined: boolean;
  readonly at: Date;
}

const majority = { writeConcern: { w: 'majority', journal: true } } as const;

export const fraudRules = (db: Db): Collection<FraudRuleDoc> => db.collection<FraudRuleDoc>('fraud_rules', majority);
export const fraudFindings = (db: Db): Collection<FindingDoc> => db.collection<FindingDoc>('fraud_findings', majority);
export const fraudActivity = (db: Db): Collection<ActivityDoc> =>
  db.collection<ActivityDoc>('fraud_activity', { useBigInt64: true });
export const fraudWallets = (db: Db): Collection<FraudWalletDoc> => db.collection<FraudWalletDoc>('fraud_wallets');
export const fraudCursors = (db: Db): Collection<FraudCursorDoc> =>
  db.collection<FraudCursorDoc>('fraud_cursors', { useBigInt64: true });

export const fraudAttempts = (db: Db): Collection<AttemptDoc> => db.collection<AttemptDoc>('fraud_attempts', majority);

export const hourMs = 3_600_000;

/** In whose name the sum of everything that a host was given is kept; no subject id begins so. */
export function totalOf(host: string): string {
  return `>${host}`;
}

/** The whole hours of a window of `hours` that ends with the hour of `endMs`, as a filter. */
export function hoursUntil(endHour: number, hours: number) {
  return { $gt: new Date((endHour - hours) * hourMs), $lte: new Date(endHour * hourMs) };
}
