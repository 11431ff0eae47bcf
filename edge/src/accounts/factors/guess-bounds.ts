import { limits } from '@halobuzz/core/limits';

/** How far a challenge is used up. */
export interface ChallengeUse {
  readonly tries: number;
  readonly expiresAtMs: number;
}

/** Wrong factors since the last right one, and until when guesses pause for them. */
export interface GuessStreak {
  readonly failures: number;
  readonly pausedUntilMs: number;
}

export const noGuesses: GuessStreak = { failures: 0, pausedUntilMs: 0 };

export type GuessAdmission =
  | { readonly kind: 'admitted' }
  /** The challenge ran out of time or tries. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'paused'; readonly retryAfterMs: number };

/**
 * Whether a guess may be looked at. A pause holds only what can be guessed (six digits, a password): backup codes and
 * passkeys cannot, so whoever knows the password can never lock the owner out by guessing.
 */
export function admitGuess(
  challenge: ChallengeUse | undefined,
  streak: GuessStreak,
  guessable: boolean,
  nowMs: number,
): GuessAdmission {
  if (challenge === undefined || nowMs >= challenge.expiresAtMs || challenge.tries >= limits.challengeTriesMax) {
    return { kind: 'gone' };
  }
  if (guessable && nowMs < streak.pausedUntilMs) return { kind: 'paused', retryAfterMs: streak.pausedUntilMs - nowMs };
  return { kind: 'admitted' };
}

/** The streak after a wrong guess: each `factorFailuresMax`-th in a row begins a pause, twice as long as the last. */
export function afterWrongGuess(streak: GuessStreak, nowMs: number): GuessStreak {
  const failures = streak.failures + 1;
  if (failures % limits.factorFailuresMax !== 0) return { failures, pausedUntilMs: streak.pausedUntilMs };
  const earlierPauses = failures / limits.factorFailuresMax - 1;
  const pauseMs = Math.min(limits.factorPauseMs * 2 ** Math.min(earlierPauses, 30), limits.factorPauseMaxMs);
  return { failures, pausedUntilMs: nowMs + pauseMs };
}
