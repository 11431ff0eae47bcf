import { textOf } from '@halobuzz/core/ledger/bytes';
import { bsonTypes, int32At } from './raw-bson.ts';

/**
 * Reads some fields of one raw document, in the order in which they stand in it. Undefined: the field does not stand behind
 * the one that was read last, is of another type, or is text that is not well-formed; then decode the document.
 */
export class BsonReader {
  readonly #bytes: Uint8Array;
  #at = 4;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  int64(name: string): bigint | undefined {
    const at = this.#find(name, bsonTypes.int64);
    return at === -1 ? undefined : int64At(this.#bytes, at);
  }

  /** Milliseconds since 1970. */
  date(name: string): bigint | undefined {
    const at = this.#find(name, bsonTypes.date);
    return at === -1 ? undefined : int64At(this.#bytes, at);
  }

  /** A view of the document's own bytes. */
  binary(name: string): Uint8Array | undefined {
    const at = this.#find(name, bsonTypes.binary);
    if (at === -1) return undefined;
    const { buffer, byteOffset } = this.#bytes;
    return new Uint8Array(buffer, byteOffset + at + 5, int32At(this.#bytes, at));
  }

  text(name: string): string | undefined {
    const at = this.#find(name, bsonTypes.text);
    return at === -1 ? undefined : textOf(this.#bytes.subarray(at + 4, this.#at - 1));
  }

  /** Whether this is the name of the very next field. */
  isNext(name: string): boolean {
    return this.#bytes[this.#at] !== 0 && this.#isNamed(this.#at + 1, name);
  }

  /** Where the field's value begins, or -1; goes on behind it. */
  #find(name: string, type: number): number {
    for (;;) {
      const found = this.#bytes[this.#at];
      if (found === undefined || found === 0) return -1;
      const nameAt = this.#at + 1;
      const isIt = this.#isNamed(nameAt, name);
      let at = nameAt + (isIt ? name.length : 0);
      while ((this.#bytes[at] ?? 0) !== 0) at += 1;
      const size = sizeOf(this.#bytes, found, at + 1);
      if (size < 0 || at + 1 + size >= this.#bytes.byteLength) return -1;
      this.#at = at + 1 + size;
      if (isIt) return found === type ? at + 1 : -1;
    }
  }

  #isNamed(at: number, name: string): boolean {
    const { length } = name;
    for (let index = 0; index < length; index += 1) {
      if (this.#bytes[at + index] !== name.charCodeAt(index)) return false;
    }
    return this.#bytes[at + length] === 0;
  }
}

/** Bytes of a value; -1 for a type that the ledger does not store. */
function sizeOf(bytes: Uint8Array, type: number, at: number): number {
  const counted = (extra: number): number => {
    const length = int32At(bytes, at);
    return length < 0 ? -1 : length + extra;
  };
  switch (type) {
    case bsonTypes.text:
      return counted(4);
    case bsonTypes.document:
      return counted(0);
    case bsonTypes.binary:
      return counted(5);
    case bsonTypes.date:
    case bsonTypes.int64:
      return 8;
    case bsonTypes.int32:
      return 4;
    default:
      return -1;
  }
}

function int64At(bytes: Uint8Array, at: number): bigint {
  const low = int32At(bytes, at) >>> 0;
  const high = int32At(bytes, at + 4);
  // Nearly all fit a double: one bigint instead of four.
  if (high >= -0x10_0000 && high < 0x10_0000) return BigInt(high * 0x1_0000_0000 + low);
  return (BigInt(high) << 32n) | BigInt(low);
}
