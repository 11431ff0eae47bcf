import { AppError } from '@halobuzz/core/errors/app-error';
import type { Mail, Mailer } from './mail.ts';

/**
 * Mails what nobody waits for: an address that takes none will take none later either, so that is no failure.
 * @returns false when the provider refuses the address
 * @throws AppError `unavailable` when it should be tried again
 */
export async function sendUnlessRefused(mailer: Mailer, mail: Mail): Promise<boolean> {
  try {
    await mailer.send(mail);
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'recipient_refused') throw error;
    return false;
  }
}
