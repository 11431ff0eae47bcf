import type { LoginRequest, Tokens } from '@halobuzz/core/api/auth';
import { AppError } from '@halobuzz/core/errors/app-error';
import { base32 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { hmacSha256 } from '../../bytes.ts';
import type { Services } from '../../services.ts';
import type { SessionGrant } from '../account/account-types.ts';
import { type PasswordRecord, passwordRecordOf } from '../credentials/password-record.ts';
import { deviceIdOf, deviceProofOf, type KeyProof } from '../devices/device-proof.ts';
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
 * Signs in: the name admits the attempt → the Worker hashes → the account compares and opens a session. Unknown people
 * take exactly the same steps against an object that was never created, so body, status and time tell nothing.
 *
 * @throws AppError `invalid_credentials`, `rate_limited`, `hashing_busy`, `account_banned` (only with the right password).
 */
export async function signIn(services: Services, request: SignInRequest): Promise<Tokens> {
  const { login } = request;
  const digest = await services.digestOf(kindOfIdentifier(login.identifier), login.identifier);
  const name = services.name(digest);
  const admission = await name.admit(services.config.rateProfile === 'load');
  const accountId = admission.holder ?? (await nobodysAccountId(services, digest));
  const account = services.account(accountId);
  const deviceId = await deviceIdOf(services, accountId, login.device?.id);
  const deviceProof = await deviceProofOf(services, accountId, deviceId, login.device ?? {}, request.keyProof);
  if (!admission.admitted) {
    // Anybody can bring about the pause of a name. It does not hold a device that the account trusts, which proves
    // itself by a secret or a key of its own and is counted apart.
    const own = (await account.trustsDevice(deviceId, deviceProof)) ? await name.admitDevice(deviceId) : admission;
    if (!own.admitted) throw new AppError('rate_limited', { retryAfterMs: own.retryAfterMs });
  }
  const hash = await services.hasher.hash(login.password, await account.passwordChallenge());
  const result = await account.signIn(hash, {
    deviceId,
    deviceName: login.device?.name ?? '',
    userAgent: request.userAgent,
    ipAddress: request.ipAddress,
    country: request.country,
    deviceProof,
  });
  switch (result.kind) {
    case 'invalid':
      request.defer(account.noteFailedSignIn());
      throw new AppError('invalid_credentials');
    case 'banned':
      throw new AppError('account_banned');
    case 'signed_in':
      await name.clearAttempts();
      if (result.rehash !== null) await rehash(services, accountId, login.password, result.rehash);
      return tokensOf(services, accountId, result.grant);
    default:
      return result satisfies never;
  }
}

/** Access and refresh token of a session's newest place. */
export async function tokensOf(services: Services, accountId: string, grant: SessionGrant): Promise<Tokens> {
  const { sessionId, counter } = grant;
  const [accessToken, refreshToken] = await Promise.all([
    services.accessTokens.issue({ accountId, ...grant }),
    services.refreshTokens.issue({ accountId, sessionId, counter }),
  ]);
  const expiresInSeconds = limits.accessTokenLifeMs / 1000;
  return { accessToken, tokenType: 'Bearer', expiresInSeconds, refreshToken, sessionId };
}

/** The same made-up account for the same unknown name; nothing tells it from a real one. */
async function nobodysAccountId(services: Services, digest: string): Promise<string> {
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
