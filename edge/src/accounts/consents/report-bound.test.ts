import { limits } from '@halobuzz/core/limits';
import { fakeClock } from '@halobuzz/core/testing/fake-clock';
import { expect, test } from 'vitest';
import { createReportBound } from './report-bound.ts';

test('an account reports so many events in a window, is told how long to wait, and goes on in the next', () => {
  const clock = fakeClock(1_000_000);
  const bound = createReportBound(clock.now);
  expect(bound(limits.analyticsEventsMax - 1)).toBe(0);
  clock.advance(1_000);
  expect(bound(2), 'one too many').toBe(limits.analyticsEventsLifeMs - 1_000);
  expect(bound(1), 'what was refused was not counted').toBe(0);
  expect(bound(1)).toBe(limits.analyticsEventsLifeMs - 1_000);
  clock.advance(limits.analyticsEventsLifeMs - 1_000);
  expect(bound(limits.analyticsEventsMax)).toBe(0);
});
