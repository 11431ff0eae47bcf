/**
 * Canonical bytes: a version byte, then each field in a fixed order, each behind its length (4 bytes, big-endian).
 * Integers are 8 bytes big-endian, two's complement. Lengths in front of every field make two different records unable
 * to give the same bytes.
 */
export type CanonicalField = { readonly text: string } | { readonly int: bigint } | { readonly raw: Uint8Array };

/** UTF-8 (RFC 3629) without TextEncoder, which `core` cannot see. Lone surrogates become U+FFFD. */
export function utf8(text: string): Uint8Array {
  // Ids and names of the ledger are ASCII: one pass, no growing list. Ten entries a millisecond go through here.
  const ascii = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) return utf8OfAny(text);
    ascii[at] = code;
  }
  return ascii;
}

function utf8OfAny(text: string): Uint8Array {
  const out: number[] = [];
  for (const char of text) {
    let code = char.codePointAt(0) ?? 0xfffd;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(out);
}

/** What records are laid out in before they are copied: it grows to the longest one so far, within {@link scratchKeptMax}. */
let scratch = new Uint8Array(1_024);
let scratchView = new DataView(scratch.buffer);
/** A record longer than this gets room of its own, which is not kept. */
const scratchKeptMax = 65_536;

/** Throws a RangeError for an integer beyond 64 bits, which would otherwise wrap and give another record's bytes. */
export function canonicalBytes(version: number, fields: readonly CanonicalField[]): Uint8Array {
  // One pass into memory that is there: ten records a millisecond go through here.
  let [into, view] = [scratch, scratchView];
  const room = (needed: number): void => {
    if (needed <= into.byteLength) return;
    const larger = new Uint8Array(Math.max(needed, into.byteLength * 2));
    larger.set(into);
    into = larger;
    view = new DataView(larger.buffer);
  };
  into[0] = version;
  let at = 1;
  for (const field of fields) {
    const start = at + 4;
    if ('text' in field) {
      // The most that UTF-8 makes of one unit of UTF-16.
      room(start + field.text.length * 3);
      at = start + writeUtf8(into, start, field.text);
    } else if ('raw' in field) {
      room(start + field.raw.byteLength);
      into.set(field.raw, start);
      at = start + field.raw.byteLength;
    } else {
      if (field.int < INT64_MIN || field.int > INT64_MAX) throw new RangeError(`${field.int} does not fit 64 bits`);
      room(start + 8);
      view.setBigInt64(start, field.int);
      at = start + 8;
    }
    view.setUint32(start - 4, at - start);
  }
  if (into !== scratch && into.byteLength <= scratchKeptMax) [scratch, scratchView] = [into, view];
  return into.slice(0, at);
}

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** Writes the text's UTF-8 and answers how many bytes it took. The room is there. */
function writeUtf8(into: Uint8Array, start: number, text: string): number {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) {
      const bytes = utf8OfAny(text);
      into.set(bytes, start);
      return bytes.byteLength;
    }
    into[start + at] = code;
  }
  return text.length;
}

/** The raw fields behind the version byte; undefined when a length does not fit. */
export function splitCanonical(
  bytes: Uint8Array,
): { readonly version: number; readonly fields: Uint8Array[] } | undefined {
  const version = bytes[0];
  if (version === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Uint8Array[] = [];
  let at = 1;
  while (at < bytes.byteLength) {
    if (at + 4 > bytes.byteLength) return undefined;
    const length = view.getUint32(at);
    at += 4;
    if (at + length > bytes.byteLength) return undefined;
    fields.push(bytes.subarray(at, at + length));
    at += length;
  }
  return { version, fields };
}

export function intOf(field: Uint8Array): bigint | undefined {
  return field.byteLength === 8 ? new DataView(field.buffer, field.byteOffset, 8).getBigInt64(0) : undefined;
}

/** Strict UTF-8 of a field; undefined when it is not well-formed. */
export function textOf(field: Uint8Array): string | undefined {
  for (let at = 0; at < field.length; at += 1) if ((field[at] ?? 0) >= 0x80) return textOfAny(field);
  if (field.length > spreadMax) return textOfAny(field);
  // One flat string: joined char by char it would be a tree of them.
  return Reflect.apply(String.fromCharCode, undefined, field);
}

/** More arguments than this to one call might not fit its stack. */
const spreadMax = 1_024;

function textOfAny(field: Uint8Array): string | undefined {
  let escaped = '';
  for (const byte of field) escaped += `%${byte.toString(16).padStart(2, '0')}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}
