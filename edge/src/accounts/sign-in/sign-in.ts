import type { LoginRequest, Tokens } from '@halobuzz/core/api/auth';
import type { MfaChallengeData } from '@halobuzz/core/api/auth-factors';
import { AppError } from '@halobuzz/core/errors/app-error';
import { base32 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { hmacSha256 } from '../../bytes.ts';
import type { Services } from '../../services.ts';
import type { KeyProof } from '../../tokens/dpop.ts';
import type { ErasingSignIn, SessionGrant } from '../account/account-types.ts';
import { type PasswordRecord, passwordRecordOf } from '../credentials/password-record.ts';
import { openSignInGate } from '../defence/sign-in-gate.ts';
import { deviceIdOf, deviceProofOf } from '../devices/device-proof.ts';
import { kindOfIdentifier } from '../names/names.ts';

export interface SignInRequest {
  readonly login: LoginRequest;
  readonly userAgent: string;
  readonly ipAddress: string;
  readonly country: string;
  /** The key that signed the request's DPoP proof; empty texts when it had none. */
  readonly keyProof: KeyProof;
  /** Takes work that may end after the answer. */
  readonly defer: (work: Promise<unknown>) => void;
}

/**
 * Signs in: address, password and name admit the attempt → the Worker hashes → the account compares and opens a session.
 * Unknown people take exactly the same steps against an object that was never created, so body, status and time tell
 * nothing.
 *
 * @throws AppError `invalid_credentials`, `rate_limited`, `hashing_busy`, `challenge_required`, `challenge_failed`,
 * `account_banned`, `erasure_pending` (both only with the right password).
 */
export async function signIn(services: Services, request: SignInRequest): Promise<Tokens | MfaChallengeData> {
  const { login } = request;
  const digest = await services.digestOf(kindOfIdentifier(login.identifier), login.identifier);
  const name = services.name(digest);
  const { password, turnstileToken } = login;
  const mayProveDevice = login.device?.secret !== undefined || request.keyProof.jkt !== '';
  const { ipAddress } = request;
  const gate = await openSignInGate(services, { digest, password, ipAddress, turnstileToken, mayProveDevice });
  const accountId = gate.holder ?? (await nobodysAccountId(services, digest));
  const account = services.account(accountId);
  const deviceId = await deviceIdOf(services, accountId, login.device?.id);
  const deviceProof = await deviceProofOf(services, accountId, deviceId, login.device ?? {}, request.keyProof);
  if (!gate.admitted) {
    // Anybody can bring about the pause of a name or of a shared address. It does not hold a device that the account
    // trusts, which proves itself by a secret or a key of its own and is counted apart.
    if (!(await account.trustsDevice(deviceId, deviceProof))) throw gate.refusal;
    const own = await name.admitDevice(deviceId);
    if (!own.admitted) throw new AppError('rate_limited', { retryAfterMs: own.retryAfterMs });
  }
  const hash = await services.hasher.hash(login.password, await account.passwordChallenge());
  // Made for everybody, needed or not: what an answer costs must not tell who has a second factor.
  const challenge = await services.challengeTokens.issue(accountId);
  const result = await account.signIn(hash, {
    deviceId,
    deviceName: login.device?.name ?? '',
    userAgent: request.userAgent,
    ipAddress: request.ipAddress,
    country: request.country,
    deviceProof,
    deviceNamed: login.device?.id !== undefined,
    challengeKey: challenge.key,
  });
  switch (result.kind) {
    case 'invalid':
      request.defer(Promise.all([account.noteFailedSignIn(), gate.failed()]));
      throw new AppError('invalid_credentials');
    case 'banned':
      throw new AppError('account_banned');
    case 'erasing':
      throw erasurePending(result);
    case 'replayed':
      throw new AppError('invalid_dpop_proof');
    case 'signed_in':
      request.defer(gate.succeeded());
      await name.clearAttempts();
      if (result.rehash !== null) await rehash(services, accountId, login.password, result.rehash);
      return tokensOf(services, accountId, result.grant);
    case 'second_factor': {
      request.defer(gate.succeeded());
      await name.clearAttempts();
      if (result.rehash !== null) await rehash(services, accountId, login.password, result.rehash);
      const { methods, expiresAtMs } = result;
      const expiresAt = new Date(expiresAtMs).toISOString();
      return { mfaRequired: true, challenge: { id: challenge.token, methods, expiresAt } };
    }
    default:
      return result satisfies never;
  }
}

/** For who proved to be the owner: what takes the erasure back. */
export function erasurePending({ token: cancelToken, cancelUntilMs }: ErasingSignIn): AppError {
  const cancelUntil = new Date(cancelUntilMs).toISOString();
  return new AppError('erasure_pending', { erasure: { cancelToken, cancelUntil } });
}

/** Access and refresh token of a session's newest place. */
export async function tokensOf(services: Services, accountId: string, grant: SessionGrant): Promise<Tokens> {
  const { sessionId, counter } = grant;
  const [accessToken, refreshToken] = await Promise.all([
    services.accessTokens.issue({ accountId, ...grant }),
    services.refreshTokens.issue({ accountId, sessionId, counter }),
  ]);
  const expiresInSeconds = limits.accessTokenLifeMs / 1000;
  const tokenType = grant.jkt === '' ? ('Bearer' as const) : ('DPoP' as const);
  return { accessToken, tokenType, expiresInSeconds, refreshToken, sessionId };
}

/** The same made-up account for the same unknown name; nothing tells it from a real one. */
export async function nobodysAccountId(services: Services, digest: string): Promise<string> {
  return `a${base32((await hmacSha256(services.config.nameHmacKey, `nobody|${digest}`)).slice(0, 16))}`;
}

/** Brings an old record up to date; too busy now means at the next sign-in. */
async function rehash(services: Services, accountId: string, password: string, old: PasswordRecord): Promise<void> {
  try {
    const challenge = services.hasher.newChallenge();
    const next = passwordRecordOf(challenge, await services.hasher.hash(password, challenge));
    await services.account(accountId).replacePassword(old, next);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}
