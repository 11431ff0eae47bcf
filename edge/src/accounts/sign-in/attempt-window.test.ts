import { limits } from '@halobuzz/core/limits';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AttemptWindow, admitAttempt } from './attempt-window.ts';

const NOW = 1_800_000_000_000;
const full: AttemptWindow = { failures: limits.loginFailuresMax, lastAtMs: NOW };

test('the first attempts go in and are counted', () => {
  expect(admitAttempt(undefined, NOW)).toEqual({ admitted: true, window: { failures: 1, lastAtMs: NOW } });
});

test('above the bound each further attempt waits twice as long', () => {
  const waits = [0, 1, 2, 3].map((more) => {
    const refused = admitAttempt({ failures: limits.loginFailuresMax + more, lastAtMs: NOW }, NOW);
    return refused.admitted ? 0 : refused.retryAfterMs;
  });
  expect(waits).toEqual([1, 2, 4, 8].map((factor) => factor * limits.loginBackoffMs));
});

test('a refused attempt changes nothing; after the pause one goes in', () => {
  expect(admitAttempt(full, NOW + limits.loginBackoffMs - 1)).toEqual({ admitted: false, retryAfterMs: 1 });
  expect(admitAttempt(full, NOW + limits.loginBackoffMs)).toMatchObject({
    admitted: true,
    window: { failures: limits.loginFailuresMax + 1 },
  });
});

test('no pause is longer than the window, after which all is forgotten: never a lock-out', () => {
  fc.assert(
    fc.property(fc.nat({ max: 1_000_000 }), fc.nat({ max: limits.loginFailureWindowMs }), (failures, laterMs) => {
      const admission = admitAttempt({ failures, lastAtMs: NOW }, NOW + laterMs);
      if (!admission.admitted)
        expect(laterMs + admission.retryAfterMs).toBeLessThanOrEqual(limits.loginFailureWindowMs);
      expect(admitAttempt({ failures, lastAtMs: NOW }, NOW + limits.loginFailureWindowMs)).toMatchObject({
        admitted: true,
        window: { failures: 1 },
      });
    }),
  );
});

test('1,000 guesses as fast as allowed get in a few dozen times an hour', () => {
  let window: AttemptWindow | undefined;
  let guesses = 0;
  for (let atMs = 0; atMs < 3_600_000; atMs += 1_000) {
    const admission = admitAttempt(window, NOW + atMs);
    if (admission.admitted) {
      window = admission.window;
      guesses += 1;
    }
  }
  expect(guesses).toBeLessThan(60);
});
