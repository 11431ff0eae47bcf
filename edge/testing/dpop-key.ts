import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { sha256Base64Url, utf8 } from '../src/bytes.ts';

export interface ProofInput {
  readonly method: string;
  readonly url: string;
  readonly accessToken?: string | undefined;
  readonly nonce?: string | undefined;
  /** Replace claims and header members; undefined leaves them out. */
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
}

/** A client's key and the proofs it signs: the counterpart of the server's reader, written from RFC 9449 §4.2. */
export interface DpopKey {
  readonly jkt: string;
  readonly jwk: Record<string, unknown>;
  readonly proof: (input: ProofInput) => Promise<string>;
}

export async function dpopKey(alg: 'ES256' | 'EdDSA' = 'ES256'): Promise<DpopKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)) };
  return {
    jkt: await calculateJwkThumbprint(jwk, 'sha256'),
    jwk,
    async proof(input) {
      const ath = input.accessToken === undefined ? undefined : await sha256Base64Url(utf8(input.accessToken));
      const made = { jti: crypto.randomUUID(), htm: input.method, htu: input.url, iat: Math.floor(Date.now() / 1000) };
      const claims: JWTPayload = defined({ ...made, nonce: input.nonce, ath, ...input.claims });
      const header = { alg, ...defined({ typ: 'dpop+jwt', jwk, ...input.header }) };
      return new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
    },
  };
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
