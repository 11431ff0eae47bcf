import type { Tokens } from '@halobuzz/core/api/auth';
import type { PasskeyRequestOptions } from '@halobuzz/core/api/auth-passkeys';
import type { PasskeyAssertion } from '@halobuzz/core/api/passkey-credentials';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { Services } from '../../services.ts';
import { deviceIdOf, deviceProofOf } from '../devices/device-proof.ts';
import { erasurePending, nobodysAccountId, type SignInRequest, tokensOf } from '../sign-in/sign-in.ts';
import { passkeyDigest } from './passkey-digest.ts';
import { offeredRpId } from './relying-party.ts';
import { newSignInChallenge, readSignInChallenge } from './sign-in-challenge.ts';
import { readClientData } from './webauthn.ts';

export interface PasskeySignInRequest extends Omit<SignInRequest, 'login'> {
  readonly credential: PasskeyAssertion;
  readonly device: SignInRequest['login']['device'];
}

/** Options for whoever wants to sign in by a passkey, the same for everybody. `jkt`: the key of the request's DPoP proof. */
export async function passkeySignInOptions(
  services: Services,
  origin: string | undefined,
  jkt: string,
): Promise<PasskeyRequestOptions> {
  const { challenge } = await newSignInChallenge(services, jkt);
  return {
    rpId: offeredRpId(services.config, origin),
    challenge,
    timeout: limits.passkeyChallengeLifeMs,
    allowCredentials: [],
    userVerification: 'required',
  };
}

/**
 * Signs in by a passkey alone: the address admits the attempt → the challenge must be ours → the credential's object names
 * the account → the account verifies. Unknown credentials take the same steps against an object that was never created.
 * Names are not paused and no Turnstile challenge is asked for: there is nothing to guess.
 *
 * @throws AppError `passkey_rejected`, `rate_limited`, `account_banned` (only with the right passkey), `invalid_dpop_proof`
 */
export async function signInWithPasskey(services: Services, request: PasskeySignInRequest): Promise<Tokens> {
  const { credential, device, ipAddress, keyProof } = request;
  const address = await services.addresses.admit('sign_in', ipAddress);
  const refusal = address.admitted ? undefined : new AppError('rate_limited', { retryAfterMs: address.retryAfterMs });
  // A crowded address does not hold a device that the account trusts, here as with a password.
  if (refusal !== undefined && device?.secret === undefined && keyProof.jkt === '') throw refusal;
  const challenge = readClientData(credential)?.challenge ?? '';
  const ceremony = await readSignInChallenge(services, challenge, keyProof.jkt);
  if (ceremony === undefined) throw refusal ?? new AppError('passkey_rejected');
  const digest = await passkeyDigest(services, credential.id);
  const accountId = (await services.name(digest).holder()) ?? (await nobodysAccountId(services, digest));
  const account = services.account(accountId);
  const deviceId = await deviceIdOf(services, accountId, device?.id);
  const deviceProof = await deviceProofOf(services, accountId, deviceId, device ?? {}, keyProof);
  if (refusal !== undefined && !(await account.trustsDevice(deviceId, deviceProof))) throw refusal;
  const { userAgent, country } = request;
  const arrival = { deviceId, deviceName: device?.name ?? '', userAgent, ipAddress, country, deviceProof };
  const result = await account.signInByPasskey(credential, ceremony, arrival);
  switch (result.kind) {
    case 'invalid':
      request.defer(account.noteFailedSignIn());
      throw new AppError('passkey_rejected');
    case 'erasing':
      throw erasurePending(result);
    case 'banned':
      throw new AppError('account_banned');
    case 'replayed':
      throw new AppError('invalid_dpop_proof');
    case 'limited':
      throw new AppError('rate_limited', { retryAfterMs: limits.passkeyChallengeLifeMs });
    case 'signed_in':
      // Only failures shall fill the address's room; while there is plenty the call is not worth it.
      if (address.admitted && address.crowded) request.defer(services.addresses.takeBack(ipAddress, address.receipt));
      return tokensOf(services, accountId, result.grant);
    default:
      return result satisfies never;
  }
}
