import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { type ServiceClaims, serviceClaimsSchema, tokenTypes } from '@halobuzz/core/tokens';
import { compactVerify } from 'jose';
import type { ReplayGuard } from './replay-guard.ts';
import type { ServiceKeys } from './service-keys.ts';

/** One compact JWS of ours with a full actor takes under 2 KiB. */
const ASSERTION_CHARS_MAX = 8 * 1024;
const JTI_PATTERN = /^[A-Za-z0-9_-]{8,128}$/;

/** Longer than an assertion of the future can stay valid: Redis and this process need not agree on the time to the millisecond. */
const rememberedMs =
  limits.serviceAssertionLifeMs + 2 * limits.serviceAssertionSkewMs + limits.serviceAssertionReplayMarginMs;

export interface SignedRequest {
  readonly assertion: string | undefined;
  readonly method: string;
  /** Path with query, exactly as sent. */
  readonly target: string;
  readonly body: Uint8Array;
  /** The `idempotency-key` header as sent. */
  readonly idempotencyKey: string | undefined;
}

export interface AssertionDeps {
  readonly keys: ServiceKeys;
  readonly clock: Clock;
  readonly replay: ReplayGuard;
}

export type AssertionVerifier = (request: SignedRequest) => Promise<ServiceClaims>;

/**
 * Proves that the edge made exactly this request, once, just now: JWS `typ` `hb-service+jwt`, EdDSA and nothing else, a
 * known key, the method, the target, the body and the idempotency key it was signed for, a life of at most 30 s, a single use.
 *
 * @returns a verifier that throws AppError `service_assertion_invalid`, without saying which test failed, or
 * `unavailable` when control Redis cannot tell whether the assertion was used before: nothing is let in unproved. The
 * id is burnt last, so that a forged copy cannot spend the real one.
 */
export function createAssertionVerifier(deps: AssertionDeps): AssertionVerifier {
  return async function verifyAssertion(request) {
    const claims = await readClaims(request.assertion, deps.keys);
    const nowMs = deps.clock();
    const lifeMs = (claims.exp - claims.iat) * 1000;
    const fresh =
      lifeMs > 0 &&
      lifeMs <= limits.serviceAssertionLifeMs &&
      claims.iat * 1000 <= nowMs + limits.serviceAssertionSkewMs &&
      claims.exp * 1000 > nowMs - limits.serviceAssertionSkewMs;
    const bound =
      claims.htm === request.method &&
      claims.htu === request.target &&
      claims.idk === request.idempotencyKey &&
      sameText(claims.bsh, createHash('sha256').update(request.body).digest('base64url'));
    if (!fresh || !bound || !JTI_PATTERN.test(claims.jti)) throw new AppError('service_assertion_invalid');
    const first = await deps.replay.burn(claims.jti, rememberedMs);
    if (!first) throw new AppError('service_assertion_invalid');
    return claims;
  };
}

async function readClaims(assertion: string | undefined, keys: ServiceKeys): Promise<ServiceClaims> {
  if (assertion === undefined || assertion.length > ASSERTION_CHARS_MAX) {
    throw new AppError('service_assertion_invalid');
  }
  try {
    const { payload } = await compactVerify(
      assertion,
      (header) => {
        const key = header.typ === tokenTypes.service ? keys.get(header.kid ?? '') : undefined;
        if (key === undefined) throw new AppError('service_assertion_invalid');
        return key;
      },
      { algorithms: ['EdDSA'] },
    );
    return serviceClaimsSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)));
  } catch (error) {
    // jose, JSON and zod each throw their own; the caller learns only that it did not hold.
    throw new AppError('service_assertion_invalid', { cause: error });
  }
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}
