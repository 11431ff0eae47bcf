import type { RegisterRequest } from '@halobuzz/core/api/auth';
import { AppError } from '@halobuzz/core/errors/app-error';
import { newAccountId, newSubjectId } from '@halobuzz/core/ids';
import { regionOfCountry } from '@halobuzz/core/regions/regions';
import { shownTerms } from '../../legal/shown-terms.ts';
import { logLine } from '../../observability/log-line.ts';
import type { Services } from '../../services.ts';
import { sendEmailCode } from '../email/email-verification.ts';
import { isReservedUsername } from '../names/names.ts';
import { refuseWeakPassword } from './password-policy.ts';
import { passwordRecordOf } from './password-record.ts';

/**
 * Makes an account: reserve the username → hash → create → commit → mail. Each step may be repeated; what is abandoned
 * half-way is freed by the name's alarm. Whether the e-mail is known elsewhere changes nothing here: only the mail differs.
 *
 * @throws AppError `username_taken`, `hashing_busy`, `unavailable` (no mail can be sent), `validation_failed` (the
 * password is known from breaches or leans on the names, or other terms than those in force were shown).
 */
export async function registerAccount(
  services: Services,
  { termsVersion, ...request }: RegisterRequest,
  country: string,
): Promise<{ accountId: string; username: string }> {
  const terms = shownTerms(termsVersion, services.clock());
  if (!services.mailer.ready) throw new AppError('unavailable');
  if (isReservedUsername(request.username)) throw new AppError('username_taken');
  await refuseWeakPassword(services, 'password', request.password, request);
  const accountId = newAccountId(regionOfCountry(country).home, services.random);
  const [usernameDigest, emailDigest] = await Promise.all([
    services.digestOf('username', request.username),
    services.digestOf('email', request.email),
  ]);
  const name = services.name(usernameDigest);
  if ((await name.reserve(accountId, usernameDigest)) === 'taken') throw new AppError('username_taken');
  const account = services.account(accountId);
  try {
    const challenge = services.hasher.newChallenge();
    const hash = await services.hasher.hash(request.password, challenge);
    await account.create({
      accountId,
      subject: newSubjectId(services.random),
      username: request.username,
      usernameDigest,
      email: request.email,
      emailDigest,
      country,
      password: passwordRecordOf(challenge, hash),
      terms,
    });
  } catch (error) {
    if (error instanceof AppError) await name.release(accountId);
    throw error;
  }
  if ((await name.commit(accountId, usernameDigest)) === 'lost') {
    await account.discard();
    throw new AppError('username_taken');
  }
  await mailCode(services, accountId);
  return { accountId, username: request.username };
}

/** The account is made, so a mail that cannot go out now is no reason to say otherwise: it can be asked for again. */
async function mailCode(services: Services, accountId: string): Promise<void> {
  try {
    await sendEmailCode(services, accountId);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    logLine('warn', `sign-up: the first mail was not sent: ${error.code}`);
  }
}
