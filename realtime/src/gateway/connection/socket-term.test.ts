import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { isTermOver, termEndsAtMs } from './socket-term.ts';

it('is the end of the session or of the socket, whichever is sooner', () => {
  expect(termEndsAtMs({ sessionEndsAtMs: 5_000 }, 1_000, 0)).toBe(5_000);
  expect(termEndsAtMs({ sessionEndsAtMs: Number.MAX_SAFE_INTEGER }, 1_000, 0)).toBe(1_000 + limits.socketLifetimeMs);
  expect(termEndsAtMs({}, 1_000, 0.5)).toBe(1_000 + limits.socketLifetimeMs * 0.9);
});

it('counts from the ticket, not from the latest resumption', () => {
  const admittedAtMs = 1_000;
  const endsAtMs = admittedAtMs + limits.socketLifetimeMs;
  expect(termEndsAtMs({ admittedAtMs }, endsAtMs - 5, 0)).toBe(endsAtMs);
  expect(isTermOver({ admittedAtMs }, endsAtMs - 1)).toBe(false);
  expect(isTermOver({ admittedAtMs }, endsAtMs)).toBe(true);
  expect(isTermOver({ sessionEndsAtMs: 5 }, 5)).toBe(true);
});
