import { sha256 } from '@noble/hashes/sha2.js';
import type { RandomBytes } from './clock.ts';
import { WALLET_SHARDS } from './limits.ts';

const BASE32_ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Lower-case base32 (RFC 4648 alphabet, no padding). */
export function base32(bytes: Uint8Array): string {
  let out = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += BASE32_ALPHABET.charAt((buffer >>> bits) & 31);
    }
    buffer &= (1 << bits) - 1;
  }
  if (bits > 0) out += BASE32_ALPHABET.charAt((buffer << (5 - bits)) & 31);
  return out;
}

const HEX_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += HEX_OF_BYTE[byte];
  return out;
}

/** The bytes of a hexadecimal string of even length; undefined for anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return undefined;
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i += 1) {
    out[i] = (nibble(text.charCodeAt(i * 2)) << 4) | nibble(text.charCodeAt(i * 2 + 1));
  }
  return out;
}

/** The value of a hexadecimal digit: 0–9 stand at 0x30, A–F at 0x41, a–f at 0x61. */
function nibble(code: number): number {
  return (code & 15) + (code >= 0x41 ? 9 : 0);
}

/** Home regions of accounts, by the letter that opens every account id. */
export const accountRegions = { a: 'asia', e: 'europe', u: 'americas' } as const;
export type AccountRegion = keyof typeof accountRegions;

export const ACCOUNT_ID_PATTERN = /^[aeu][a-z2-7]{26}$/;
/** A subject stands for a person in the ledger and nowhere else: `s` + 128 random bits. Other users never see it. */
export const SUBJECT_ID_PATTERN = /^s[a-z2-7]{26}$/;
export const UUID_V7_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Region letter + 128 random bits: never made from personal data, never reused. */
export function newAccountId(region: AccountRegion, random: RandomBytes): string {
  return region + base32(random(16));
}

export function newSubjectId(random: RandomBytes): string {
  return `s${base32(random(16))}`;
}

/** 128 random bits with a prefix that names the kind (`se` session, `dv` device, `cn` connection, …). */
export function newOpaqueId(prefix: string, random: RandomBytes): string {
  return `${prefix}_${base32(random(16))}`;
}

/** UUID version 7 (RFC 9562 §5.7) for the given time in milliseconds. */
export function newUuidV7(nowMs: number, random: RandomBytes): string {
  const bytes = new Uint8Array(16);
  bytes.set(random(10), 6);
  let time = nowMs;
  for (let i = 5; i >= 0; i -= 1) {
    bytes[i] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const text = hex(bytes);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

/** The time inside a UUIDv7, in milliseconds; undefined when the text is not one. */
export function uuidV7TimeMs(id: string): number | undefined {
  if (!UUID_V7_PATTERN.test(id)) return undefined;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

function utf8Ascii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** The wallet shard of a subject: the first 6 bits of SHA-256(subject id), 0–63. */
export function walletShardOf(subjectId: string): number {
  const first = sha256(utf8Ascii(subjectId))[0] ?? 0;
  return first >>> (8 - Math.log2(WALLET_SHARDS));
}

/** `{w07}`: the hash tag that keeps one shard's keys in one cluster slot. */
export function walletShardTag(shard: number): string {
  return `{w${shard.toString().padStart(2, '0')}}`;
}

/**
 * The transaction id, lower-case hex: SHA-256(subject ‖ client id). Nobody can reuse another's, because the subject is
 * part of it; rooms and other users see only this.
 */
export function transactionId(subjectId: string, clientId: string): string {
  return hex(sha256(utf8Ascii(subjectId + clientId)));
}
