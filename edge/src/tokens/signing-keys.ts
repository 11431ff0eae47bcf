import { importJWK, type JWTPayload, SignJWT } from 'jose';
import type { SigningJwk } from '../env-settings.ts';

/** The one algorithm of every token of ours; verifiers accept nothing else (RFC 8725 §3.1). */
export const TOKEN_ALGORITHM = 'EdDSA';

export interface SigningKeys {
  /** Signs with the first key; the header holds `alg`, `kid` and `typ`. */
  readonly sign: (claims: JWTPayload, typ: string) => Promise<string>;
  /** The public key of a key id; undefined for a stranger's. */
  readonly publicKey: (kid: string) => Promise<CryptoKey | undefined>;
}

/** An Ed25519 key from its JWK, private when that holds `d`. */
export async function importEd25519(jwk: object): Promise<CryptoKey> {
  const key = await importJWK({ ...jwk }, TOKEN_ALGORITHM);
  if (key instanceof Uint8Array) throw new Error('an Ed25519 key was read as a symmetric one');
  return key;
}

/** Imports on first use and keeps the keys, never a promise: those belong to one request. */
export function createSigningKeys(jwks: readonly SigningJwk[]): SigningKeys {
  const [first] = jwks;
  if (first === undefined) throw new Error('a key set needs a key');
  let signing: CryptoKey | undefined;
  const verifying = new Map<string, CryptoKey>();
  return {
    async sign(claims, typ) {
      signing ??= await importEd25519(first);
      return new SignJWT(claims).setProtectedHeader({ alg: TOKEN_ALGORITHM, kid: first.kid, typ }).sign(signing);
    },
    async publicKey(kid) {
      const known = verifying.get(kid);
      if (known !== undefined) return known;
      const jwk = jwks.find((candidate) => candidate.kid === kid);
      if (jwk === undefined) return undefined;
      const { kty, crv, x } = jwk;
      const key = await importEd25519({ kty, crv, x });
      verifying.set(kid, key);
      return key;
    },
  };
}

/** The public halves, as `/.well-known/jwks.json` shows them (RFC 7517). */
export function publicJwksOf(jwks: readonly SigningJwk[]): { keys: Record<string, string>[] } {
  return { keys: jwks.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid, use: 'sig', alg: TOKEN_ALGORITHM })) };
}
