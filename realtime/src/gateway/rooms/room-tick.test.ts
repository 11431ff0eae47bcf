import { limits } from '@halobuzz/core/limits';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { roomTickMsOf } from './room-tick.ts';

it('keeps its length in rooms of usual size, and grows from there up to its bound', () => {
  expect(roomTickMsOf(0)).toBe(limits.roomTickMs);
  expect(roomTickMsOf(1_000)).toBe(limits.roomTickMs);
  expect(roomTickMsOf(12_000)).toBe(160);
  expect(roomTickMsOf(1_000_000)).toBe(limits.roomTickMsMax);
});

it('never shrinks while the room grows', () => {
  fc.assert(
    fc.property(fc.nat(50_000), fc.nat(50_000), (one, other) => {
      const [small, large] = one < other ? [one, other] : [other, one];
      expect(roomTickMsOf(small)).toBeLessThanOrEqual(roomTickMsOf(large));
    }),
  );
});
