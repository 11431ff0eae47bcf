import { AppError } from '@halobuzz/core/errors/app-error';
import type { Services } from '../../services.ts';
import type { RequestedCode } from './code-requests.ts';

/** A code and where it goes. */
export interface FactorCodeMessage {
  readonly channel: 'sms' | 'email';
  readonly to: string;
  readonly code: string;
}

/** Refuses before anything is begun that could not be sent. @throws AppError `unavailable` */
export function requireSender(services: Services, channel: 'sms' | 'email'): void {
  const { ready } = channel === 'sms' ? services.sms : services.mailer;
  if (!ready) throw new AppError('unavailable');
}

/**
 * Sends a code. The text names us and what it is for, and tells people to keep it: the last line of defence against
 * someone who rings them up for it. `ipAddress`: who asked, for the bounds by address.
 * @throws AppError `recipient_refused`, `unavailable`, `rate_limited` (see BoundedSms and `addressMailsMax`)
 */
export async function sendFactorCode(
  services: Services,
  { channel, to, code }: FactorCodeMessage,
  ipAddress: string,
): Promise<void> {
  requireSender(services, channel);
  const advice = 'Never tell it to anyone, us included.';
  if (channel === 'sms') {
    await services.sms.send({ to, code, text: `${code} is your HaloBuzz code. ${advice}` }, ipAddress);
    return;
  }
  await services.addresses.require('mail_send', ipAddress);
  const text = `Your HaloBuzz code is ${code}. It confirms that it is you. ${advice} If you did not ask for it, change your password.`;
  await services.mailer.send({ to, code, subject: 'Your HaloBuzz code', text });
}

/**
 * Sends what an account issued for a challenge or a step-up; `gone` is the answer where there is none any more.
 * @returns where it went, masked, and until when it is good
 * @throws AppError `not_found`, `rate_limited`, and what {@link sendFactorCode} throws
 */
export async function sendRequestedCode(
  services: Services,
  requested: RequestedCode,
  ipAddress: string,
  gone: (retryAfterMs: number) => AppError,
): Promise<{ sent: true; hint: string; expiresAt: string }> {
  switch (requested.kind) {
    case 'gone':
      throw gone(requested.retryAfterMs);
    case 'no_factor':
      throw new AppError('not_found');
    case 'limited':
      throw new AppError('rate_limited', { retryAfterMs: requested.retryAfterMs });
    case 'issued':
      await sendFactorCode(services, requested, ipAddress);
      return { sent: true, hint: requested.hint, expiresAt: new Date(requested.expiresAtMs).toISOString() };
    default:
      return requested satisfies never;
  }
}
