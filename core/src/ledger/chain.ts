import { canonicalBytes, utf8 } from './bytes.ts';
import type { Effects } from './kinds.ts';

/** SHA-256 of bytes. Passed in: the writer uses the platform's, which is faster than any JavaScript. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** What the chain covers besides the intent: its place and the wallet's balance after it. */
export interface EntryPlace {
  readonly epoch: bigint;
  readonly sequence: bigint;
  readonly balanceAfter: bigint;
  readonly acceptedAtMs: bigint;
}

/** Gifts, development grants and quarantined entries. */
export const ENTRY_VERSION = 1;
/** Everything else: what it did is covered as well, since its intent alone does not say. */
export const ENTRY_VERSION_WIDE = 2;
export const GENESIS_HASH = new Uint8Array(32);
const DOMAIN = utf8('HBL1');

/**
 * The canonical bytes of one ledger entry. A poison entry gives its raw bytes as `intentBytes` and still chains. `effects`:
 * for kinds that are not plain (`isPlainKind`).
 */
export function entryBytes(intentBytes: Uint8Array, place: EntryPlace, effects?: Effects): Uint8Array {
  return canonicalBytes(effects === undefined ? ENTRY_VERSION : ENTRY_VERSION_WIDE, [
    { raw: intentBytes },
    { int: place.epoch },
    { int: place.sequence },
    { int: place.balanceAfter },
    { int: place.acceptedAtMs },
    ...(effects === undefined ? [] : [{ int: effects.change }, { text: effects.outcome }]),
  ]);
}

/** SHA-256("HBL1" ‖ previous hash ‖ length (4 bytes, big-endian) ‖ canonical bytes). */
export function chainHash(previous: Uint8Array, bytes: Uint8Array, sha256: Sha256): Uint8Array {
  const input = new Uint8Array(DOMAIN.byteLength + previous.byteLength + 4 + bytes.byteLength);
  input.set(DOMAIN, 0);
  input.set(previous, DOMAIN.byteLength);
  new DataView(input.buffer).setUint32(DOMAIN.byteLength + previous.byteLength, bytes.byteLength);
  input.set(bytes, DOMAIN.byteLength + previous.byteLength + 4);
  return sha256(input);
}
