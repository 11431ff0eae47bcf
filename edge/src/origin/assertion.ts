import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { type Actor, type ServiceClaims, tokenTypes } from '@halobuzz/core/tokens';
import { sha256Base64Url } from '../bytes.ts';
import type { SigningKeys } from '../tokens/signing-keys.ts';

export interface AssertedRequest {
  readonly method: string;
  /** Path with query, as sent. */
  readonly target: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly actor: Actor | undefined;
  /** The `idempotency-key` header as sent. */
  readonly idempotencyKey: string | undefined;
}

/** Signs one request to the origin: method, target, body and idempotency key are bound, the id is new, the life at most 30 s. */
export type SignAssertion = (request: AssertedRequest) => Promise<string>;

export function createAssertionSigner(keys: SigningKeys, clock: Clock, random: RandomBytes): SignAssertion {
  return async function signAssertion(request) {
    const now = Math.floor(clock() / 1000);
    const claims: ServiceClaims = {
      iss: 'halobuzz-edge',
      aud: 'halobuzz-origin',
      htm: request.method,
      htu: request.target,
      bsh: await sha256Base64Url(request.body),
      jti: newOpaqueId('sa', random),
      iat: now,
      exp: now + limits.serviceAssertionLifeMs / 1000,
      ...(request.idempotencyKey === undefined ? {} : { idk: request.idempotencyKey }),
      ...(request.actor === undefined ? {} : { actor: request.actor }),
    };
    return keys.sign(claims, tokenTypes.service);
  };
}
