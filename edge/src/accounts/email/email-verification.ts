import { AppError } from '@halobuzz/core/errors/app-error';
import type { Services } from '../../services.ts';
import { takeName } from '../names/take-name.ts';
import { alreadyRegisteredMail, verificationMail } from '../notifications/mail.ts';

/**
 * Mails a fresh code, or, where another account has proven the address, a note in its place. Both take the same steps.
 * @throws AppError `rate_limited` above `emailSendsMax` an hour, or too many mails to the address; `unauthenticated` where there is no such account.
 */
export async function sendEmailCode(services: Services, accountId: string): Promise<'sent' | 'verified_already'> {
  const issued = await services.account(accountId).issueEmailCode();
  if (issued === undefined) throw new AppError('unauthenticated');
  switch (issued.kind) {
    case 'verified_already':
      return 'verified_already';
    case 'limited':
      throw new AppError('rate_limited', { retryAfterMs: issued.retryAfterMs });
    case 'issued': {
      const admission = await services.name(issued.emailDigest).admitMail();
      if (!admission.admitted) throw new AppError('rate_limited', { retryAfterMs: admission.retryAfterMs });
      const known = admission.holder !== null && admission.holder !== accountId;
      await services.mailer.send(
        known ? alreadyRegisteredMail(issued.email) : verificationMail(issued.email, issued.code),
      );
      return 'sent';
    }
    default:
      return issued satisfies never;
  }
}

/**
 * Proves an address and takes its name.
 * @throws AppError `code_invalid`; `conflict` when another account proved the address first; `unavailable`
 */
export async function verifyEmail(services: Services, accountId: string, code: string): Promise<void> {
  const account = services.account(accountId);
  const digest = await account.tryEmailCode(code);
  if (digest === undefined) throw new AppError('code_invalid');
  const outcome = await takeName(services, accountId, digest, async (beforeMs) =>
    account.markEmailVerified(digest, beforeMs),
  );
  if (outcome === 'taken') throw new AppError('conflict');
  if (outcome === 'gone') throw new AppError('code_invalid');
}
