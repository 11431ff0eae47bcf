import type { Tokens } from '@halobuzz/core/api/auth';
import type { CodeSentData, FactorProof } from '@halobuzz/core/api/auth-factors';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { Services } from '../../services.ts';
import type { KeyProof } from '../../tokens/dpop.ts';
import { deviceIdOf } from '../devices/device-proof.ts';
import type { ChallengeHolder } from '../factors/challenge-acts.ts';
import type { ChallengePlace } from '../factors/challenge-tokens.ts';
import { sendRequestedCode } from '../factors/send-factor-code.ts';
import { erasurePending, tokensOf } from './sign-in.ts';

/** A challenge as a client presents it. */
export interface PresentedChallenge {
  readonly challengeId: string;
  /** The client's own id of the device, if it named one at the sign-in. */
  readonly device: string | undefined;
  readonly keyProof: KeyProof;
}

/**
 * Finishes a sign-in with a second factor.
 * @throws AppError `challenge_invalid` (used, run out, another account's or device's: sign in again), `code_invalid`,
 * `passkey_rejected`,
 * `rate_limited` (too many wrong answers of late), `account_banned`, `erasure_pending`, `invalid_dpop_proof`.
 */
export async function verifySecondFactor(
  services: Services,
  presented: PresentedChallenge,
  proof: FactorProof,
): Promise<Tokens> {
  const { place, holder } = await heldChallenge(services, presented);
  const answer = await services.account(place.accountId).answerChallenge(place.key, holder, proof);
  switch (answer.kind) {
    case 'gone':
      throw new AppError('challenge_invalid');
    case 'wrong':
      throw new AppError(proof.method === 'passkey' ? 'passkey_rejected' : 'code_invalid');
    case 'paused':
      throw new AppError('rate_limited', { retryAfterMs: answer.retryAfterMs });
    case 'banned':
      throw new AppError('account_banned');
    case 'erasing':
      throw erasurePending(answer);
    case 'replayed':
      throw new AppError('invalid_dpop_proof');
    case 'signed_in':
      return tokensOf(services, place.accountId, answer.grant);
    default:
      return answer satisfies never;
  }
}

/** Sends a code for a challenge. @throws AppError `challenge_invalid`, `not_found`, `rate_limited`, `unavailable` */
export async function sendChallengeCode(
  services: Services,
  presented: PresentedChallenge,
  factorId: string,
  ipAddress: string,
): Promise<CodeSentData> {
  const { place, holder } = await heldChallenge(services, presented);
  const requested = await services.account(place.accountId).requestChallengeCode(place.key, holder, factorId);
  return sendRequestedCode(services, requested, ipAddress, () => new AppError('challenge_invalid'));
}

/** The challenge that was presented, and by whom. @throws AppError `challenge_invalid` */
export async function heldChallenge(
  services: Services,
  { challengeId, device, keyProof }: PresentedChallenge,
): Promise<{ place: ChallengePlace; holder: ChallengeHolder }> {
  const place = await services.challengeTokens.read(challengeId);
  if (place === undefined) throw new AppError('challenge_invalid');
  const deviceId = device === undefined ? undefined : await deviceIdOf(services, place.accountId, device);
  return { place, holder: { deviceId, jkt: keyProof.jkt, proofId: keyProof.proofId } };
}
