/** Just enough of DER (ITU-T X.690) to write certificates and OCSP answers for tests, which `node:crypto` reads but cannot make. */

/** One element: its tag, the length of what stands in it, and that. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.byteLength), content]);
}

function lengthOf(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes]);
  const big = Buffer.alloc(4);
  big.writeUInt32BE(bytes);
  const short = big.subarray(big.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([0x80 | short.byteLength]), short]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
export const setOf = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts);
export const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes);
export const bits = (bytes: Uint8Array): Buffer => der(0x03, Buffer.from([0]), bytes);
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text, 'utf8'));
export const nothing = (): Buffer => der(0x05);
export const yes = (): Buffer => der(0x01, Buffer.from([0xff]));
export const choice = (value: number): Buffer => der(0x0a, Buffer.from([value]));
/** `[n] EXPLICIT`, or a constructed `[n] IMPLICIT` when the parts are what stands in it. */
export const tagged = (n: number, ...parts: readonly Uint8Array[]): Buffer => der(0xa0 | n, ...parts);

/** A positive integer of up to 48 bits. */
export function integer(value: number): Buffer {
  const text = value.toString(16);
  const bytes = Buffer.from(text.length % 2 === 0 ? text : `0${text}`, 'hex');
  return der(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}

/** An object identifier in dots. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const sevens = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      sevens.unshift((left & 0x7f) | 0x80);
    bytes.push(...sevens);
  }
  return der(0x06, Buffer.from(bytes));
}

/** GeneralizedTime to the second, UTC. */
export function generalizedTime(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return der(0x18, Buffer.from(`${text}Z`, 'ascii'));
}

/** The elements that stand one after another in `bytes`; `whole` is an element as it came. */
export function elementsOf(bytes: Uint8Array): { tag: number; content: Buffer; whole: Buffer }[] {
  const found: { tag: number; content: Buffer; whole: Buffer }[] = [];
  const all = Buffer.from(bytes);
  for (let at = 0; at < all.byteLength; ) {
    const start = at;
    const tag = all.readUInt8(at);
    let length = all.readUInt8(at + 1);
    at += 2;
    if (length >= 0x80) {
      const size = length & 0x7f;
      length = all.readUIntBE(at, size);
      at += size;
    }
    found.push({ tag, content: all.subarray(at, at + length), whole: all.subarray(start, at + length) });
    at += length;
  }
  return found;
}
