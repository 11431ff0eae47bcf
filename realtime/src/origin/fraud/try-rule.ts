import type { WatchedRule } from '@halobuzz/core/fraud/fraud-rule';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { findingId, findingOf } from './findings.ts';
import { type FindingDoc, fraudActivity, fraudFindings, hourMs } from './fraud-collections.ts';
import { judgeTouched, type KnownKeys, type Touch } from './judge-touched.ts';
import { mongoFacts } from './mongo-facts.ts';

/** A place among hourly sums: behind it, everything is still to be looked at. */
export interface ActivityPoint {
  readonly hour: number;
  readonly id: string;
}

export interface Tried {
  /** What the rule finds, each once. */
  readonly findings: readonly FindingDoc[];
  /** Hourly sums that were looked at. */
  readonly looked: number;
  /** Where to go on, when the bound was reached first. */
  readonly next: ActivityPoint | undefined;
}

export interface TryRequest {
  readonly rule: WatchedRule;
  readonly fromMs: number;
  readonly toMs: number;
  readonly after: ActivityPoint | undefined;
  readonly nowMs: number;
}

/**
 * What a rule finds in the past, hour by hour, without doing anything. Looks at `limits.fraudPreviewEdgesMax` hourly sums
 * at most; an hour is judged whole, so the figures may be those of its end where a watching origin found them earlier.
 */
export async function tryRule(db: Db, { rule, fromMs, toMs, after, nowMs }: TryRequest): Promise<Tried> {
  const [first, last] = [new Date(Math.floor(fromMs / hourMs) * hourMs), new Date(toMs)];
  const behind =
    after === undefined
      ? {}
      : { $or: [{ hour: { $gt: new Date(after.hour) } }, { hour: new Date(after.hour), _id: { $gt: after.id } }] };
  const docs = await fraudActivity(db)
    .find({ hour: { $gte: first, $lt: last }, ...behind }, { projection: { hour: 1, from: 1, to: 1, fromSince: 1 } })
    .sort({ hour: 1, _id: 1 })
    .limit(limits.fraudPreviewEdgesMax)
    .toArray();
  const byHour = new Map<number, Touch[]>();
  for (const { hour, from, to, fromSince } of docs) {
    // Sums over all givers are no movement of their own.
    if (from.startsWith('>')) continue;
    const at = hour.getTime() / hourMs;
    const touches = byHour.get(at) ?? [];
    touches.push({ from, to, fromSinceMs: fromSince?.getTime() });
    byHour.set(at, touches);
  }
  const facts = mongoFacts(db);
  const findings = new Map<string, FindingDoc>();
  const known: KnownKeys = async ({ id, version }, day, keys) =>
    new Set(keys.filter((key) => findings.has(findingId(id, version, day, key))));
  for (const [hour, all] of byHour) {
    for (let at = 0; at < all.length; at += limits.fraudBatchEntriesMax) {
      const touches = all.slice(at, at + limits.fraudBatchEntriesMax);
      for (const judged of await judgeTouched(facts, [rule], touches, hour, known)) {
        const finding = await findingOf(facts, judged, nowMs);
        findings.set(finding._id, finding);
      }
    }
  }
  const end = docs.length === limits.fraudPreviewEdgesMax ? docs.at(-1) : undefined;
  return {
    findings: [...findings.values()],
    looked: docs.length,
    next: end === undefined ? undefined : { hour: end.hour.getTime(), id: end._id },
  };
}

/** Keeps what a late rule found, as if it had been there; what is known stays as it is. @returns how many are new */
export async function keepFindings(db: Db, findings: readonly FindingDoc[]): Promise<number> {
  if (findings.length === 0) return 0;
  const done = await fraudFindings(db).bulkWrite(
    findings.map(({ _id, ...finding }) => ({
      updateOne: { filter: { _id }, update: { $setOnInsert: finding }, upsert: true },
    })),
    { ordered: false },
  );
  return done.upsertedCount;
}
