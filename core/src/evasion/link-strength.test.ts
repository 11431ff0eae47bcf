import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkShownFrom, linkStrength, linkStrongFrom, signalKinds } from './link-strength.ts';

const max = 20;
const anySignal = fc.record({ kind: fc.constantFrom(...signalKinds), sharers: fc.integer({ min: 2, max: 40 }) });

describe('the strength of a link', () => {
  it('is strong for a device that two accounts share, and weak for a network alone', () => {
    expect(linkStrength([{ kind: 'device', sharers: 2 }], max)).toBeGreaterThan(linkStrongFrom);
    const network = linkStrength([{ kind: 'address', sharers: 2 }], max);
    expect(network).toBeGreaterThan(linkShownFrom);
    expect(network).toBeLessThan(linkStrongFrom);
  });

  it('is not strong for a family of five on one tablet', () => {
    expect(linkStrength([{ kind: 'device', sharers: 5 }], max)).toBeLessThan(linkStrongFrom);
  });

  it('is nothing for what a school or a carrier shares', () => {
    expect(linkStrength([{ kind: 'device', sharers: 21 }], max)).toBe(0);
    expect(linkStrength([], max)).toBe(0);
  });

  it('stays a probability, falls with more sharers and never with more signals', () => {
    fc.assert(
      fc.property(fc.array(anySignal, { maxLength: 8 }), anySignal, (shared, one) => {
        const strength = linkStrength(shared, max);
        expect(strength).toBeGreaterThanOrEqual(0);
        expect(strength).toBeLessThan(1);
        expect(linkStrength([...shared, one], max)).toBeGreaterThanOrEqual(strength);
        const rarer = linkStrength([{ ...one, sharers: one.sharers + 1 }], max);
        expect(rarer).toBeLessThanOrEqual(linkStrength([one], max));
      }),
    );
  });

  it('counts ten devices of one household once', () => {
    const device = { kind: 'device' as const, sharers: 3 };
    expect(linkStrength(Array(10).fill(device), max)).toBe(linkStrength([device], max));
  });
});
