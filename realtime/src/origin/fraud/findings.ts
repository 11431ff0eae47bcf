import { createHash } from 'node:crypto';
import { base32 } from '@halobuzz/core/ids';
import type { FindingDoc } from './fraud-collections.ts';
import { hourMs } from './fraud-collections.ts';
import { dayOf, type Judged } from './judge-touched.ts';
import type { Facts } from './mongo-facts.ts';

/**
 * The finding of a verdict. One rule's version finds the same people once a day, as it stood when it was first found, so
 * looking twice, and replaying, adds nothing.
 */
export async function findingOf(facts: Facts, { rule, verdict, window }: Judged, nowMs: number): Promise<FindingDoc> {
  const { key, score, text, numbers, givers, earners } = verdict;
  return {
    _id: findingId(rule.id, rule.version, dayOf(window), key),
    ruleId: rule.id,
    version: rule.version,
    kind: rule.body.kind,
    action: rule.body.action,
    at: new Date(nowMs),
    windowEnd: new Date((window.endHour + 1) * hourMs),
    ...{ score, text, numbers },
    givers: [...givers],
    earners: [...earners],
    evidence: await facts.evidence(givers, earners, window),
    ...{ status: 'open', acted: false, revision: 0, decision: null, asked: null },
  };
}

export function findingId(ruleId: string, version: number, day: number, key: string): string {
  const digest = createHash('sha256').update([ruleId, version, day, key].join('|')).digest();
  return `fi_${base32(digest.subarray(0, 16))}`;
}

/** Where a finding's stops are found again: each lifts only its own. */
export function sourceOf(id: string): string {
  return `finding:${id}`;
}

/** An audit id that is the same for the same act. */
export function auditIdOf(...parts: readonly (string | number)[]): string {
  const digest = createHash('sha256').update(parts.join('|')).digest();
  return `au_${base32(digest.subarray(0, 16))}`;
}
