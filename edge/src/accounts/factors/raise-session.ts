import type { AccessTokenData, StepUpRequest } from '@halobuzz/core/api/auth-factors';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import type { Services } from '../../services.ts';
import type { SessionGrant } from '../account/account-types.ts';
import type { StepUpProof } from './step-up.ts';

/** What a wrong answer is answered with where it was no code. */
const wrongCodes: Partial<Record<StepUpRequest['method'], ErrorCode>> = {
  password: 'invalid_credentials',
  passkey: 'passkey_rejected',
};

/**
 * Proves the holder of a session anew and answers a new access token, whose `auth_time` is now.
 * @throws AppError `code_invalid`, `passkey_rejected`, `invalid_credentials` (the password), `mfa_required` (the password where the account
 * has a second factor), `rate_limited`, `hashing_busy`, `session_revoked`.
 */
export async function raiseSessionBy(
  services: Services,
  { accountId, sessionId }: { readonly accountId: string; readonly sessionId: string },
  request: StepUpRequest,
): Promise<AccessTokenData> {
  const account = services.account(accountId);
  let proof: StepUpProof;
  if (request.method === 'password') {
    const pauseMs = await account.stepUpPauseMs(sessionId);
    if (pauseMs > 0) throw new AppError('rate_limited', { retryAfterMs: pauseMs });
    const hash = await services.hasher.hash(request.password, await account.passwordChallenge());
    proof = { method: 'password', hash };
  } else {
    proof = request;
  }
  const result = await account.stepUp(sessionId, proof);
  switch (result.kind) {
    case 'raised':
      return accessTokenOf(services, accountId, result.grant);
    case 'wrong':
      throw new AppError(wrongCodes[request.method] ?? 'code_invalid');
    case 'gone':
    case 'paused':
      throw new AppError('rate_limited', { retryAfterMs: result.retryAfterMs });
    case 'factor_required':
      throw new AppError('mfa_required');
    case 'no_session':
      throw new AppError('session_revoked');
    default:
      return result satisfies never;
  }
}

/** An access token alone: the session's refresh chain stays where it is. */
export async function accessTokenOf(
  services: Services,
  accountId: string,
  grant: SessionGrant,
): Promise<AccessTokenData> {
  const accessToken = await services.accessTokens.issue({ accountId, ...grant });
  const tokenType = grant.jkt === '' ? ('Bearer' as const) : ('DPoP' as const);
  return { accessToken, tokenType, expiresInSeconds: limits.accessTokenLifeMs / 1000 };
}
