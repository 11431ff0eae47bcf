import { describe, expect, it } from 'vitest';
import { chunksOf } from './write-commands.ts';

describe('chunks of documents', () => {
  const chunks = (weights: readonly number[]): number[][] => chunksOf(weights, (weight) => weight, 10);

  it('hold as many as their weight allows, in order', () => {
    expect(chunks([4, 6, 1, 9, 2])).toEqual([[4, 6], [1, 9], [2]]);
  });

  it('hold one that is too heavy alone, and none of nothing', () => {
    expect(chunks([3, 11, 3])).toEqual([[3], [11], [3]]);
    expect(chunks([])).toEqual([]);
  });
});
