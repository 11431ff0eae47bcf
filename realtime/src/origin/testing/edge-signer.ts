import { createHash, randomUUID } from 'node:crypto';
import { type Actor, SERVICE_ASSERTION_HEADER, tokenTypes } from '@halobuzz/core/tokens';
import { CompactSign, exportJWK, generateKeyPair, type JWK } from 'jose';
import { importServiceKeys, type ServiceKeys } from '../http/service-keys.ts';

/** A request as the edge would send it, and how an attacker would bend its assertion. */
export interface EdgeRequest {
  readonly method?: string;
  readonly body?: unknown;
  readonly actor?: Actor | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface EdgeSigner {
  readonly keys: ServiceKeys;
  readonly publicJwk: JWK;
  /** The assertion for a request. */
  sign(target: string, request: EdgeRequest): Promise<string>;
  /** A signed `Request` to the origin. */
  request(target: string, request?: EdgeRequest): Promise<Request>;
}

/** An edge with a key of its own. `nowMs` is its clock. */
export async function createEdgeSigner(nowMs: () => number): Promise<EdgeSigner> {
  const kid = `edge-${randomUUID().slice(0, 8)}`;
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid };
  const jwk = { kty: 'OKP' as const, crv: 'Ed25519' as const, x: publicJwk.x ?? '', kid };
  const keys = await importServiceKeys({ keys: [jwk] });
  const sign: EdgeSigner['sign'] = async (target, request) => {
    const nowSeconds = Math.floor(nowMs() / 1000);
    const idempotencyKey = request.headers?.['idempotency-key'];
    const claims = {
      iss: 'halobuzz-edge',
      aud: 'halobuzz-origin',
      htm: request.method ?? 'GET',
      htu: target,
      bsh: createHash('sha256')
        .update(bodyOf(request.body) ?? '')
        .digest('base64url'),
      jti: randomUUID(),
      iat: nowSeconds,
      exp: nowSeconds + 30,
      ...(idempotencyKey === undefined ? {} : { idk: idempotencyKey }),
      ...(request.actor === undefined ? {} : { actor: request.actor }),
      ...request.claims,
    };
    return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'EdDSA', typ: tokenTypes.service, kid, ...request.header })
      .sign(privateKey);
  };
  return {
    keys,
    publicJwk,
    sign,
    async request(target, request = {}) {
      const body = bodyOf(request.body);
      return new Request(`http://127.0.0.1${target}`, {
        method: request.method ?? 'GET',
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          [SERVICE_ASSERTION_HEADER]: await sign(target, request),
          ...request.headers,
        },
        ...(body === undefined ? {} : { body }),
      });
    },
  };
}

function isBytes(body: unknown): body is Uint8Array<ArrayBuffer> {
  return body instanceof Uint8Array && body.buffer instanceof ArrayBuffer;
}

/** Text and bytes are sent as they are, so that a test can send what is no JSON. */
function bodyOf(body: unknown): string | Uint8Array<ArrayBuffer> | undefined {
  return body === undefined || typeof body === 'string' || isBytes(body) ? body : JSON.stringify(body);
}
