import { createHmac, timingSafeEqual } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';

/** A token of Agora's format 007 as a media server would read it. Times are seconds, spans count from `issuedAt`. */
export interface ReadMediaToken {
  readonly appId: string;
  readonly issuedAt: number;
  readonly lifeSeconds: number;
  readonly salt: number;
  readonly services: readonly ReadMediaService[];
}
export type ReadMediaService =
  | { readonly kind: 'rtc'; readonly channel: string; readonly account: string; readonly privileges: Privileges }
  | { readonly kind: 'rtm'; readonly userId: string; readonly privileges: Privileges };
/** Privilege by number → span. */
export type Privileges = Readonly<Record<number, number>>;

/**
 * Reads a token and checks its signature, as strictly as the format allows: canonical base64, one zlib stream with nothing
 * behind it, services in the order of their types, privileges in theirs, no byte left over. Written from the format, and not
 * from the library that writes the tokens, so that one does not vouch for the other.
 *
 * The format: `007` + base64(zlib(text(signature) + body)), body = text(App ID), u32 issued, u32 life, u32 salt, u16 services,
 * each u16 type, u16 count of privileges, each u16 number and u32 span; then for RTC (1) text(channel), text(account), for
 * RTM (2) text(user). Little-endian; text = u16 length + bytes. With HMAC-SHA256 as H(key, message), signature =
 * H(H(u32 salt, H(u32 issued, certificate)), body).
 * @throws Error that says what is wrong
 */
export function readMediaToken(token: string, certificate: string): ReadMediaToken {
  if (!token.startsWith('007')) throw new Error('not of version 007');
  const base64 = token.slice(3);
  const packed = Buffer.from(base64, 'base64');
  if (packed.toString('base64') !== base64) throw new Error('not canonical base64');
  const plain = inflatedWhole(packed);
  const reader = new Reader(plain);
  const signature = reader.bytes();
  const body = plain.subarray(reader.at);
  const appId = reader.text();
  if (!/^[0-9a-fA-F]{32}$/.test(appId)) throw new Error('the App ID is none');
  const [issuedAt, lifeSeconds, salt] = [reader.u32(), reader.u32(), reader.u32()];
  const byIssue = createHmac('sha256', u32(issuedAt)).update(certificate).digest();
  const key = createHmac('sha256', u32(salt)).update(byIssue).digest();
  const expected = createHmac('sha256', key).update(body).digest();
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) throw new Error('wrong signature');
  const services: ReadMediaService[] = [];
  let lastType = 0;
  for (let left = reader.u16(); left > 0; left -= 1) {
    const type = reader.u16();
    if (type <= lastType) throw new Error('services out of order');
    lastType = type;
    const privileges = reader.privileges();
    if (type === 1) services.push({ kind: 'rtc', privileges, channel: reader.text(), account: reader.text() });
    else if (type === 2) services.push({ kind: 'rtm', privileges, userId: reader.text() });
    else throw new Error(`a service of type ${type}`);
  }
  if (reader.at !== plain.length) throw new Error('bytes left over');
  return { appId, issuedAt, lifeSeconds, salt, services };
}

/** What a token holds under its compression: that differs between languages, this must not. */
export function plainMediaToken(token: string): string {
  return inflateSync(Buffer.from(token.slice(3), 'base64')).toString('hex');
}

/** A token around bytes that a test has bent. */
export function packMediaToken(plain: Uint8Array): string {
  return `007${deflateSync(plain).toString('base64')}`;
}

function inflatedWhole(packed: Buffer): Buffer {
  // `info` adds the engine, which knows how much it has read; the types leave that out.
  const { buffer, engine } = inflateSync(packed, { info: true }) as unknown as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };
  if (engine.bytesWritten !== packed.length) throw new Error('bytes behind the compressed part');
  return buffer;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

class Reader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  u16(): number {
    this.at += 2;
    return this.#bytes.readUInt16LE(this.at - 2);
  }

  u32(): number {
    this.at += 4;
    return this.#bytes.readUInt32LE(this.at - 4);
  }

  bytes(): Buffer {
    const length = this.u16();
    if (this.at + length > this.#bytes.length) throw new Error('a text is cut off');
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  text(): string {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes());
  }

  privileges(): Privileges {
    const found: Record<number, number> = {};
    let last = 0;
    for (let left = this.u16(); left > 0; left -= 1) {
      const [privilege, span] = [this.u16(), this.u32()];
      if (privilege <= last) throw new Error('privileges out of order');
      last = privilege;
      found[privilege] = span;
    }
    return found;
  }
}
