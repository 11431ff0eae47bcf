import type { AccountContext } from '../account/account-context.ts';
import { recordEvent } from '../account/security-events.ts';
import { type NoticePlace, queueNotice } from '../notifications/notices.ts';
import {
  type ChallengeRow,
  countTry,
  dropChallenge,
  type GuessScope,
  readChallenge,
  readStreak,
  writeStreak,
} from './challenge-store.ts';
import { withdrawFactorReset } from './factor-reset-acts.ts';
import { admitGuess, afterWrongGuess, noGuesses } from './guess-bounds.ts';

export type GuessResult<T> =
  | { readonly kind: 'proven'; readonly proven: T; readonly challenge: ChallengeRow }
  | { readonly kind: 'wrong' }
  /** The challenge ran out of time or tries, was used, or never was. */
  | { readonly kind: 'gone'; readonly retryAfterMs: number }
  | { readonly kind: 'paused'; readonly retryAfterMs: number };

export interface Guess<T> {
  readonly challengeKey: string;
  readonly scope: GuessScope;
  /** Whether a pause holds it. */
  readonly guessable: boolean;
  /** Decides and spends; undefined when the answer is wrong. */
  readonly claim: (nowMs: number) => T | undefined;
  /** For the notice of a pause. */
  readonly placeOf: (challenge: ChallengeRow) => NoticePlace | undefined;
}

/**
 * Judges an answer within a change: admit → count → compare → spend. A right answer uses the challenge up and ends the
 * streak of wrong ones; the one that begins a pause is told to the owner, since whoever sent it knows the password or
 * holds a session.
 */
export function judgeGuess<T>(context: AccountContext, guess: Guess<T>, nowMs: number): GuessResult<T> {
  const { sql } = context;
  const challenge = readChallenge(sql, guess.challengeKey);
  const streak = readStreak(sql, guess.scope);
  const admission = admitGuess(challenge, streak, guess.guessable, nowMs);
  if (admission.kind === 'paused') return admission;
  if (admission.kind === 'gone' || challenge === undefined) {
    return { kind: 'gone', retryAfterMs: Math.max((challenge?.expiresAtMs ?? nowMs) - nowMs, 0) };
  }
  countTry(sql, challenge.key);
  const proven = guess.claim(nowMs);
  if (proven !== undefined) {
    dropChallenge(sql, challenge.key);
    writeStreak(sql, guess.scope, noGuesses);
    withdrawFactorReset(context, nowMs);
    return { kind: 'proven', proven, challenge };
  }
  const next = afterWrongGuess(streak, nowMs);
  writeStreak(sql, guess.scope, next);
  recordEvent(sql, 'factor_wrong', null, nowMs);
  if (next.pausedUntilMs > Math.max(streak.pausedUntilMs, nowMs)) {
    recordEvent(sql, 'factor_guesses_paused', null, nowMs);
    const place = guess.placeOf(challenge);
    queueNotice(sql, { kind: 'factor_guessed', ...(place === undefined ? {} : { place }) }, nowMs);
  }
  return { kind: 'wrong' };
}
