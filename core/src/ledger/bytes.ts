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

/** Throws a RangeError for an integer beyond 64 bits, which would otherwise wrap and give another record's bytes. */
export function canonicalBytes(version: number, fields: readonly CanonicalField[]): Uint8Array {
  const parts = fields.map(fieldBytes);
  let length = 1;
  for (const part of parts) length += 4 + part.byteLength;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes[0] = version;
  let at = 1;
  for (const part of parts) {
    view.setUint32(at, part.byteLength);
    bytes.set(part, at + 4);
    at += 4 + part.byteLength;
  }
  return bytes;
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
  let ascii = '';
  for (const byte of field) {
    if (byte >= 0x80) return textOfAny(field);
    ascii += String.fromCharCode(byte);
  }
  return ascii;
}

function textOfAny(field: Uint8Array): string | undefined {
  let escaped = '';
  for (const byte of field) escaped += `%${byte.toString(16).padStart(2, '0')}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}

function fieldBytes(field: CanonicalField): Uint8Array {
  if ('text' in field) return utf8(field.text);
  if ('raw' in field) return field.raw;
  if (BigInt.asIntN(64, field.int) !== field.int) throw new RangeError(`${field.int} does not fit 64 bits`);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, field.int);
  return bytes;
}
