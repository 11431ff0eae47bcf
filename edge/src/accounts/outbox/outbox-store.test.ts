import { limits } from '@halobuzz/core/limits';
import { expect, test } from 'vitest';
import { outboxPauseMs } from './outbox-store.ts';

test('a revocation is tried again at once for as long as tokens from before may live', () => {
  for (const attempts of [0, 10, 1_000]) {
    expect(outboxPauseMs({ kind: 'revocation', createdAtMs: 0, attempts }, limits.accessTokenLifeMs)).toBe(
      limits.outboxRetryMinMs,
    );
  }
  const old = outboxPauseMs({ kind: 'revocation', createdAtMs: 0, attempts: 50 }, limits.outboxRevocationUrgentMs);
  expect(old).toBe(limits.outboxRetryMaxMs);
});

test('a projection backs off up to a bound', () => {
  const pauses = [0, 1, 2, 3, 40].map((attempts) => outboxPauseMs({ kind: 'projection', createdAtMs: 0, attempts }, 0));
  expect(pauses.slice(0, 4)).toEqual([1, 2, 4, 8].map((factor) => factor * limits.outboxRetryMinMs));
  expect(pauses.at(-1)).toBe(limits.outboxRetryMaxMs);
});
