import fc from 'fast-check';
import { Packr } from 'msgpackr/pack';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../ids.ts';
import { type GuardBounds, guardMessagePack } from './guard.ts';

const wide: GuardBounds = { bytesMax: 1 << 20, depthMax: 32, itemsMax: 1 << 16 };
const packr = new Packr({ useRecords: false, variableMapSize: true });
const pack = (value: unknown): Uint8Array => new Uint8Array(packr.pack(value));
const bytesOf = (text: string): Uint8Array => fromHex(text.replaceAll(' ', '')) ?? new Uint8Array(0);

interface Shape {
  readonly items: number;
  readonly depth: number;
}

/** Counted independently of the guard: map keys are items, only containers that hold something are levels. */
function shapeOf(value: unknown): Shape {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return { items: 1, depth: 0 };
  const children = Array.isArray(value) ? value : Object.entries(value).flat();
  const shapes = children.map(shapeOf);
  return {
    items: 1 + shapes.reduce((sum, shape) => sum + shape.items, 0),
    depth: children.length === 0 ? 0 : 1 + Math.max(...shapes.map((shape) => shape.depth)),
  };
}

const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double(),
    fc.string({ maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 40 }),
    fc.dictionary(fc.string({ maxLength: 40 }), tie('value'), { maxKeys: 20 }),
  ),
})).value;

describe('guardMessagePack', () => {
  it('accepts everything that an encoder makes, exactly up to its size, items and depth', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = pack(value);
        const { items, depth } = shapeOf(value);
        const exact: GuardBounds = { bytesMax: bytes.byteLength, itemsMax: items, depthMax: depth };
        expect(guardMessagePack(bytes, exact)).toBeUndefined();
        expect(guardMessagePack(bytes, { ...exact, bytesMax: bytes.byteLength - 1 })).toBe('frame_too_large');
        expect(guardMessagePack(bytes, { ...exact, itemsMax: items - 1 })).toBe('frame_too_large');
        if (depth > 0) expect(guardMessagePack(bytes, { ...exact, depthMax: depth - 1 })).toBe('frame_too_deep');
      }),
    );
  });

  it('refuses a value that is cut anywhere, or followed by anything', () => {
    fc.assert(
      fc.property(anyValue, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 }), (value, seed, tail) => {
        const bytes = pack(value);
        expect(guardMessagePack(bytes.subarray(0, seed % bytes.byteLength), wide)).toBe('frame_malformed');
        expect(guardMessagePack(Uint8Array.of(...bytes, ...tail), wide)).toBe('frame_malformed');
      }),
    );
  });

  it('reads a view in the middle of a buffer', () => {
    const bytes = pack({ t: 'ping', id: 1 });
    const buffer = new Uint8Array(bytes.byteLength + 8).fill(0xc1);
    buffer.set(bytes, 4);
    expect(guardMessagePack(buffer.subarray(4, 4 + bytes.byteLength), wide)).toBeUndefined();
  });

  // Every form of the format that an encoder here may not pick by itself.
  it.each([
    ['nil', 'c0'],
    ['booleans', '92 c2 c3'],
    ['bin 8, 16, 32', '93 c4 01 aa c5 0001 aa c6 00000001 aa'],
    ['float 32, 64', '92 ca 00000000 cb 0000000000000000'],
    ['uint 8 to 64', '94 cc ff cd ffff ce ffffffff cf ffffffffffffffff'],
    ['int 8 to 64', '94 d0 80 d1 8000 d2 80000000 d3 8000000000000000'],
    ['str 8, 16, 32', '93 d9 01 61 da 0001 61 db 00000001 61'],
    ['array 16, 32', '92 dc 0001 c0 dd 00000001 c0'],
    ['map 16, 32', '92 de 0001 a1 61 01 df 00000001 a1 61 01'],
    ['empty array and map', '92 90 80'],
    ['negative fixint', 'ff'],
  ])('knows %s', (_, text) => {
    const bytes = bytesOf(text);
    expect(guardMessagePack(bytes, wide)).toBeUndefined();
    for (let cut = 0; cut < bytes.byteLength; cut += 1) {
      expect(guardMessagePack(bytes.subarray(0, cut), wide)).toBe('frame_malformed');
    }
  });

  it.each([
    ['the unused byte', 'c1'],
    ['ext 8', 'c7 01 01 00'],
    ['ext 16', 'c8 0001 01 00'],
    ['ext 32', 'c9 00000001 01 00'],
    ['fixext 1, which msgpackr reads as a record', 'd4 72 40'],
    ['fixext 2', 'd5 01 0000'],
    ['fixext 4, a timestamp', 'd6 ff 00000000'],
    ['fixext 8', 'd7 ff 0000000000000000'],
    ['fixext 16', 'd8 01 00000000000000000000000000000000'],
    ['nothing', ''],
    ['a string longer than the frame', 'db ffffffff 61'],
  ])('refuses %s', (_, text) => {
    expect(guardMessagePack(bytesOf(text), wide)).toBe('frame_malformed');
  });

  it.each([
    ['an array of 2^32 - 1', 'dd ffffffff'],
    ['a map of 2^32 - 1', 'df ffffffff'],
    ['an array of 65,535', 'dc ffff'],
  ])('refuses %s by its head alone', (_, text) => {
    const bounds = { ...wide, itemsMax: 256 };
    expect(guardMessagePack(bytesOf(text), bounds)).toBe('frame_too_large');
  });

  it('refuses 72 KiB of nested arrays after a few bytes, whatever the bound on bytes', () => {
    const bomb = new Uint8Array(72 * 1024).fill(0x91);
    expect(guardMessagePack(bomb, { ...wide, depthMax: 6 })).toBe('frame_too_deep');
    expect(guardMessagePack(bomb, { ...wide, depthMax: 1 << 20, itemsMax: 1000 })).toBe('frame_too_large');
  });

  it('takes no more steps than the bound on items, however many are promised', () => {
    let reads = 0;
    const bytes = new Uint8Array(1 << 20).fill(0x01);
    bytes.set([0xdd, 0x00, 0x0f, 0xff, 0xff]);
    // Counts how often the guard looks at a byte: steps, where time would depend on the machine.
    const original = DataView.prototype.getUint8;
    DataView.prototype.getUint8 = function counted(this: DataView, at: number): number {
      reads += 1;
      return original.call(this, at);
    };
    try {
      expect(guardMessagePack(bytes, { bytesMax: 1 << 20, depthMax: 6, itemsMax: 1 << 20 })).toBe('frame_malformed');
      expect(reads).toBeGreaterThan(1000);
      reads = 0;
      expect(guardMessagePack(bytes, { bytesMax: 1 << 20, depthMax: 6, itemsMax: 256 })).toBe('frame_too_large');
      expect(reads).toBeLessThan(300);
    } finally {
      DataView.prototype.getUint8 = original;
    }
  });

  it('answers random bytes with one of its answers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect([undefined, 'frame_malformed', 'frame_too_large', 'frame_too_deep']).toContain(
          guardMessagePack(bytes, { bytesMax: 150, depthMax: 4, itemsMax: 50 }),
        );
      }),
      { numRuns: 2000 },
    );
  });
});
