import fc from 'fast-check';
import { Binary, BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { BsonReader } from './bson-reader.ts';
import { decodedBson, isBsonOf } from './raw-bson.ts';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const safe = fc.maxSafeInteger().map(BigInt);
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const name = fc.stringMatching(/^[a-z_]{1,8}$/);
const date = fc.date({ noInvalidDate: true });
const binary = fc.uint8Array({ maxLength: 40 }).map((bytes) => new Binary(bytes));
const flat = fc.oneof(safe, int32, fc.stringMatching(/^[ -~]{0,20}$/), date, binary);
const fields = (value: fc.Arbitrary<unknown>) => fc.dictionary(name, value, { maxKeys: 8, noNullPrototype: true });
const documents = fields(fc.oneof(flat, fields(flat)));

const bytesOf = (document: object): Uint8Array => BSON.serialize(document);
const reversed = (document: object): object => Object.fromEntries(Object.entries(document).reverse());

describe('isBsonOf', () => {
  it('knows the bytes of every document of the types that the ledger stores', () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(isBsonOf(bytesOf(document), document)).toBe(true);
        expect(decodedBson(bytesOf(document))).toEqual(document);
      }),
    );
  });

  it('takes no other bytes for it: none with one changed, none that are shorter or longer', () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.integer({ min: 1, max: 255 }), (document, place, difference) => {
        const changed = bytesOf(document);
        const at = place % changed.byteLength;
        changed[at] = (changed[at] ?? 0) ^ difference;
        expect(isBsonOf(changed, document)).toBe(false);
        const bytes = bytesOf(document);
        expect(isBsonOf(bytes.subarray(0, at), document)).toBe(false);
        expect(isBsonOf(new Uint8Array([...bytes, 0]), document)).toBe(false);
      }),
    );
  });

  it('takes no other document for it, nor the same fields in another order', () => {
    fc.assert(
      fc.property(documents, documents, (one, other) => {
        fc.pre(!Buffer.from(bytesOf(one)).equals(bytesOf(other)));
        expect(isBsonOf(bytesOf(one), other)).toBe(false);
      }),
    );
    expect(isBsonOf(bytesOf({ a: 1n, b: 2n }), reversed({ a: 1n, b: 2n }))).toBe(false);
  });

  it('says no to what it does not look into, rather than guess', () => {
    for (const document of [{ a: 'ü' }, { a: 1.5 }, { a: true }, { a: null }, { ü: 1 }]) {
      expect(isBsonOf(bytesOf(document), document)).toBe(false);
    }
    // Beyond a double's or 64 bits it would be cut to the same bytes.
    for (const [stored, large] of [
      [1n, 2n ** 64n + 1n],
      [2n ** 53n, 2n ** 53n + 1n],
      [-(2n ** 63n), -(2n ** 63n) - 1n],
    ] as const) {
      expect(isBsonOf(bytesOf({ a: stored }), { a: large })).toBe(false);
    }
    // Equal where it is compared, stored as another type.
    expect(isBsonOf(bytesOf({ a: new BSON.Double(3) }), { a: 3 })).toBe(false);
  });
});

describe('BsonReader', () => {
  it('reads fields in the order in which they stand', () => {
    fc.assert(
      fc.property(int64, date, fc.uint8Array(), documents, (whole, when, raw, between) => {
        const text = 'sôme text';
        const reader = new BsonReader(
          bytesOf({ between, whole, empty: '', when, more: between, raw: new Binary(raw), text, end: 1 }),
        );
        expect(reader.int64('whole')).toBe(whole);
        expect(reader.isNext('when')).toBe(false);
        expect(reader.date('when')).toBe(BigInt(when.getTime()));
        expect(reader.isNext('more')).toBe(true);
        expect(reader.binary('raw')).toEqual(raw);
        expect(reader.text('text')).toBe(text);
      }),
    );
  });

  it('reads nothing of another type, in another order, not well-formed, behind the end or that is not there', () => {
    const document = { b: 1n, a: 2n, odd: true, c: 3n };
    expect(new BsonReader(bytesOf(document)).date('b')).toBeUndefined();
    expect(new BsonReader(bytesOf(document)).int64('c')).toBeUndefined();
    const damaged = bytesOf({ a: 'x' });
    damaged[damaged.indexOf(0x78)] = 0xff;
    expect(new BsonReader(damaged).text('a')).toBeUndefined();
    expect(decodedBson(damaged)).toEqual({ a: '\ufffd' });
    expect(new BsonReader(bytesOf({ a: 1n })).binary('z')).toBeUndefined();
    expect(new BsonReader(bytesOf({ a: 1n }).subarray(0, 10)).int64('a')).toBeUndefined();
    const reader = new BsonReader(bytesOf({ b: 1n, a: 2n }));
    expect([reader.int64('a'), reader.int64('b')]).toEqual([2n, undefined]);
  });
});
