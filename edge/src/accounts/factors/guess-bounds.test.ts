import { limits } from '@halobuzz/core/limits';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admitGuess, afterWrongGuess, type ChallengeUse, type GuessStreak, noGuesses } from './guess-bounds.ts';

/** What an attacker who knows the password may do: wait, open challenges, answer any of them wrongly. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 2 * limits.factorPauseMs }) }),
  fc.constant({ kind: 'open' as const }),
  fc.record({ kind: fc.constant('guess' as const), which: fc.nat(), times: fc.integer({ min: 1, max: 12 }) }),
);

interface Played {
  readonly perChallenge: readonly number[];
  readonly admittedAtMs: readonly number[];
}

function play(history: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): Played {
  let nowMs = 1_700_000_000_000;
  let streak: GuessStreak = noGuesses;
  const challenges: { use: ChallengeUse; admitted: number }[] = [];
  const admittedAtMs: number[] = [];
  for (const act of history) {
    if (act.kind === 'wait') nowMs += act.ms;
    else if (act.kind === 'open') {
      challenges.push({ use: { tries: 0, expiresAtMs: nowMs + limits.challengeLifeMs }, admitted: 0 });
    } else {
      const challenge = challenges[act.which % Math.max(challenges.length, 1)];
      if (challenge === undefined) continue;
      for (let time = 0; time < act.times; time += 1) {
        if (admitGuess(challenge.use, streak, true, nowMs).kind !== 'admitted') continue;
        challenge.use = { ...challenge.use, tries: challenge.use.tries + 1 };
        challenge.admitted += 1;
        admittedAtMs.push(nowMs);
        streak = afterWrongGuess(streak, nowMs);
      }
    }
  }
  return { perChallenge: challenges.map(({ admitted }) => admitted), admittedAtMs };
}

test('any history of guesses never admits more than the tries', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (history) => {
      const { perChallenge, admittedAtMs } = play(history);
      for (const admitted of perChallenge) expect(admitted).toBeLessThanOrEqual(limits.challengeTriesMax);
      // No stretch as long as a pause holds more guesses than begin one.
      for (const [index, atMs] of admittedAtMs.entries()) {
        const later = admittedAtMs[index + limits.factorFailuresMax];
        if (later !== undefined) expect(later - atMs).toBeGreaterThanOrEqual(limits.factorPauseMs);
      }
    }),
    { verbose: 1 },
  );
});

test('every tenth wrong answer in a row pauses twice as long as the last, up to a day', () => {
  let streak = noGuesses;
  const pausesMs: number[] = [];
  for (let failure = 1; failure <= 12 * limits.factorFailuresMax; failure += 1) {
    streak = afterWrongGuess(streak, 1_000);
    if (failure % limits.factorFailuresMax === 0) pausesMs.push(streak.pausedUntilMs - 1_000);
  }
  const expected = pausesMs.map((_, index) => Math.min(limits.factorPauseMs * 2 ** index, limits.factorPauseMaxMs));
  expect(pausesMs).toEqual(expected);
  expect(pausesMs.at(-1)).toBe(limits.factorPauseMaxMs);
});

test('a pause holds what can be guessed and nothing else; its end is told', () => {
  const challenge = { tries: 0, expiresAtMs: 10_000 };
  const paused = { failures: 10, pausedUntilMs: 9_000 };
  expect(admitGuess(challenge, paused, true, 4_000)).toEqual({ kind: 'paused', retryAfterMs: 5_000 });
  expect(admitGuess(challenge, paused, false, 4_000)).toEqual({ kind: 'admitted' });
  expect(admitGuess(challenge, paused, true, 9_000)).toEqual({ kind: 'admitted' });
});

test('a challenge is gone at its end, after its tries, and when it never was, whatever the method', () => {
  for (const guessable of [true, false]) {
    expect(admitGuess({ tries: 0, expiresAtMs: 10_000 }, noGuesses, guessable, 10_000).kind).toBe('gone');
    expect(admitGuess({ tries: 5, expiresAtMs: 10_000 }, noGuesses, guessable, 0).kind).toBe('gone');
    expect(admitGuess(undefined, noGuesses, guessable, 0).kind).toBe('gone');
  }
});
