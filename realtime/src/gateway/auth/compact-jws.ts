import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import type { PublicKeySet } from '../../config-option.ts';

/**
 * Verifies compact JWS (RFC 7515) by Ed25519 (RFC 8037) and nothing else. A general library does this through WebCrypto,
 * which imports and exports keys on the main thread for each token: a third of what a join cost. Here the main thread
 * takes the token apart and the thread pool verifies.
 *
 * The header must name an algorithm of Ed25519, a key that is ours and exactly the type asked for, and no extensions
 * (`crit`, and with it `b64`): what is not understood is refused, as RFC 7515 §4.1.11 demands.
 */
export type VerifyJws = (token: string) => Promise<unknown>;

const headerSchema = z.object({
  alg: z.enum(['EdDSA', 'Ed25519']),
  kid: z.string().optional(),
  typ: z.string(),
  crit: z.undefined().optional(),
});
const signatureBytes = 64;
/** Unpadded base64url; Node's decoder skips over anything else. */
const segment = /^[A-Za-z0-9_-]+$/;

/** Resolves with the payload, or with undefined for anything that is not to be believed. Never rejects. */
export function createJwsVerifier(keys: PublicKeySet, typ: string): VerifyJws {
  const known = keys.keys.map((jwk) => ({ kid: jwk.kid, key: createPublicKey({ key: jwk, format: 'jwk' }) }));
  /** Without a `kid` the one key there is. */
  const keyOf = (kid: string | undefined): KeyObject | undefined => {
    const fitting = kid === undefined ? known : known.filter((entry) => entry.kid === kid);
    return fitting.length === 1 ? fitting[0]?.key : undefined;
  };
  return async (token) => {
    const parts = token.split('.');
    const [header = '', payload = '', signature = ''] = parts;
    if (parts.length !== 3 || !parts.every((part) => segment.test(part))) return undefined;
    const parsed = headerSchema.safeParse(jsonOf(header));
    if (!parsed.success || parsed.data.typ.toLowerCase() !== typ) return undefined;
    const key = keyOf(parsed.data.kid);
    const bytes = Buffer.from(signature, 'base64url');
    if (key === undefined || bytes.byteLength !== signatureBytes) return undefined;
    const signed = Buffer.from(token.slice(0, header.length + 1 + payload.length), 'latin1');
    return (await verified(signed, key, bytes)) ? jsonOf(payload) : undefined;
  };
}

function verified(signed: Buffer, key: KeyObject, signature: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    verify(null, signed, key, signature, (error, valid) => resolve(error === null && valid));
  });
}

function jsonOf(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
