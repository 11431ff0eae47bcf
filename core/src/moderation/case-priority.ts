import type { reportReasons } from '../api/people.ts';

export type ReportReason = (typeof reportReasons)[number];

/** How urgent a case is; the first comes before all others, whatever they waited. */
export const casePriorities = ['critical', 'high', 'normal', 'low'] as const;
export type CasePriority = (typeof casePriorities)[number];

/** Somebody may be harmed right now. */
const critical: ReadonlySet<ReportReason> = new Set(['minor_at_risk', 'self_harm']);

/** How grave each reason is by itself, in points; the gravest first. */
const weights = {
  minor_at_risk: 100,
  self_harm: 100,
  violence: 40,
  hate: 30,
  sexual: 30,
  harassment: 25,
  fraud: 25,
  impersonation: 15,
  other: 10,
  spam: 5,
} as const satisfies Record<ReportReason, number>;

/** Points from which a case is high, and from which it is normal. */
const highFrom = 60;
const normalFrom = 20;

/** Within which time a case of each priority should be decided. What is past its time comes first among the rest. */
export const targetMsOf: Readonly<Record<CasePriority, number>> = {
  critical: 15 * 60_000,
  high: 2 * 3_600_000,
  normal: 12 * 3_600_000,
  low: 48 * 3_600_000,
};

/** Of somebody's past reports, those that were found right, and those that were not. */
export interface ReporterRecord {
  readonly right: number;
  readonly wrong: number;
}

export interface CaseFacts {
  /** Each reason that was given. */
  readonly reasons: readonly ReportReason[];
  /** What all distinct reporters' words count together: the sum of {@link reporterWeight}. */
  readonly crowd: number;
  /** Viewers of the room now; 0 where it is not live. */
  readonly viewers: number;
}

/** The gravest of the reasons: what a case is listed under. */
export function mainReason(reasons: readonly ReportReason[]): ReportReason {
  return reasons.reduce<ReportReason>(
    (worst, one) => (weights[one] > weights[worst] ? one : worst),
    reasons[0] ?? 'other',
  );
}

/**
 * How much a reporter's word counts, between 0 and 1: the share of their decided reports that were right, with one right
 * and one wrong added (Laplace's rule), so that who is new counts a half, and nobody nothing.
 */
export function reporterWeight({ right, wrong }: ReporterRecord): number {
  return (right + 1) / (right + wrong + 2);
}

/**
 * How urgent a case is. Children at risk and self-harm are critical whoever says so. Else points: the gravest reason,
 * the weight of the reporters (the square root of a crowd, so that a campaign cannot buy a place), and the reach.
 */
export function casePriority(facts: CaseFacts): CasePriority {
  if (facts.reasons.some((reason) => critical.has(reason))) return 'critical';
  const reach = Math.log10(Math.max(1, facts.viewers)) * 8;
  const points = weights[mainReason(facts.reasons)] * Math.sqrt(2 * facts.crowd) + reach;
  return points >= highFrom ? 'high' : points >= normalFrom ? 'normal' : 'low';
}

/** Later than any deadline: what separates critical cases from the rest in one number. */
const criticalAheadMs = 8_640_000_000_000_000;

/**
 * The place in the queue, the smallest first: the time by which the case should be decided, and before all of those the
 * critical ones. So a case that waits moves up by itself, past newer ones of a higher priority once those have more time
 * left, and no job ever rewrites the queue.
 */
export function queueOrder(priority: CasePriority, openedAtMs: number): number {
  const dueMs = openedAtMs + targetMsOf[priority];
  return priority === 'critical' ? dueMs - criticalAheadMs : dueMs;
}
