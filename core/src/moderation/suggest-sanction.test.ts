import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountSanctions } from './outcomes.ts';
import { strikesOf, suggestSanction } from './suggest-sanction.ts';

const lifeMs = 1_000;

describe('strikes', () => {
  it('expire, and are none once lifted', () => {
    const earlier = [
      { kind: 'mute' as const, atMs: 9_500 },
      { kind: 'warn' as const, atMs: 9_001 },
      { kind: 'ban' as const, atMs: 9_000 },
      { kind: 'ban' as const, atMs: 9_900, liftedAtMs: 9_950 },
    ];
    expect(strikesOf(earlier, 10_000, lifeMs)).toBe(2);
  });
});

describe('the suggestion', () => {
  it('begins with a warning and ends with a ban without an end', () => {
    expect(suggestSanction(0)).toEqual({ kind: 'warn' });
    expect(suggestSanction(1)).toEqual({ kind: 'mute', seconds: 86_400 });
    expect(suggestSanction(50)).toEqual({ kind: 'ban' });
  });

  it('never becomes milder with more strikes', () => {
    const gravity = (strikes: number) => {
      const { kind, seconds } = suggestSanction(strikes);
      return accountSanctions.indexOf(kind) * 1e9 + (seconds ?? (kind === 'ban' ? 9e8 : 0));
    };
    fc.assert(
      fc.property(fc.nat(20), (strikes) => {
        expect(gravity(strikes + 1)).toBeGreaterThanOrEqual(gravity(strikes));
      }),
    );
  });
});
