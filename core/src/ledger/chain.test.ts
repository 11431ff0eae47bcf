import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hex } from '../ids.ts';
import { utf8 } from './bytes.ts';
import { chainHash, type EntryPlace, entryBytes, GENESIS_HASH } from './chain.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const place: EntryPlace = { epoch: 1n, sequence: 2n, balanceAfter: 901n, acceptedAtMs: 1_767_323_045_678n };

describe('the hash chain', () => {
  /*
   * Computed apart from this code, in Python:
   *   import hashlib, struct
   *   field = lambda b: struct.pack('>I', len(b)) + b
   *   entry = b'\x01' + field(b'intent') + b''.join(field(struct.pack('>q', n)) for n in (1, 2, 901, 1767323045678))
   *   one = hashlib.sha256(b'HBL1' + bytes(32) + struct.pack('>I', len(entry)) + entry).digest()
   *   two = hashlib.sha256(b'HBL1' + one + struct.pack('>I', len(entry)) + entry).digest()
   */
  const first = '7911778dd7472a5995b86dcb84aeb64052dc5174003c300259b44b84f4baad52';
  const second = '29ed032d58b886eeca6b6e3b576f93eea73fdce300eee564e2764b304250cf88';

  it('gives the golden hashes', () => {
    const bytes = entryBytes(utf8('intent'), place);
    const one = chainHash(GENESIS_HASH, bytes, sha256);
    expect(hex(one)).toBe(first);
    expect(hex(chainHash(one, bytes, sha256))).toBe(second);
  });

  it('begins with 32 zero bytes', () => {
    expect(hex(GENESIS_HASH)).toBe('00'.repeat(32));
  });

  it.each<[string, Uint8Array, EntryPlace]>([
    ['intent', utf8('intend'), place],
    ['epoch', utf8('intent'), { ...place, epoch: 2n }],
    ['sequence', utf8('intent'), { ...place, sequence: 3n }],
    ['balance', utf8('intent'), { ...place, balanceAfter: 902n }],
    ['time', utf8('intent'), { ...place, acceptedAtMs: place.acceptedAtMs + 1n }],
  ])('covers the %s', (_, intent, at) => {
    expect(hex(chainHash(GENESIS_HASH, entryBytes(intent, at), sha256))).not.toBe(first);
  });

  it('covers the entry before', () => {
    expect(hex(chainHash(GENESIS_HASH.with(31, 1), entryBytes(utf8('intent'), place), sha256))).not.toBe(first);
  });

  it('chains poison too, whatever its bytes', () => {
    expect(chainHash(GENESIS_HASH, entryBytes(Uint8Array.of(0xff, 0xfe), place), sha256)).toHaveLength(32);
    expect(entryBytes(new Uint8Array(0), place)).not.toEqual(entryBytes(Uint8Array.of(0), place));
  });
});
