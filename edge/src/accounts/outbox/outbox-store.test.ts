import { limits } from '@halobuzz/core/limits';
import { expect, test } from 'vitest';
import { outboxPauseMs } from './outbox-store.ts';

test('what failed backs off up to a bound', () => {
  const pauses = [0, 1, 2, 3, 40].map((attempts) => outboxPauseMs({ attempts }));
  expect(pauses.slice(0, 4)).toEqual([1, 2, 4, 8].map((factor) => factor * limits.outboxRetryMinMs));
  expect(pauses.at(-1)).toBe(limits.outboxRetryMaxMs);
});
