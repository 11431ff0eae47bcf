import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, payeeSubject, payerSubject } from '../../testing/ledger-examples.ts';
import { changeFits, intentKinds, isPlainKind, kindSpec } from './kinds.ts';
import { type Leg, postingsOf, unbalancedCurrencies } from './postings.ts';

describe('postings', () => {
  it('sum to zero in every currency, for every kind and any amounts', () => {
    const entry = fc.record({
      kind: fc.constantFrom(...intentKinds),
      amount: fc.bigInt(1n, 2n ** 61n),
      earned: fc.bigInt(0n, 2n ** 61n),
      fiat: fc.bigInt(1n, 2n ** 61n),
      part: fc.bigInt(0n, 2n ** 61n),
    });
    fc.assert(
      fc.property(entry, ({ kind, amount, earned, fiat, part }) => {
        const spec = kindSpec(kind);
        const money = spec.fiat === true ? ({ fiat, fiatCurrency: 'USD', provider: 'stripe' } as const) : {};
        const intent = { ...giftIntent, kind, amount, earned, currency: spec.currency, ...money };
        const some = part > amount ? amount : part;
        const changes = {
          spend: -amount,
          debit: -amount,
          credit: amount,
          settling_credit: some,
          clawback: -some,
          none: 0n,
        };
        const change = changes[spec.effect];
        expect(changeFits(kind, amount, change)).toBe(true);
        const legs = postingsOf(intent, { change, outcome: 'posted' });
        expect(unbalancedCurrencies(legs)).toEqual([]);
        const own = legs.filter(({ account }) => account === `wallet:${payerSubject}`);
        expect(own.reduce((sum, leg) => sum + leg.amount, 0n)).toBe(change);
        if (!isPlainKind(kind)) expect(postingsOf(intent, { change, outcome: 'refused' })).toEqual([]);
      }),
    );
  });

  it('of a gift: coins leave the wallet, diamonds reach the host', () => {
    expect(postingsOf(giftIntent, { change: -99n, outcome: 'posted' })).toEqual([
      { account: `wallet:${payerSubject}`, userId: payerSubject, currency: 'COIN', amount: -99n },
      { account: 'platform:gift_clearing', userId: '', currency: 'COIN', amount: 99n },
      { account: 'platform:diamond_issuance', userId: '', currency: 'DIAMOND', amount: -49n },
      { account: `earnings:${payeeSubject}`, userId: payeeSubject, currency: 'DIAMOND', amount: 49n },
    ]);
  });

  it('of a grant: coins come from issuance', () => {
    expect(postingsOf(grantIntent, { change: 1_000n, outcome: 'posted' })).toEqual([
      { account: 'platform:coin_issuance', userId: '', currency: 'COIN', amount: -1_000n },
      { account: `wallet:${payerSubject}`, userId: payerSubject, currency: 'COIN', amount: 1_000n },
    ]);
  });

  it('of a refund of spent coins: what is there is taken, the rest is owed, the money goes back', () => {
    const refund = {
      ...{ ...grantIntent, kind: 'refund' as const, amount: 500n, reason: '' },
      ...{ fiat: 499n, fiatCurrency: 'USD' as const, provider: 'stripe' },
    };
    expect(postingsOf(refund, { change: -120n, outcome: 'posted' })).toEqual([
      { account: `wallet:${payerSubject}`, userId: payerSubject, currency: 'COIN', amount: -120n },
      { account: `receivable:${payerSubject}`, userId: payerSubject, currency: 'COIN', amount: -380n },
      { account: 'platform:coin_sales', userId: '', currency: 'COIN', amount: 500n },
      { account: 'platform:revenue', userId: '', currency: 'USD', amount: -499n },
      { account: 'platform:clearing:stripe', userId: '', currency: 'USD', amount: 499n },
    ]);
  });

  it('of a payout: diamonds are set aside, then leave for money', () => {
    const hold = { ...grantIntent, kind: 'payout_hold' as const, currency: 'DIAMOND' as const, amount: 40n };
    expect(postingsOf(hold, { change: 0n, outcome: 'posted' })).toEqual([
      { account: `earnings:${payerSubject}`, userId: payerSubject, currency: 'DIAMOND', amount: -40n },
      { account: `held:${payerSubject}`, userId: payerSubject, currency: 'DIAMOND', amount: 40n },
    ]);
    const post = { ...hold, kind: 'payout_post' as const, fiat: 20n, fiatCurrency: 'USD' as const, provider: 'bank' };
    expect(postingsOf(post, { change: 0n, outcome: 'posted' })).toEqual([
      { account: `held:${payerSubject}`, userId: payerSubject, currency: 'DIAMOND', amount: -40n },
      { account: 'platform:diamond_redemption', userId: '', currency: 'DIAMOND', amount: 40n },
      { account: 'platform:payouts', userId: '', currency: 'USD', amount: -20n },
      { account: 'platform:clearing:bank', userId: '', currency: 'USD', amount: 20n },
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
