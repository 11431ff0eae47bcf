import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giftIntent, grantIntent } from '../../testing/ledger-examples.ts';
import { hex } from '../ids.ts';
import { canonicalBytes, splitCanonical } from './bytes.ts';
import { decodeIntent, encodeIntent, INTENT_VERSION, type Intent, intentBlanks } from './intent.ts';
import { intentKinds, kindSpec } from './kinds.ts';

const positive = fc.bigInt(1n, 2n ** 63n - 1n);
const natural = fc.bigInt(0n, 2n ** 63n - 1n);
const text = fc.string({ unit: 'binary', maxLength: 20 });
const someone = fc.string({ minLength: 1, maxLength: 27 });

const anyFields = fc.record({
  tx: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hex),
  wallet: someone,
  counterparty: someone,
  amount: positive,
  earned: natural,
  roomId: text,
  giftId: text,
  giftVersion: natural,
  quantity: natural,
  clientId: text,
  nodeId: text,
  orderId: text,
  reason: text,
});

const anyKind = fc.record({
  kind: fc.constantFrom(...intentKinds),
  fiat: positive,
  fiatCurrency: fc.constantFrom('USD', 'NPR'),
  provider: someone,
  reference: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hex),
  order: someone,
});

/** Any sound intent: each kind has what its legs are made of, and nothing that belongs to others. */
const anyIntent: fc.Arbitrary<Intent> = fc.tuple(anyFields, anyKind).map(([fields, { kind, order, ...more }]) => {
  const spec = kindSpec(kind);
  const money = { fiat: more.fiat, fiatCurrency: more.fiatCurrency, provider: more.provider };
  return {
    ...{ ...intentBlanks, ...fields, kind, currency: spec.currency },
    ...(spec.order === true ? { orderId: order } : {}),
    ...(spec.fiat === true ? money : {}),
    ...(spec.reference === true ? { reference: more.reference } : {}),
  };
});

describe('an intent', () => {
  it('is read as it was written, and written as it was read', () => {
    fc.assert(
      fc.property(anyIntent, (intent) => {
        const bytes = encodeIntent(intent);
        const read = decodeIntent(bytes);
        expect(read).toEqual(intent);
        expect(read && encodeIntent(read)).toEqual(bytes);
      }),
    );
  });

  it('has these very bytes', () => {
    // Written down by hand from the layout: version, then length and value of each of the 15 fields.
    expect(hex(encodeIntent(giftIntent))).toBe(
      [
        '01',
        '00000004' + '67696674',
        `00000020${giftIntent.tx}`,
        '0000001b' + '736162636465666768696a6b6c6d6e6f707172737475767778797a',
        '0000001b' + '733233343536373233343536373233343536373233343536376162',
        '00000004' + '434f494e',
        '00000008' + '0000000000000063',
        '00000008' + '0000000000000031',
        '00000024' + '30313962376433632d326634652d376131312d386332322d316435653666373038313932',
        '00000007' + '6c616e7465726e',
        '00000008' + '0000000000000001',
        '00000008' + '0000000000000001',
        '00000024' + '30313962376433632d333061612d376233632d396434652d356636303731383239336134',
        '00000004' + '67772d31',
        '00000000',
        '00000000',
      ].join(''),
    );
  });

  it('gives other bytes as soon as any field differs', () => {
    const refund: Intent = {
      ...{ ...grantIntent, kind: 'refund', orderId: 'pay:refund-1', reference: grantIntent.tx, reason: '' },
      ...{ fiat: 99n, fiatCurrency: 'USD', provider: 'stripe' },
    };
    const changes: Partial<Intent>[] = [
      { kind: 'chargeback' },
      { tx: giftIntent.tx },
      { wallet: 'sx' },
      { counterparty: 'sx' },
      { currency: 'USD' },
      { amount: 100n },
      { earned: 50n },
      { roomId: 'x' },
      { giftId: 'x' },
      { giftVersion: 2n },
      { quantity: 2n },
      { clientId: 'x' },
      { nodeId: 'x' },
      { orderId: 'x' },
      { reason: 'x' },
      { fiatCurrency: 'EUR' },
      { fiat: 98n },
      { provider: 'x' },
      { reference: giftIntent.tx },
    ];
    expect(changes).toHaveLength(Object.keys(refund).length);
    const all = changes.map((change) => hex(encodeIntent({ ...refund, ...change })));
    expect(new Set([hex(encodeIntent(refund)), ...all]).size).toBe(changes.length + 1);
  });

  it.each<[string, Partial<Intent>]>([
    ['no wallet', { wallet: '' }],
    ['no amount', { amount: 0n }],
    ['a negative amount', { amount: -1n }],
    ['negative earnings', { earned: -1n }],
    ['a negative quantity', { quantity: -1n }],
    ['a currency its postings do not move', { currency: 'USD' }],
    ['a gift to nobody', { counterparty: '' }],
    ['a transaction id that is no hash', { tx: 'abcd' }],
    ['a transaction id that is not hexadecimal', { tx: 'z'.repeat(64) }],
  ])('is poison with %s', (_, change) => {
    expect(decodeIntent(encodeIntent({ ...giftIntent, ...change }))).toBeUndefined();
  });

  it.each<[string, Partial<Intent>]>([
    ['no money', { fiat: 0n }],
    ['money of no currency', { fiatCurrency: '' }],
    ['coins for money', { fiatCurrency: 'COIN' }],
    ['no provider', { provider: '' }],
    ['no order', { orderId: '' }],
    ['a reference that is none of its business', { reference: giftIntent.tx }],
    ['diamonds', { currency: 'DIAMOND' }],
  ])('is poison as a purchase with %s', (_, change) => {
    const money = { fiat: 99n, fiatCurrency: 'USD', provider: 'stripe' } as const;
    const purchase: Intent = { ...grantIntent, kind: 'purchase', orderId: 'pay', ...money };
    expect(decodeIntent(encodeIntent(purchase))).toEqual(purchase);
    expect(decodeIntent(encodeIntent({ ...purchase, ...change }))).toBeUndefined();
  });

  it('is poison when its frame is not sound', () => {
    const bytes = encodeIntent(grantIntent);
    const fields = (splitCanonical(bytes)?.fields ?? []).map((raw) => ({ raw }));
    const replaced = (at: number, raw: Uint8Array): Uint8Array =>
      canonicalBytes(INTENT_VERSION, fields.with(at, { raw }));
    expect(decodeIntent(bytes)).toEqual(grantIntent);
    expect(decodeIntent(canonicalBytes(INTENT_VERSION + 1, fields))).toBeUndefined();
    expect(decodeIntent(canonicalBytes(INTENT_VERSION, fields.slice(1)))).toBeUndefined();
    expect(decodeIntent(canonicalBytes(INTENT_VERSION, [...fields, { raw: new Uint8Array(0) }]))).toBeUndefined();
    for (const at of [0, 2, 3, 4, 7, 8, 11, 12, 13, 14]) {
      expect(decodeIntent(replaced(at, Uint8Array.of(0xff)))).toBeUndefined();
    }
    for (const at of [5, 6, 9, 10]) expect(decodeIntent(replaced(at, new Uint8Array(7)))).toBeUndefined();
    for (let cut = 0; cut < bytes.byteLength; cut += 1) {
      expect(decodeIntent(bytes.subarray(0, cut))).toBeUndefined();
    }
  });

  it('is poison, and nothing worse, when it is random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeIntent(bytes)).toBeUndefined();
      }),
    );
  });
});
