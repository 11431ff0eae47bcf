import { AppError } from '@halobuzz/core/errors/app-error';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import type { Services } from '../../services.ts';

export interface SignUpRequest {
  readonly ipAddress: string;
  readonly turnstileToken: string | undefined;
}

/** Sign-ups that came to nothing through no fault of the caller's: they take no room. */
const NOT_COUNTED: ReadonlySet<ErrorCode> = new Set(['hashing_busy', 'unavailable']);

/**
 * Counts a sign-up by address before anything of it is done, and asks for a challenge where Turnstile is set up. Those that
 * fail count too: sign-up tells which usernames are taken, so it is bounded as a question as well.
 *
 * @throws AppError `rate_limited`, `challenge_required`, `challenge_failed`, `unavailable`, and what `signUp` throws
 */
export async function passSignUpGate<T>(
  services: Pick<Services, 'addresses' | 'challenges'>,
  { ipAddress, turnstileToken }: SignUpRequest,
  signUp: () => Promise<T>,
): Promise<T> {
  const { addresses, challenges } = services;
  if (challenges.on && turnstileToken === undefined) throw new AppError('challenge_required');
  const receipt = await addresses.require('sign_up', ipAddress);
  try {
    if (challenges.on && turnstileToken !== undefined) await challenges.verify(turnstileToken, 'sign_up', ipAddress);
    return await signUp();
  } catch (error) {
    if (error instanceof AppError && NOT_COUNTED.has(error.code)) await addresses.takeBack(ipAddress, receipt);
    throw error;
  }
}
