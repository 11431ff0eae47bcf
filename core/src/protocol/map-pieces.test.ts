import fc from 'fast-check';
import { Packr } from 'msgpackr/pack';
import { Unpackr } from 'msgpackr/unpack';
import { expect, it } from 'vitest';
import { encodedField, encodedListField, joinPieces, mapPiece, mergePieces } from './map-pieces.ts';

const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

const valuesOf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.string(), { maxLength: 3 }),
  // MessagePack as msgpackr writes it knows one zero.
  fc.double({ noNaN: true }).map((value) => (value === 0 ? 0 : value)),
);
const recordsOf = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 8 }).filter((name) => name !== '__proto__'),
  valuesOf,
  { maxKeys: 40 },
);

it('reads as the map that has all fields, however they were parted', () => {
  fc.assert(
    fc.property(recordsOf, fc.nat(40), fc.nat(40), (record, one, other) => {
      const entries = Object.entries(record);
      const [from, to] = one < other ? [one, other] : [other, one];
      const parts = [entries.slice(0, from), entries.slice(from, to), entries.slice(to)].map((part) =>
        mapPiece(Object.fromEntries(part)),
      );
      const [first, ...rest] = parts;
      expect(unpackr.unpack(joinPieces(parts))).toEqual({ ...record });
      expect(unpackr.unpack(joinPieces([first ?? mapPiece({}), mergePieces(rest)]))).toEqual({ ...record });
    }),
  );
});

it('takes values and lists that were encoded before', () => {
  for (const count of [0, 1, 15, 16, 300]) {
    const list = Array.from({ length: count }, (_, i) => ({ t: 'chat', i }));
    const whole = joinPieces([
      mapPiece({ a: 1, left: undefined }),
      encodedListField(
        'chat',
        list.map((item) => new Uint8Array(packr.pack(item))),
      ),
      encodedField('pinned', packr.pack({ t: 'chat' })),
    ]);
    expect(unpackr.unpack(whole)).toEqual({ a: 1, chat: list, pinned: { t: 'chat' } });
  }
});
