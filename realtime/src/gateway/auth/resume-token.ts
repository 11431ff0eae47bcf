import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { limits } from '@halobuzz/core/limits';
import { z } from 'zod';
import { type Identity, identitySchema } from './identity.ts';

/** 1 had a salt, and so a key, for each token: five calls into OpenSSL more. It is refused like any token that has expired. */
const VERSION = 2;
const SALT_BYTES = 16;
const COUNTER_BYTES = 4;
const HEAD_BYTES = 1 + SALT_BYTES + COUNTER_BYTES;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
/** Tokens under one key: far below what its counter, or AES-GCM, could take. */
const tokensPerKeyMax = 2 ** 20;

const payloadSchema = z.strictObject({
  issuedAtMs: z.int(),
  expiresAtMs: z.int(),
  identity: identitySchema,
});
export interface ResumePayload extends z.infer<typeof payloadSchema> {
  /** No other token has it. */
  readonly jti: string;
}

export interface ResumeTokens {
  seal(identity: Identity, nowMs: number): { readonly token: string; readonly expiresAtMs: number };
  /** Undefined for a token that was changed, is not ours, or has expired. Whether it was used is not known here. */
  open(token: string, nowMs: number): ResumePayload | undefined;
}

/**
 * Tokens that let a client come back without asking the edge, readable by any gateway that has the master key and by nobody
 * else. AES-256-GCM under keys HMAC-SHA256(master, salt). A process takes a random salt of 128 bits at its first token and
 * after each 2^20, and counts the tokens under it: the count is the nonce, so none comes twice under one key (the
 * deterministic construction of NIST SP 800-38D §8.2.1; random 96-bit nonces under one key would end at 2^32, §8.3).
 *
 * Layout, base64url: version (1) ‖ salt (16) ‖ count (4) ‖ ciphertext ‖ tag (16). Salt and count are the token's id.
 */
export function createResumeTokens(key: Uint8Array): ResumeTokens {
  // Key objects: given bytes, Node looks for what kind of key they are each time, which costs more than the cipher.
  const master = createSecretKey(key);
  const keyOf = (salt: Uint8Array): KeyObject =>
    createSecretKey(createHmac('sha256', master).update('hb-resume-2').update(salt).digest());
  let head = Buffer.alloc(HEAD_BYTES);
  let sealing: KeyObject | undefined;
  let sealed = 0;
  return {
    seal(identity, nowMs) {
      if (sealing === undefined || sealed === tokensPerKeyMax) {
        const salt = randomBytes(SALT_BYTES);
        head = Buffer.concat([Buffer.from([VERSION]), salt, Buffer.alloc(COUNTER_BYTES)]);
        sealing = keyOf(salt);
        sealed = 0;
      }
      head.writeUInt32BE(sealed, 1 + SALT_BYTES);
      sealed += 1;
      const expiresAtMs = nowMs + limits.resumeTokenLifeMs;
      const payload: z.infer<typeof payloadSchema> = { issuedAtMs: nowMs, expiresAtMs, identity };
      const cipher = createCipheriv('aes-256-gcm', sealing, nonceOf(head));
      cipher.setAAD(head);
      const text = cipher.update(JSON.stringify(payload), 'utf8');
      const bytes = Buffer.concat([head, text, cipher.final(), cipher.getAuthTag()]);
      return { token: bytes.toString('base64url'), expiresAtMs };
    },
    open(token, nowMs) {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.byteLength <= HEAD_BYTES + TAG_BYTES || bytes[0] !== VERSION) return undefined;
      const given = bytes.subarray(0, HEAD_BYTES);
      const opening = keyOf(given.subarray(1, 1 + SALT_BYTES));
      const decipher = createDecipheriv('aes-256-gcm', opening, nonceOf(given), { authTagLength: TAG_BYTES });
      decipher.setAAD(given);
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      let value: unknown;
      try {
        const plain = Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]);
        value = JSON.parse(plain.toString('utf8'));
      } catch {
        return undefined;
      }
      const payload = payloadSchema.safeParse(value);
      if (!payload.success || payload.data.expiresAtMs <= nowMs) return undefined;
      return { ...payload.data, jti: given.toString('base64url', 1) };
    },
  };
}

function nonceOf(head: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(NONCE_BYTES);
  nonce.set(head.subarray(1 + SALT_BYTES), NONCE_BYTES - COUNTER_BYTES);
  return nonce;
}
