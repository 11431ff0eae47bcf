import { describe, expect, it } from 'vitest';
import { mixedWeights, roundOf } from './mixed-weights.ts';

describe('the mix', () => {
  it('does each act as often as it weighs', () => {
    const round = roundOf(mixedWeights);
    for (const [act, weight] of Object.entries(mixedWeights)) {
      expect(round.filter((one) => one === act)).toHaveLength(weight);
    }
    expect(round).toHaveLength(Object.values(mixedWeights).reduce((sum, weight) => sum + weight, 0));
  });

  it('gives half of all acts to registrations, as the customer asked, every other one', () => {
    const round = roundOf(mixedWeights);
    for (let at = 0; at + 4 <= round.length; at += 1) {
      const here = round.slice(at, at + 4).filter((act) => act === 'registration').length;
      expect(here).toBeGreaterThanOrEqual(1);
      expect(here).toBeLessThanOrEqual(3);
    }
  });

  it('leaves out what weighs nothing', () => {
    expect(roundOf({ a: 2, b: 0, c: 1 })).toEqual(['a', 'c', 'a']);
    expect(roundOf({})).toEqual([]);
  });
});
