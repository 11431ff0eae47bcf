import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOnSale, nextChangeMs, type Offer, offerInForce, replacedAtMs, saleOf, soldIn } from './on-sale.ts';

const country = fc.constantFrom('NP', 'IN', 'DE', 'XX');
const countries = fc.oneof(
  fc.constant(undefined),
  fc.record({ only: fc.uniqueArray(country, { minLength: 1 }) }),
  fc.record({ except: fc.uniqueArray(country, { minLength: 1 }) }),
);
/** Histories as the store makes them: versions count up, times are anything. */
const history = fc
  .array(
    fc.record({
      fromMs: fc.integer({ min: 0, max: 100 }),
      untilMs: fc.option(fc.integer({ min: 0, max: 150 }), { nil: undefined }),
      withdrawn: fc.boolean(),
      countries,
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all): Offer[] => all.map((offer, at) => ({ ...offer, version: at + 1 })));
const moment = fc.integer({ min: 0, max: 160 });
const terms = (where: string, atMs: number) => ({ country: where, atMs, graceMs: 10, toleranceMs: 2 });

describe('which offer holds', () => {
  it('is one alone at any time, from its beginning until a higher version takes its place', () => {
    fc.assert(
      fc.property(history, moment, (offers, atMs) => {
        const holding = offers.filter((offer) => offer.fromMs <= atMs && atMs < replacedAtMs(offers, offer));
        expect(holding).toEqual([offerInForce(offers, atMs)].filter((offer) => offer !== undefined));
      }),
    );
  });

  it('goes by version and not by the order in which they stand', () => {
    fc.assert(
      fc.property(history, moment, (offers, atMs) => {
        expect(offerInForce(offers.toReversed(), atMs)).toEqual(offerInForce(offers, atMs));
      }),
    );
  });

  it('changes at no other time than the next change says', () => {
    fc.assert(
      fc.property(history, moment, country, (offers, atMs, where) => {
        const shownAt = (timeMs: number) => {
          const now = offerInForce(offers, timeMs);
          return now !== undefined && isOnSale(now, where, timeMs) ? now.version : undefined;
        };
        const next = nextChangeMs(offers, atMs) ?? 1_000;
        expect(next).toBeGreaterThan(atMs);
        for (let timeMs = atMs; timeMs < Math.min(next, 200); timeMs += 1) expect(shownAt(timeMs)).toBe(shownAt(atMs));
      }),
    );
  });
});

describe('a sale', () => {
  it('without a version is of what holds now, here and not withdrawn, or of nothing', () => {
    fc.assert(
      fc.property(history, moment, country, (offers, atMs, where) => {
        const sale = saleOf(offers, undefined, terms(where, atMs));
        const now = offerInForce(offers, atMs);
        const expected =
          now !== undefined && isOnSale(now, where, atMs) ? { kind: 'sold', offer: now } : { kind: 'not_here' };
        expect(sale).toEqual(expected);
      }),
    );
  });

  it('of a named version is of that version or of none: nobody pays a price that they did not see', () => {
    fc.assert(
      fc.property(history, moment, country, fc.integer({ min: 1, max: 8 }), (offers, atMs, where, named) => {
        const sale = saleOf(offers, named, terms(where, atMs));
        if (sale.kind === 'sold') {
          expect(sale.offer.version).toBe(named);
          expect(sale.offer.withdrawn).not.toBe(true);
          expect(soldIn(sale.offer.countries, where)).toBe(true);
        }
        if (sale.kind === 'changed') expect(isOnSale(sale.now, where, atMs)).toBe(true);
      }),
    );
  });

  it('of what was on sale a moment ago is honoured for the grace, and refused after it', () => {
    fc.assert(
      fc.property(history, moment, country, fc.integer({ min: 0, max: 30 }), (offers, seenMs, where, laterMs) => {
        const seen = offerInForce(offers, seenMs);
        if (seen === undefined || !isOnSale(seen, where, seenMs)) return;
        const endMs = Math.min(replacedAtMs(offers, seen), seen.untilMs ?? Number.POSITIVE_INFINITY);
        const sale = saleOf(offers, seen.version, terms(where, seenMs + laterMs));
        if (seenMs + laterMs < endMs + 10) expect(sale).toEqual({ kind: 'sold', offer: seen });
        else expect(sale.kind).not.toBe('sold');
      }),
    );
  });

  it('of nothing that was ever offered is unknown', () => {
    expect(saleOf([], 1, terms('NP', 0))).toEqual({ kind: 'unknown' });
  });

  it('where the country is not known is of nothing that is for some countries alone', () => {
    const offer: Offer = { version: 1, fromMs: 0, countries: { only: ['NP'] } };
    expect(saleOf([offer], 1, terms('XX', 5))).toEqual({ kind: 'not_here' });
    expect(saleOf([{ ...offer, countries: { except: ['NP'] } }], 1, terms('XX', 5)).kind).toBe('sold');
  });

  it('of a version that was replaced before it began is never honoured', () => {
    const offers: Offer[] = [
      { version: 1, fromMs: 0 },
      { version: 2, fromMs: 50 },
      { version: 3, fromMs: 20 },
    ];
    expect(saleOf(offers, 2, terms('NP', 51))).toMatchObject({ kind: 'changed', now: { version: 3 } });
  });
});
