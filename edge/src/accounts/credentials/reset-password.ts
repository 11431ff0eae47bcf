import type { PasswordResetRequest } from '@halobuzz/core/api/auth-credentials';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { Services } from '../../services.ts';
import { kindOfIdentifier } from '../names/names.ts';
import { passwordResetMail } from '../notifications/credential-mails.ts';
import { nobodysAccountId } from '../sign-in/sign-in.ts';
import { refuseWeakPassword } from './password-policy.ts';
import { passwordRecordOf } from './password-record.ts';

/** `<account>.<256 random bits>`: it leads to its account by itself, and nothing in it can be guessed. */
const CODE = /^([aeu][a-z2-7]{26})\.([A-Za-z0-9_-]{43})$/;

/**
 * Admits a request for a mail to reset a password; known and unknown names take the same steps up to the answer. What tells
 * them apart, whether a mail goes out, happens in the work that is handed back, for after the answer.
 *
 * @throws AppError `rate_limited` for a name that was asked for too often, known or not; `unavailable` where no mail can
 * be sent at all
 */
export async function requestPasswordReset(services: Services, identifier: string): Promise<() => Promise<void>> {
  if (!services.mailer.ready) throw new AppError('unavailable');
  const digest = await services.digestOf(kindOfIdentifier(identifier), identifier);
  const admission = await services.name(digest).admitRecovery();
  if (!admission.admitted) throw new AppError('rate_limited', { retryAfterMs: admission.retryAfterMs });
  const accountId = admission.holder ?? (await nobodysAccountId(services, digest));
  return async () => {
    const issued = await services.account(accountId).issuePasswordReset();
    if (issued === undefined) return;
    await services.mailer.send(passwordResetMail(issued.email, `${accountId}.${issued.secret}`));
  };
}

/**
 * Sets a new password with a code from the mail. Nobody is signed in by it. Nothing is hashed for a code that is not good.
 *
 * @throws AppError `code_invalid` (wrong, used, too old), `validation_failed`, `hashing_busy`; the code stays good after
 * the last two
 */
export async function resetPasswordBy(services: Services, request: PasswordResetRequest): Promise<void> {
  const [, accountId = '', secret = ''] = CODE.exec(request.token) ?? [];
  if (secret === '') throw new AppError('code_invalid');
  const account = services.account(accountId);
  const owner = await account.openPasswordReset(secret);
  if (owner === undefined) throw new AppError('code_invalid');
  await refuseWeakPassword(services, 'newPassword', request.newPassword, owner);
  const challenge = services.hasher.newChallenge();
  const next = passwordRecordOf(challenge, await services.hasher.hash(request.newPassword, challenge));
  const names = await account.resetPassword(secret, next);
  if (names === undefined) throw new AppError('code_invalid');
  // Guesses at the old password must not keep its owner waiting with the new one.
  await Promise.all(names.map((digest) => services.name(digest).clearAttempts()));
}
