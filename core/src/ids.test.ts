import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../testing/seeded-random.ts';
import {
  ACCOUNT_ID_PATTERN,
  base32,
  fromHex,
  hex,
  newAccountId,
  newOpaqueId,
  newSubjectId,
  newUuidV7,
  SUBJECT_ID_PATTERN,
  transactionId,
  UUID_V7_PATTERN,
  uuidV7TimeMs,
  walletShardOf,
  walletShardTag,
} from './ids.ts';
import { WALLET_SHARDS } from './limits.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('base32', () => {
  // RFC 4648 §10, lower-cased and without padding.
  it.each([
    ['', ''],
    ['f', 'my'],
    ['fo', 'mzxq'],
    ['foo', 'mzxw6'],
    ['foob', 'mzxw6yq'],
    ['fooba', 'mzxw6ytb'],
    ['foobar', 'mzxw6ytboi'],
  ])('encodes %j as %j', (plain, encoded) => {
    expect(base32(ascii(plain))).toBe(encoded);
  });

  it('keeps all 128 bits of an id apart', () => {
    const zeros = new Uint8Array(16);
    const seen = new Set([base32(zeros)]);
    for (let bit = 0; bit < 128; bit += 1) {
      const bytes = zeros.slice();
      bytes[bit >> 3] = 1 << (bit & 7);
      seen.add(base32(bytes));
    }
    expect(seen.size).toBe(129);
  });
});

describe('hexadecimal', () => {
  it('goes there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(hex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
        expect(fromHex(hex(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each(['0', 'zz', '0x12', '1 ', ' 1'])('refuses %j', (text) => {
    expect(fromHex(text)).toBeUndefined();
  });
});

describe('account, subject and opaque ids', () => {
  const random = seededRandom(1);

  it('have the shape that the patterns ask for', () => {
    for (const region of ['a', 'e', 'u'] as const)
      expect(newAccountId(region, random.bytes)).toMatch(ACCOUNT_ID_PATTERN);
    expect(newSubjectId(random.bytes)).toMatch(SUBJECT_ID_PATTERN);
    expect(newOpaqueId('cn', random.bytes)).toMatch(/^cn_[a-z2-7]{26}$/);
  });

  it('are never mistaken for each other', () => {
    expect(newSubjectId(random.bytes)).not.toMatch(ACCOUNT_ID_PATTERN);
    expect(newAccountId('a', random.bytes)).not.toMatch(SUBJECT_ID_PATTERN);
  });
});

describe('UUIDv7', () => {
  it('gives the example of RFC 9562, appendix A.6', () => {
    const random = Uint8Array.of(0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f);
    expect(newUuidV7(0x017f22e279b0, () => random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('carries its time, and sorts by it', () => {
    const random = seededRandom(2);
    const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [first, second] = [newUuidV7(a, random.bytes), newUuidV7(b, random.bytes)];
        expect(first).toMatch(UUID_V7_PATTERN);
        expect(uuidV7TimeMs(first)).toBe(a);
        if (a !== b) expect(first < second).toBe(a < b);
      }),
    );
  });

  it.each(['', '017f22e2-79b0-4cc3-98c4-dc0c0c07398f', '017F22E2-79B0-7CC3-98C4-DC0C0C07398F', '017f22e279b07cc398c4'])(
    'finds no time in %j',
    (text) => {
      expect(uuidV7TimeMs(text)).toBeUndefined();
    },
  );
});

describe('wallet shards', () => {
  it('is the first 6 bits of SHA-256', () => {
    const random = seededRandom(3);
    for (let i = 0; i < 200; i += 1) {
      const subject = newSubjectId(random.bytes);
      const bits = createHash('sha256').update(subject).digest().readUInt8(0).toString(2).padStart(8, '0').slice(0, 6);
      expect(walletShardOf(subject)).toBe(Number.parseInt(bits, 2));
    }
  });

  it('spreads subjects evenly over all of them', () => {
    const random = seededRandom(4);
    const counts = new Array<number>(WALLET_SHARDS).fill(0);
    const subjects = 12_800;
    for (let i = 0; i < subjects; i += 1) {
      const shard = walletShardOf(newSubjectId(random.bytes));
      counts[shard] = (counts[shard] ?? Number.NaN) + 1;
    }
    expect(counts).toHaveLength(WALLET_SHARDS);
    // Chi-squared with 63 degrees of freedom: 126 is passed by chance once in three million.
    const mean = subjects / WALLET_SHARDS;
    expect(counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0)).toBeLessThan(126);
  });

  it('tags keys with two digits', () => {
    expect(walletShardTag(7)).toBe('{w07}');
    expect(walletShardTag(63)).toBe('{w63}');
  });
});

describe('transaction ids', () => {
  it('is SHA-256 of subject and client id', () => {
    const expected = createHash('sha256').update('sabc017f22e2-79b0-7cc3-98c4-dc0c0c07398f').digest('hex');
    expect(transactionId('sabc', '017f22e2-79b0-7cc3-98c4-dc0c0c07398f')).toBe(expected);
  });

  it('differs for two people who use the same client id', () => {
    const random = seededRandom(5);
    const clientId = newUuidV7(1, random.bytes);
    expect(transactionId(newSubjectId(random.bytes), clientId)).not.toBe(
      transactionId(newSubjectId(random.bytes), clientId),
    );
  });
});
