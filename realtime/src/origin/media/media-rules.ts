import type { MediaBar } from './media-removals.ts';

/** Who a rule is about: the number that the media server gave them in a channel, and what they may not. */
export interface RuleTarget {
  readonly channel: string;
  readonly uid: number;
}

export interface FoundRule {
  readonly id: number;
  readonly bar: MediaBar;
  /** Undefined when the server's own time could not be read. */
  readonly untilMs: number | undefined;
}

/**
 * `done`: carried out. `later`: surely not carried out, and worth another try; `throttled` when we were too quick. `unknown`:
 * nobody knows. `refused`: the same call would fail again.
 */
export type RuleAnswer<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'later'; readonly reason: string; readonly throttled: boolean }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** The media server's list of who may not. Rules end by themselves. Each call costs one of its few calls a second. */
export interface MediaRules {
  /** @returns the rule's number */
  create(target: RuleTarget, bar: MediaBar, seconds: number): Promise<RuleAnswer<number>>;
  /** Done too when there is no such rule any more. */
  remove(id: number): Promise<RuleAnswer<undefined>>;
  /** Rules about this target. The server may leave some out. */
  find(target: RuleTarget): Promise<RuleAnswer<readonly FoundRule[]>>;
}
