import type { FactorAddedData } from '@halobuzz/core/api/auth-factors';
import type {
  PasskeyCreationOptions,
  PasskeyListData,
  PasskeyRequestOptions,
  PasskeyUse,
} from '@halobuzz/core/api/auth-passkeys';
import type { PasskeyRegistration } from '@halobuzz/core/api/passkey-credentials';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { Caller } from '../../http/edge-env.ts';
import type { Services } from '../../services.ts';
import { factorView, isoTime } from '../factors/own-factors.ts';
import { accessTokenOf } from '../factors/raise-session.ts';
import { takeName } from '../names/take-name.ts';
import { heldChallenge, type PresentedChallenge } from '../sign-in/second-factor.ts';
import { passkeyDigest } from './passkey-digest.ts';
import type { AddedPasskey } from './passkey-enrolment.ts';
import type { PasskeyDescriptor, PasskeyRequest } from './passkey-requests.ts';
import { offeredRpId } from './relying-party.ts';
import { passkeyAlgorithms } from './webauthn.ts';

const DEFAULT_LABEL = 'Passkey';
const timeout = limits.passkeyChallengeLifeMs;

/** The caller's passkeys. */
export async function passkeyList(services: Services, { claims }: Caller): Promise<PasskeyListData> {
  const passkeys = await services.account(claims.sub).passkeys();
  return {
    passkeys: passkeys.map(({ createdAtMs, lastUsedAtMs, passwordless, ...shown }) => ({
      ...shown,
      use: passwordless ? 'passwordless' : 'second_factor',
      createdAt: new Date(createdAtMs).toISOString(),
      lastUsedAt: isoTime(lastUsedAtMs),
    })),
  };
}

/** Options for a new passkey. @throws AppError `conflict` (enough of them), `session_revoked` */
export async function passkeyCreationOptions(
  services: Services,
  { claims }: Caller,
  use: PasskeyUse,
  origin: string | undefined,
): Promise<PasskeyCreationOptions> {
  const begun = await services.account(claims.sub).beginPasskey(claims.sid, use);
  if (begun.kind !== 'begun') throw new AppError(begun.kind === 'conflict' ? 'conflict' : 'session_revoked');
  const { handle, username, challenge, exclude } = begun;
  const wanted = use === 'passwordless' ? 'required' : 'preferred';
  return {
    rp: { id: offeredRpId(services.config, origin), name: 'HaloBuzz' },
    user: { id: handle, name: username, displayName: username },
    challenge,
    pubKeyCredParams: passkeyAlgorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout,
    excludeCredentials: descriptors(exclude),
    authenticatorSelection: {
      residentKey: wanted,
      requireResidentKey: use === 'passwordless',
      userVerification: wanted,
    },
    attestation: 'none',
  };
}

/**
 * Adds a passkey. Its credential is reserved first, as a username is: it can stand on one account only, however many try at
 * once. @throws AppError `passkey_rejected`, `conflict` (it stands on an account already, or there are enough), `unavailable`
 */
export async function addOwnPasskey(
  services: Services,
  { claims }: Caller,
  credential: PasskeyRegistration,
  label = DEFAULT_LABEL,
): Promise<FactorAddedData> {
  const { sub, sid } = claims;
  const digest = await passkeyDigest(services, credential.id);
  let result: AddedPasskey = { kind: 'conflict' };
  const taken = await takeName(services, sub, digest, async (beforeMs) => {
    result = await services.account(sub).addPasskey(sid, { credential, label, digest, beforeMs });
    if (result.kind === 'late') return 'late';
    return result.kind === 'added' ? 'recorded' : 'gone';
  });
  if (taken === 'gone') await services.name(digest).release(sub);
  return addedData(services, sub, sid, result);
}

async function addedData(
  services: Services,
  accountId: string,
  sessionId: string,
  result: AddedPasskey,
): Promise<FactorAddedData> {
  switch (result.kind) {
    case 'added': {
      services.states.forget(accountId, sessionId);
      const { factor, backupCodes, grant } = result;
      const access = await accessTokenOf(services, accountId, grant);
      return { factor: factorView(factor), ...(backupCodes === null ? {} : { backupCodes }), access };
    }
    case 'wrong':
      throw new AppError('passkey_rejected');
    case 'conflict':
      throw new AppError('conflict');
    case 'late':
      throw new AppError('unavailable');
    default:
      return result satisfies never;
  }
}

/** Options to confirm a sign-in by a passkey. @throws AppError `challenge_invalid`, `not_found` (no passkey) */
export async function challengePasskeyOptions(
  services: Services,
  presented: PresentedChallenge,
  origin: string | undefined,
): Promise<PasskeyRequestOptions> {
  const { place, holder } = await heldChallenge(services, presented);
  const request = await services.account(place.accountId).requestChallengePasskey(place.key, holder);
  return requestOptions(services, request, origin, new AppError('challenge_invalid'));
}

/** Options for a step-up by a passkey. @throws AppError `session_revoked`, `not_found` (no passkey) */
export async function stepUpPasskeyOptions(
  services: Services,
  { claims }: Caller,
  origin: string | undefined,
): Promise<PasskeyRequestOptions> {
  const request = await services.account(claims.sub).requestStepUpPasskey(claims.sid);
  return requestOptions(services, request, origin, new AppError('session_revoked'));
}

function requestOptions(
  services: Services,
  request: PasskeyRequest,
  origin: string | undefined,
  gone: AppError,
): PasskeyRequestOptions {
  if (request.kind === 'gone') throw gone;
  if (request.kind === 'no_passkey') throw new AppError('not_found');
  return {
    rpId: offeredRpId(services.config, origin),
    challenge: request.challenge,
    timeout,
    allowCredentials: descriptors(request.passkeys),
    userVerification: 'preferred',
  };
}

function descriptors(passkeys: readonly PasskeyDescriptor[]): PasskeyRequestOptions['allowCredentials'] {
  return passkeys.map(({ credentialId: id, transports }) => ({
    type: 'public-key' as const,
    id,
    transports: [...transports],
  }));
}
