import { limits } from '@halobuzz/core/limits';
import { type MediaBar, mediaBars } from './media-removals.ts';

/** A rule that the media server has. */
export interface KnownRule {
  readonly id: number;
  readonly bar: MediaBar;
  readonly untilMs: number;
}

/** What is known of one person's removal from one room's media. */
export interface RemovalState {
  /** Until when each bar is wanted; absent: it is not. */
  readonly untilMs: Readonly<Partial<Record<MediaBar, number>>>;
  readonly rules: readonly KnownRule[];
  /** Bars of which a rule may have been made whose number nobody heard. */
  readonly unsure: readonly MediaBar[];
  /** From then on nothing that was ever made or wanted still holds. */
  readonly mootAtMs: number;
}

export type RemovalStep =
  | { readonly kind: 'create'; readonly bar: MediaBar; readonly seconds: number }
  | { readonly kind: 'delete'; readonly rule: KnownRule }
  /** Looks for rules whose numbers nobody heard. */
  | { readonly kind: 'find' }
  | { readonly kind: 'none' };

/** A rule that ends so much earlier than is wanted is good enough: spans are told in whole seconds. */
const toleranceMs = 1_500;

/** The next call that brings the media server to what is wanted. Bars come before what is lifted. */
export function nextStep(state: RemovalState, nowMs: number): RemovalStep {
  if (state.mootAtMs <= nowMs) return { kind: 'none' };
  for (const bar of mediaBars) {
    const untilMs = state.untilMs[bar];
    if (untilMs === undefined || untilMs <= nowMs) continue;
    const covered = state.rules.some((rule) => rule.bar === bar && rule.untilMs >= untilMs - toleranceMs);
    if (!covered) return { kind: 'create', bar, seconds: ruleSeconds(untilMs - nowMs) };
  }
  const unwanted = (bar: MediaBar): boolean => state.untilMs[bar] === undefined;
  const rule = state.rules.find((one) => unwanted(one.bar) && one.untilMs > nowMs);
  if (rule !== undefined) return { kind: 'delete', rule };
  return state.unsure.some(unwanted) ? { kind: 'find' } : { kind: 'none' };
}

function ruleSeconds(ms: number): number {
  return Math.min(limits.mediaRuleSecondsMax, Math.max(limits.mediaRuleSecondsMin, Math.ceil(ms / 1_000)));
}
