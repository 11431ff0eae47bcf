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

const VERSION = 1;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const zeroNonce = Buffer.alloc(12);

const payloadSchema = z.strictObject({
  jti: z.string(),
  issuedAtMs: z.int(),
  expiresAtMs: z.int(),
  identity: identitySchema,
});
export type ResumePayload = z.infer<typeof payloadSchema>;

export interface ResumeTokens {
  seal(identity: Identity, nowMs: number): { readonly token: string; readonly expiresAtMs: number };
  /** Undefined for a token that was changed, is not ours, or has expired. Whether it was used is not known here. */
  open(token: string, nowMs: number): ResumePayload | undefined;
}

/**
 * Tokens that let a client come back without asking the edge, readable by any gateway that has the key and by nobody
 * else. AES-256-GCM under a key made for each token, HMAC-SHA256(key, salt): so one master key may seal any number of
 * tokens, where random 96-bit nonces under one key end at 2^32 (NIST SP 800-38D §8.3).
 *
 * Layout, base64url: version (1) ‖ salt (16) ‖ ciphertext ‖ tag (16).
 */
export function createResumeTokens(key: Uint8Array): ResumeTokens {
  // Key objects: given bytes, Node looks for what kind of key they are each time, which costs more than the cipher.
  const master = createSecretKey(key);
  const keyOf = (salt: Uint8Array): KeyObject =>
    createSecretKey(createHmac('sha256', master).update('hb-resume').update(salt).digest());
  return {
    seal(identity, nowMs) {
      const expiresAtMs = nowMs + limits.resumeTokenLifeMs;
      const payload: ResumePayload = {
        jti: randomBytes(16).toString('base64url'),
        issuedAtMs: nowMs,
        expiresAtMs,
        identity,
      };
      const salt = randomBytes(SALT_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyOf(salt), zeroNonce);
      const sealed = Buffer.concat([
        Buffer.from([VERSION]),
        salt,
        cipher.update(JSON.stringify(payload), 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return { token: sealed.toString('base64url'), expiresAtMs };
    },
    open(token, nowMs) {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.byteLength <= 1 + SALT_BYTES + TAG_BYTES || bytes[0] !== VERSION) return undefined;
      const salt = bytes.subarray(1, 1 + SALT_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', keyOf(salt), zeroNonce, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      let value: unknown;
      try {
        const plain = Buffer.concat([decipher.update(bytes.subarray(1 + SALT_BYTES, -TAG_BYTES)), decipher.final()]);
        value = JSON.parse(plain.toString('utf8'));
      } catch {
        return undefined;
      }
      const payload = payloadSchema.safeParse(value);
      return payload.success && payload.data.expiresAtMs > nowMs ? payload.data : undefined;
    },
  };
}
