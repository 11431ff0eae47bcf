import type { QualityStep } from './encoder-ladders.ts';
import type { QualitySample } from './quality-sample.ts';

/** `severe` and `bad` ask for less, `good` allows more, `fair` asks for nothing. */
export type Verdict = 'severe' | 'bad' | 'fair' | 'good';

/** Why there is to be less, or more. */
export type QualityReason = 'network' | 'bandwidth' | 'overload' | 'recovered';

/** From these on a line is severely bad, bad, and no longer good. The grades are Agora's. */
const severe = { grade: 5, lossPercent: 20 } as const;
const bad = { grade: 4, lossPercent: 8, rttMs: 800 } as const;
const notGood = { grade: 3, lossPercent: 3, rttMs: 400 } as const;
/** Half of what a step needs is no picture; the next better one must fit with a tenth to spare. */
const SEVERE_SHARE = 0.5;
const SPARE_SHARE = 1.1;

/** Whether the estimate leaves room for a step, with something to spare. */
export function fits(bandwidthKbps: number, step: QualityStep): boolean {
  return bandwidthKbps >= step.kbpsMin * SPARE_SHARE;
}

/** What a sample says about staying at `step`, and about going to `better` (undefined at the top). */
export function judge(
  sample: QualitySample,
  step: QualityStep,
  better: QualityStep | undefined,
): { readonly verdict: Verdict; readonly reason: QualityReason } {
  const { grade, lossPercent = 0, rttMs = 0, bandwidthKbps, overloaded = false } = sample;
  const says = (verdict: Verdict, reason: QualityReason) => ({ verdict, reason });
  if (grade >= severe.grade || lossPercent >= severe.lossPercent) return says('severe', 'network');
  if (bandwidthKbps !== undefined && bandwidthKbps < step.kbpsMin * SEVERE_SHARE) return says('severe', 'bandwidth');
  if (grade >= bad.grade || lossPercent >= bad.lossPercent || rttMs >= bad.rttMs) return says('bad', 'network');
  if (bandwidthKbps !== undefined && bandwidthKbps < step.kbpsMin) return says('bad', 'bandwidth');
  if (overloaded) return says('bad', 'overload');
  // Nothing known is no ground for more.
  const known = grade > 0 || bandwidthKbps !== undefined;
  const impaired = grade >= notGood.grade || lossPercent >= notGood.lossPercent || rttMs >= notGood.rttMs;
  const tooNarrow = bandwidthKbps !== undefined && better !== undefined && !fits(bandwidthKbps, better);
  return known && !impaired && !tooNarrow ? says('good', 'recovered') : says('fair', 'network');
}
