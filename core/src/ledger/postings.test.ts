import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, payeeSubject, payerSubject } from '../../testing/ledger-examples.ts';
import { type Leg, postingsOf, unbalancedCurrencies } from './postings.ts';

describe('postings', () => {
  it('sum to zero in every currency, for any amounts', () => {
    const intent = fc.record({
      base: fc.constantFrom(giftIntent, grantIntent),
      amount: fc.bigInt(1n, 2n ** 62n),
      earned: fc.bigInt(0n, 2n ** 62n),
    });
    fc.assert(
      fc.property(intent, ({ base, amount, earned }) => {
        const legs = postingsOf({ ...base, amount, earned });
        expect(unbalancedCurrencies(legs)).toEqual([]);
        expect(legs.length).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it('of a gift: coins leave the wallet, diamonds reach the host', () => {
    expect(postingsOf(giftIntent)).toEqual([
      { account: `wallet:${payerSubject}`, userId: payerSubject, currency: 'COIN', amount: -99n },
      { account: 'platform:gift_clearing', userId: '', currency: 'COIN', amount: 99n },
      { account: 'platform:diamond_issuance', userId: '', currency: 'DIAMOND', amount: -49n },
      { account: `earnings:${payeeSubject}`, userId: payeeSubject, currency: 'DIAMOND', amount: 49n },
    ]);
  });

  it('of a grant: coins come from issuance', () => {
    expect(postingsOf(grantIntent)).toEqual([
      { account: 'platform:coin_issuance', userId: '', currency: 'COIN', amount: -1_000n },
      { account: `wallet:${payerSubject}`, userId: payerSubject, currency: 'COIN', amount: 1_000n },
    ]);
  });
});

describe('unbalancedCurrencies', () => {
  const leg = (currency: Leg['currency'], amount: bigint): Leg => ({ account: 'x', userId: '', currency, amount });

  it('names every currency that is off, and only those', () => {
    const legs = [leg('COIN', 5n), leg('COIN', -4n), leg('USD', 1n), leg('USD', -1n), leg('DIAMOND', -2n)];
    expect(unbalancedCurrencies(legs)).toEqual(['COIN', 'DIAMOND']);
  });

  it('does not let one currency make up for another', () => {
    expect(unbalancedCurrencies([leg('COIN', 1n), leg('DIAMOND', -1n)])).toEqual(['COIN', 'DIAMOND']);
  });
});
