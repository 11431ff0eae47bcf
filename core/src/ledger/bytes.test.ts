import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../ids.ts';
import { type CanonicalField, canonicalBytes, intOf, splitCanonical, textOf, utf8 } from './bytes.ts';

const int64 = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);
/** Well-formed text: any scalar values. */
const text = fc.string({ unit: 'binary', maxLength: 20 });

describe('utf8', () => {
  it('agrees with TextEncoder, lone surrogates included', () => {
    const anyUnits = fc
      .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd700, max: 0xe000 })))
      .map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(fc.oneof(anyUnits, text), (value) => {
        expect(utf8(value)).toEqual(new Uint8Array(new TextEncoder().encode(value)));
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees with TextEncoder where the length changes', () => {
    for (const code of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff]) {
      const char = String.fromCodePoint(code);
      expect(utf8(char)).toEqual(new Uint8Array(new TextEncoder().encode(char)));
    }
  });

  it('is read back by textOf', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(textOf(utf8(value))).toBe(value);
      }),
    );
  });

  it.each([
    ['a lone continuation byte', [0x80]],
    ['a cut sequence', [0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ])('textOf refuses %s', (_, bytes) => {
    expect(textOf(Uint8Array.from(bytes))).toBeUndefined();
  });
});

describe('canonical bytes', () => {
  it.each<[string, number, CanonicalField[], string]>([
    ['no field', 1, [], '01'],
    ['empty text', 1, [{ text: '' }], '0100000000'],
    ['text', 1, [{ text: 'नि' }], '0100000006e0a4a8e0a4bf'],
    ['zero', 2, [{ int: 0n }], '02000000080000000000000000'],
    ['minus one', 1, [{ int: -1n }], '0100000008ffffffffffffffff'],
    ['the smallest', 1, [{ int: -(2n ** 63n) }], '01000000088000000000000000'],
    ['raw', 1, [{ raw: Uint8Array.of(0, 255) }], '010000000200ff'],
    ['two fields', 1, [{ text: 'a' }, { text: 'bc' }], '01000000016100000002' + '6263'],
  ])('of %s', (_, version, fields, expected) => {
    expect(hex(canonicalBytes(version, fields))).toBe(expected);
  });

  it('refuses integers that do not fit 64 bits, which would give the bytes of another number', () => {
    for (const int of [2n ** 63n, -(2n ** 63n) - 1n, 2n ** 64n]) {
      expect(() => canonicalBytes(1, [{ int }])).toThrow(RangeError);
    }
  });

  it('differs for every two different lists of fields', () => {
    // Few letters and short texts, so that moving a letter from one field to the next is tried often.
    const fields = fc.array(fc.string({ unit: fc.constantFrom('a', '\u0000'), maxLength: 3 }), { maxLength: 4 });
    const encode = (list: readonly string[]): string =>
      hex(
        canonicalBytes(
          1,
          list.map((entry) => ({ text: entry })),
        ),
      );
    fc.assert(
      fc.property(fields, fields, (a, b) => {
        expect(encode(a) === encode(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 2000 },
    );
  });

  it('is split into what went in', () => {
    const field = fc.oneof(
      text.map((value) => ({ text: value })),
      int64.map((int) => ({ int })),
      fc.uint8Array({ maxLength: 20 }).map((raw) => ({ raw })),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.array(field, { maxLength: 6 }), (version, fields) => {
        const record = splitCanonical(canonicalBytes(version, fields));
        expect(record?.version).toBe(version);
        expect(record?.fields).toHaveLength(fields.length);
        fields.forEach((value, at) => {
          const bytes = record?.fields[at] ?? new Uint8Array(0);
          if ('text' in value) expect(textOf(bytes)).toBe(value.text);
          else if ('int' in value) expect(intOf(bytes)).toBe(value.int);
          else expect(new Uint8Array(bytes)).toEqual(value.raw);
        });
      }),
    );
  });

  it('is not split when a length does not fit', () => {
    expect(splitCanonical(new Uint8Array(0))).toBeUndefined();
    expect(splitCanonical(Uint8Array.of(1, 0, 0, 0))).toBeUndefined();
    expect(splitCanonical(Uint8Array.of(1, 0, 0, 0, 2, 7))).toBeUndefined();
    expect(splitCanonical(Uint8Array.of(1, 255, 255, 255, 255, 7))).toBeUndefined();
  });

  it('an integer is exactly 8 bytes', () => {
    expect(intOf(new Uint8Array(7))).toBeUndefined();
    expect(intOf(new Uint8Array(9))).toBeUndefined();
    expect(intOf(new Uint8Array(0))).toBeUndefined();
  });
});
