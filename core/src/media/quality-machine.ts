import { limits } from '../limits.ts';
import type { QualityStep } from './encoder-ladders.ts';
import type { QualitySample } from './quality-sample.ts';
import { fits, judge, type QualityReason } from './quality-verdict.ts';

/** Where a connection stands on its ladder. `undefined` times: not since the last step, or not at all. */
export interface QualityState {
  /** Place on the ladder, 0 the best. */
  readonly step: number;
  readonly lastAtMs: number | undefined;
  readonly changedAtMs: number | undefined;
  readonly severeSinceMs: number | undefined;
  readonly badSinceMs: number | undefined;
  readonly goodSinceMs: number | undefined;
  /** How long it must be good before the next step up. */
  readonly goodNeededMs: number;
  /** A step up that has yet to prove itself. */
  readonly raisedAtMs: number | undefined;
}

export interface QualityChange {
  readonly from: number;
  readonly to: number;
  readonly reason: QualityReason;
}

/** The beginning, at a step of the ladder. */
export function initialQuality(step: number): QualityState {
  return {
    ...{ step, lastAtMs: undefined, changedAtMs: undefined, raisedAtMs: undefined },
    ...{ severeSinceMs: undefined, badSinceMs: undefined, goodSinceMs: undefined },
    goodNeededMs: limits.qualityGoodMs,
  };
}

/**
 * Takes one sample in. Down quickly, up slowly: a step down after `qualityBadMs` of bad samples without a better one, or
 * `qualitySevereMs` of severe ones (then at once to what the estimate allows), the picture given up only after
 * `qualityNoPictureMs` of severe ones; a step up after `qualityGoodMs` of good ones, twice as long after each step up that
 * did not last. No two steps within `qualityHoldMs`. `ladder`: best first, sound alone last. A sample that is not younger than
 * the last is ignored.
 */
export function advanceQuality(
  ladder: readonly QualityStep[],
  before: QualityState,
  sample: QualitySample,
): { readonly state: QualityState; readonly change?: QualityChange } {
  const { atMs } = sample;
  const current = ladder[before.step];
  if (current === undefined) throw new Error(`the ladder has no step ${before.step}`);
  if (before.lastAtMs !== undefined && atMs <= before.lastAtMs) return { state: before };
  const { verdict, reason } = judge(sample, current, ladder[before.step - 1]);
  const state = settled(withEvidence(before, verdict, atMs), atMs);
  if (before.changedAtMs !== undefined && atMs - before.changedAtMs < limits.qualityHoldMs) return { state };
  const to = nextStep(ladder, state, sample);
  if (to === state.step) return { state };
  const change = { from: state.step, to, reason };
  return { state: to > state.step ? lowered(state, to, atMs) : raised(state, to, atMs), change };
}

function withEvidence(before: QualityState, verdict: string, atMs: number): QualityState {
  const slept = before.lastAtMs !== undefined && atMs - before.lastAtMs > limits.qualityGapMs;
  const since = (earlier: number | undefined, holds: boolean): number | undefined =>
    holds ? ((slept ? undefined : earlier) ?? atMs) : undefined;
  return {
    ...before,
    lastAtMs: atMs,
    raisedAtMs: slept && before.raisedAtMs !== undefined ? atMs : before.raisedAtMs,
    severeSinceMs: since(before.severeSinceMs, verdict === 'severe'),
    badSinceMs: since(before.badSinceMs, verdict === 'severe' || verdict === 'bad'),
    goodSinceMs: since(before.goodSinceMs, verdict === 'good'),
  };
}

/** A step up that lasted has succeeded: the next one may come sooner again. */
function settled(state: QualityState, atMs: number): QualityState {
  if (state.raisedAtMs === undefined || atMs - state.raisedAtMs < limits.qualityProbationMs) return state;
  return { ...state, raisedAtMs: undefined, goodNeededMs: Math.max(limits.qualityGoodMs, state.goodNeededMs / 2) };
}

function nextStep(ladder: readonly QualityStep[], state: QualityState, { atMs, bandwidthKbps }: QualitySample): number {
  const lasts = (sinceMs: number | undefined, ms: number): boolean => sinceMs !== undefined && atMs - sinceMs >= ms;
  const { step } = state;
  const last = ladder.length - 1;
  if (step === last - 1 && lasts(state.severeSinceMs, limits.qualityNoPictureMs)) return last;
  if (step < last - 1) {
    if (lasts(state.severeSinceMs, limits.qualitySevereMs)) return severeTarget(ladder, step, bandwidthKbps);
    if (lasts(state.badSinceMs, limits.qualityBadMs)) return step + 1;
  }
  return step > 0 && lasts(state.goodSinceMs, state.goodNeededMs) ? step - 1 : step;
}

/** The best step below that the estimate allows, the smallest picture at worst; without an estimate one step. */
function severeTarget(ladder: readonly QualityStep[], step: number, bandwidthKbps: number | undefined): number {
  if (bandwidthKbps === undefined) return step + 1;
  const smallest = ladder.length - 2;
  const found = ladder.findIndex((each, at) => at > step && at <= smallest && fits(bandwidthKbps, each));
  return found < 0 ? smallest : found;
}

const noEvidence = { severeSinceMs: undefined, badSinceMs: undefined, goodSinceMs: undefined } as const;

function lowered(state: QualityState, step: number, atMs: number): QualityState {
  const failed = state.raisedAtMs !== undefined;
  const goodNeededMs = failed ? Math.min(limits.qualityGoodMsMax, state.goodNeededMs * 2) : state.goodNeededMs;
  return { ...state, ...noEvidence, step, changedAtMs: atMs, raisedAtMs: undefined, goodNeededMs };
}

function raised(state: QualityState, step: number, atMs: number): QualityState {
  return { ...state, ...noEvidence, step, changedAtMs: atMs, raisedAtMs: atMs };
}
