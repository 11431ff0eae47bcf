import fc from 'fast-check';
import { expect, it } from 'vitest';
import { interleave } from './interleaved-sequencer.ts';

it('spreads both evenly', () => {
  expect(interleave(['i1', 'i2', 'i3', 'i4'], ['w1', 'w2'])).toEqual(['i1', 'w1', 'i2', 'i3', 'w2', 'i4']);
  expect(interleave(['i1', 'i2'], [])).toEqual(['i1', 'i2']);
});

it('loses and doubles nothing, and keeps each in its order', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), (ones, twos) => {
      const first = Array.from({ length: ones }, (_, at) => `a${at}`);
      const second = Array.from({ length: twos }, (_, at) => `b${at}`);
      const mixed = interleave(first, second);
      expect(mixed.filter((item) => item.startsWith('a'))).toEqual(first);
      expect(mixed.filter((item) => item.startsWith('b'))).toEqual(second);
    }),
  );
});
