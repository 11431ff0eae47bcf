import { limits } from '@halobuzz/core/limits';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideRefresh, sessionExpiresAtMs } from './refresh-decision.ts';

const NOW = 1_800_000_000_000;
const chain = { counter: 5, rotatedAtMs: NOW - 1_000, createdAtMs: NOW - 100_000, staff: false };

test.each([
  ['the newest token', 5, NOW, { kind: 'rotate', counter: 6 }],
  ['its parent within the grace', 4, NOW, { kind: 'repeat', counter: 5 }],
  ['its parent at the end of the grace', 4, chain.rotatedAtMs + limits.refreshGraceMs, { kind: 'repeat', counter: 5 }],
  ['its parent after the grace', 4, chain.rotatedAtMs + limits.refreshGraceMs + 1, { kind: 'reused' }],
  ['a grandparent within the grace', 3, NOW, { kind: 'reused' }],
  ['a token from the future', 6, NOW, { kind: 'reused' }],
  ['anything after the idle life', 5, chain.rotatedAtMs + limits.sessionIdleMs, { kind: 'expired' }],
] as const)('%s', (_what, counter, nowMs, expected) => {
  expect(decideRefresh(chain, counter, nowMs)).toEqual(expected);
});

test('the absolute life ends a session that is in use', () => {
  const old = { ...chain, createdAtMs: NOW - limits.sessionAbsoluteMs };
  expect(decideRefresh(old, 5, NOW)).toEqual({ kind: 'expired' });
  expect(sessionExpiresAtMs(old)).toBe(NOW);
});

test.each([
  ['idle', { rotatedAtMs: NOW - limits.staffSessionIdleMs }],
  ['absolute', { createdAtMs: NOW - limits.staffSessionAbsoluteMs }],
])('a member of staff’s session has a shorter %s life', (_what, times) => {
  const old = { ...chain, ...times };
  expect(decideRefresh(old, 5, NOW)).toMatchObject({ kind: 'rotate' });
  expect(decideRefresh({ ...old, staff: true }, 5, NOW)).toEqual({ kind: 'expired' });
  expect(decideRefresh({ ...old, staff: true }, 5, NOW - 1)).toMatchObject({ kind: 'rotate' });
});

/** Plays presentations of tokens against one chain, as the object does. */
function play(presentations: readonly { readonly back: number; readonly waitMs: number }[]) {
  let state = { counter: 0, rotatedAtMs: 0, createdAtMs: 0, staff: false };
  let nowMs = 0;
  for (const { back, waitMs } of presentations) {
    nowMs += waitMs;
    const presented = state.counter - back;
    if (presented < 0) continue;
    const decision = decideRefresh(state, presented, nowMs);
    if (decision.kind === 'rotate') state = { ...state, counter: decision.counter, rotatedAtMs: nowMs };
    if (decision.kind === 'reused' || decision.kind === 'expired') return { state, ended: decision.kind, back };
  }
  return { state, ended: undefined, back: 0 };
}

test('a client that always keeps the newest answer is never signed out by retries', () => {
  const step = fc.record({ back: fc.constant(0), waitMs: fc.nat({ max: 60_000 }) });
  const retry = fc.record({ back: fc.constant(1), waitMs: fc.nat({ max: limits.refreshGraceMs }) });
  const rounds = fc.array(fc.tuple(step, fc.option(retry, { nil: undefined })), { maxLength: 50 });
  fc.assert(
    fc.property(rounds, (pairs) => {
      const presentations = pairs.flatMap(([first, again]) => (again === undefined ? [first] : [first, again]));
      expect(play(presentations).ended).toBeUndefined();
    }),
  );
});

test('a token used up by two rotations always ends the session', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.nat({ max: 10_000 }), (back, waitMs) => {
      const rotations = Array.from({ length: back }, () => ({ back: 0, waitMs: 1_000 }));
      expect(play([...rotations, { back, waitMs }]).ended).toBe('reused');
    }),
  );
});
