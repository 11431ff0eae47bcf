import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { z } from 'zod';
import { sha256Base64Url, utf8 } from '../bytes.ts';

/** Algorithms of proofs; `none` and every symmetric one are refused by not being here (RFC 9449 §4.3, step 5). */
export const DPOP_ALGORITHMS = ['ES256', 'EdDSA'] as const;

/** A proof takes about 600 characters. */
const PROOF_CHARS_MAX = 4 * 1024;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Public members of the two kinds of key. A private or symmetric member makes the proof invalid (step 7). */
const coordinate = z.string().length(43).regex(BASE64URL);
const publicJwkSchema = z.discriminatedUnion('kty', [
  z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }),
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: coordinate }),
]);
const PRIVATE_MEMBERS = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];

const headerSchema = z.object({
  typ: z.literal('dpop+jwt'),
  alg: z.enum(DPOP_ALGORITHMS),
  jwk: z
    .record(z.string(), z.unknown())
    .refine((jwk) => PRIVATE_MEMBERS.every((member) => !Object.hasOwn(jwk, member))),
});
const claimsSchema = z.object({
  jti: z.string().min(8).max(256),
  htm: z.string(),
  htu: z.string().max(2_048),
  iat: z.number(),
  nonce: z.string().max(256).optional(),
  ath: z.string().max(64).optional(),
});

/** What a proof has to fit. */
export interface ProvenRequest {
  readonly method: string;
  /** Addresses under which this request is known, without query and fragment. */
  readonly urls: readonly string[];
  /** The access token that came along, if one did. */
  readonly accessToken: string | undefined;
}

/** A proof whose signature, key, method, address and token binding hold. Age, nonce and reuse are for the caller. */
export interface DpopProof {
  /** Thumbprint of the key (RFC 7638). */
  readonly jkt: string;
  /** The same for the same key and `jti`, of fixed length: what a store of used proofs keeps. */
  readonly proofId: string;
  readonly issuedAtMs: number;
  readonly nonce: string | undefined;
}

/** Reads a `DPoP` header by RFC 9449 §4.3. @returns undefined for a proof that does not fit the request. */
export async function readDpopProof(header: string, request: ProvenRequest): Promise<DpopProof | undefined> {
  if (header.length > PROOF_CHARS_MAX) return undefined;
  let jkt = '';
  try {
    const { payload } = await compactVerify(
      header,
      async (protectedHeader) => {
        const { alg, jwk } = headerSchema.parse(protectedHeader);
        const key = publicJwkSchema.parse(jwk);
        if ((key.kty === 'EC') !== (alg === 'ES256')) throw new Error('algorithm and key differ');
        jkt = await calculateJwkThumbprint(key, 'sha256');
        return importJWK(key, alg);
      },
      { algorithms: [...DPOP_ALGORITHMS] },
    );
    const claims = claimsSchema.parse(JSON.parse(new TextDecoder().decode(payload)));
    const address = addressOf(claims.htu);
    if (claims.htm !== request.method || !request.urls.some((url) => addressOf(url) === address)) return undefined;
    if (claims.ath !== (await tokenHash(request.accessToken))) return undefined;
    const proofId = await sha256Base64Url(utf8(`${jkt}|${claims.jti}`));
    return { jkt, proofId, issuedAtMs: claims.iat * 1000, nonce: claims.nonce };
  } catch {
    return undefined;
  }
}

/** `ath` of an access token: SHA-256, base64url; none without a token. */
function tokenHash(accessToken: string | undefined): Promise<string> | undefined {
  return accessToken === undefined ? undefined : sha256Base64Url(utf8(accessToken));
}

/** Normalised (RFC 3986 §6.2) and without query and fragment, as RFC 9449 §4.3 compares. @throws TypeError for no address */
function addressOf(text: string): string {
  const url = new URL(text);
  return url.origin === 'null' || url.username !== '' || url.password !== '' ? '' : url.origin + url.pathname;
}
