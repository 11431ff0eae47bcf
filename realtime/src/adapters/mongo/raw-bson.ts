import { Binary, BSON } from 'mongodb';

/**
 * A document as it was read: decoded, or its BSON as MongoDB sent it (https://bsonspec.org/spec.html). Looking at bytes
 * costs a fraction of decoding them.
 */
export type Stored<T> = T | Uint8Array;

/** The document itself, as a collection gives it whose 64-bit integers come back as bigint. */
export function decodedBson<T>(stored: Stored<T>): T {
  if (!(stored instanceof Uint8Array)) return stored;
  // What the collection's type says of its documents, as the driver's own decoding would have it. Text that is not
  // well-formed comes as U+FFFD.
  return BSON.deserialize(stored, { useBigInt64: true, validation: { utf8: false } }) as T;
}

/**
 * Whether the bytes are the BSON of `expected`, its fields in the same order: they then decode to equal documents. False
 * says nothing (another order of fields, text beyond ASCII, a very large integer, a type that the ledger does not store): decode and compare.
 */
export function isBsonOf(bytes: Uint8Array, expected: object): boolean {
  return endOfDocument(bytes, 0, expected) === bytes.byteLength;
}

/** Whether the first field has this name and a text that begins so (ASCII). */
export function firstTextBegins(bytes: Uint8Array, name: string, prefix: string): boolean {
  if (bytes[4] !== bsonTypes.text) return false;
  const at = endOfAscii(bytes, 5, name);
  return at !== -1 && int32At(bytes, at) > prefix.length && isAscii(bytes, at + 4, prefix);
}

export const bsonTypes = {
  ...{ text: 0x02, document: 0x03, binary: 0x05, date: 0x09, int32: 0x10, int64: 0x12 },
} as const;

/** Where the expected document ends that begins at `start`, or -1 when another one stands there. */
function endOfDocument(bytes: Uint8Array, start: number, expected: object): number {
  let at = start + 4;
  for (const name of Object.keys(expected)) {
    const value: unknown = Reflect.get(expected, name);
    const type = bytes[at];
    at = endOfAscii(bytes, at + 1, name);
    if (at === -1) return -1;
    switch (typeof value) {
      case 'string':
        if (type !== bsonTypes.text || int32At(bytes, at) !== value.length + 1) return -1;
        at = endOfAscii(bytes, at + 4, value);
        break;
      case 'bigint':
        at = type === bsonTypes.int64 ? endOfInt64(bytes, at, Number(value)) : -1;
        break;
      case 'number':
        if (type !== bsonTypes.int32 || int32At(bytes, at) !== value) return -1;
        at += 4;
        break;
      case 'object':
        if (value instanceof Binary) at = type === bsonTypes.binary ? endOfBinary(bytes, at, value) : -1;
        else if (value instanceof Date) {
          at = type === bsonTypes.date ? endOfInt64(bytes, at, value.getTime()) : -1;
        } else at = type === bsonTypes.document && value !== null ? endOfDocument(bytes, at, value) : -1;
        break;
      default:
        return -1;
    }
    if (at === -1) return -1;
  }
  return bytes[at] === 0 && int32At(bytes, start) === at + 1 - start ? at + 1 : -1;
}

/** Behind the NUL that ends this text, or -1. */
function endOfAscii(bytes: Uint8Array, start: number, text: string): number {
  const end = start + text.length;
  return isAscii(bytes, start, text) && bytes[end] === 0 ? end + 1 : -1;
}

function isAscii(bytes: Uint8Array, start: number, text: string): boolean {
  const { length } = text;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x80 || bytes[start + at] !== code) return false;
  }
  return true;
}

/** Integers beyond a double's are left to whoever decodes: calculating with bigints would cost more than all else here. */
function endOfInt64(bytes: Uint8Array, at: number, value: number): number {
  if (!Number.isSafeInteger(value)) return -1;
  const isEqual = int32At(bytes, at) === (value | 0) && int32At(bytes, at + 4) === Math.floor(value / 0x1_0000_0000);
  return isEqual ? at + 8 : -1;
}

const loopedMax = 128;

function endOfBinary(bytes: Uint8Array, at: number, { buffer, sub_type }: Binary): number {
  const { length } = buffer;
  if (int32At(bytes, at) !== length || bytes[at + 4] !== sub_type) return -1;
  const start = at + 5;
  // A call into the runtime pays for long ones only.
  if (length > loopedMax)
    return Buffer.compare(buffer, bytes.subarray(start, start + length)) === 0 ? start + length : -1;
  for (let index = 0; index < length; index += 1) if (bytes[start + index] !== buffer[index]) return -1;
  return start + length;
}

/** The 32-bit integer that begins here; what lies beyond the end counts as nought. */
export function int32At(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}
