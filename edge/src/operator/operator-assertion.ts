import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { OPERATOR_TOKEN_TYPE, operatorClaimsSchema } from '@halobuzz/core/operator';
import { importJWK, jwtVerify } from 'jose';
import { sha256Base64Url, utf8 } from '../bytes.ts';
import type { VerifyingJwk } from '../env-settings.ts';
import { TOKEN_ALGORITHM } from '../tokens/signing-keys.ts';

export interface OperatorRequest {
  readonly assertion: string;
  readonly method: string;
  /** Path with query, as received. */
  readonly target: string;
  readonly body: string;
}

export interface OperatorAssertionDeps {
  readonly keys: readonly VerifyingJwk[];
  readonly clock: Clock;
  /** Whether this id was never seen before; it has to be remembered until then, in ms. */
  readonly burn: (id: string, untilMs: number) => Promise<boolean>;
}

/** One assertion of ours takes under 1 KiB. */
const ASSERTION_CHARS_MAX = 4 * 1024;

/**
 * Proves that an operator made exactly this request, once, just now, as the origin does with the edge's own.
 * @returns the operator: the id of the key. @throws AppError `service_assertion_invalid`, without saying which test failed
 */
export async function verifyOperator(deps: OperatorAssertionDeps, request: OperatorRequest): Promise<string> {
  const { assertion } = request;
  if (assertion === '' || assertion.length > ASSERTION_CHARS_MAX) throw new AppError('service_assertion_invalid');
  let kid = '';
  const claims = await readClaims(assertion, deps, (used) => {
    kid = used;
  });
  const bound =
    claims.htm === request.method &&
    claims.htu === request.target &&
    claims.bsh === (await sha256Base64Url(utf8(request.body))) &&
    (claims.exp - claims.iat) * 1000 <= limits.serviceAssertionLifeMs &&
    claims.iat * 1000 <= deps.clock() + limits.serviceAssertionSkewMs;
  if (!bound) throw new AppError('service_assertion_invalid');
  // Burnt last, so that a forged copy cannot spend the real one.
  const untilMs = claims.exp * 1000 + limits.serviceAssertionSkewMs + limits.serviceAssertionReplayMarginMs;
  if (!(await deps.burn(claims.jti, untilMs))) throw new AppError('service_assertion_invalid');
  return kid;
}

async function readClaims(assertion: string, { keys, clock }: OperatorAssertionDeps, use: (kid: string) => void) {
  try {
    const { payload } = await jwtVerify(
      assertion,
      async (header) => {
        const jwk = keys.find((candidate) => candidate.kid === header.kid);
        if (jwk === undefined) throw new AppError('service_assertion_invalid');
        use(jwk.kid);
        return importJWK(jwk, TOKEN_ALGORITHM);
      },
      {
        ...{ algorithms: [TOKEN_ALGORITHM], typ: OPERATOR_TOKEN_TYPE },
        ...{ issuer: 'halobuzz-operator', audience: 'halobuzz-edge' },
        ...{ currentDate: new Date(clock()), clockTolerance: limits.serviceAssertionSkewMs / 1000 },
      },
    );
    return operatorClaimsSchema.parse(payload);
  } catch (cause) {
    throw new AppError('service_assertion_invalid', { cause });
  }
}
