import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { Services } from '../../services.ts';

export interface GateRequest {
  /** Digest of the identifier, and so the name of its object. */
  readonly digest: string;
  readonly password: string;
  readonly ipAddress: string;
  readonly turnstileToken: string | undefined;
  /** The request carries something that a trusted device could prove itself by. */
  readonly mayProveDevice: boolean;
}

interface Outcome {
  /** The account behind the name; null for nobody's. */
  readonly holder: string | null;
  /** The password was wrong. To be called after the answer. */
  readonly failed: () => Promise<void>;
  /** The password was right. To be called after the answer. */
  readonly succeeded: () => Promise<void>;
}
export type Gate =
  | (Outcome & { readonly admitted: true })
  /** `refusal` holds everybody but a device that the account trusts. */
  | (Outcome & { readonly admitted: false; readonly refusal: AppError });

/**
 * Counts a sign-in before its password is hashed, by address, by password and by name, in this order: who is held by the
 * address must not bring about the pause of somebody's name. The ordinary sign-in costs one call for the address and one
 * for the name. With Turnstile set up, a solved challenge is asked for after some failures on the name, from a crowded
 * address, and for a password that is being sprayed.
 *
 * @throws AppError `challenge_failed`, `unavailable` (Turnstile cannot be asked); the refusal itself where no device could
 * prove itself: a flood of guesses then costs one call each
 */
export async function openSignInGate(services: Services, request: GateRequest): Promise<Gate> {
  const { challenges, addresses, sprays } = services;
  const { digest, password, ipAddress, turnstileToken, mayProveDevice } = request;
  const name = services.name(digest);
  const address = await addresses.admit('sign_in', ipAddress);
  const solved = challenges.on && turnstileToken !== undefined;
  if (solved) await challenges.verify(turnstileToken, 'sign_in', ipAddress);
  const outcome = (holder: string | null): Outcome => ({
    holder,
    failed: () => sprays.note(password, digest),
    succeeded: async () => {
      // Only failures shall fill the address's room; while there is plenty the call is not worth it.
      if (address.admitted && address.crowded) await addresses.takeBack(ipAddress, address.receipt);
    },
  });
  const refused = async (refusal: AppError): Promise<Gate> => {
    if (!mayProveDevice) throw refusal;
    return { ...outcome(await name.holder()), admitted: false, refusal };
  };
  if (!address.admitted) return refused(new AppError('rate_limited', { retryAfterMs: address.retryAfterMs }));
  const pace = solved ? undefined : await sprays.admit(password);
  if (pace?.admitted === false) {
    const { retryAfterMs } = pace;
    return refused(challenges.on ? new AppError('challenge_required') : new AppError('rate_limited', { retryAfterMs }));
  }
  const freeFailures = address.crowded ? 0 : limits.challengeFailuresMin;
  const unchallengedMax = challenges.on && !solved ? freeFailures : Number.POSITIVE_INFINITY;
  const admission = await name.admit(services.config.rateProfile === 'load', unchallengedMax);
  if (admission.admitted) return { ...outcome(admission.holder), admitted: true };
  const refusal =
    admission.challenge === true
      ? new AppError('challenge_required')
      : new AppError('rate_limited', { retryAfterMs: admission.retryAfterMs });
  return { ...outcome(admission.holder), admitted: false, refusal };
}
