import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import type { Services } from '../../services.ts';
import { takeName } from '../names/take-name.ts';
import { emailChangeMail, emailTakenMail } from '../notifications/credential-mails.ts';

interface Asking {
  readonly accountId: string;
  readonly sessionId: string;
}

/**
 * Mails a code to the address that the account is to have, or, where another account has proven it, a note to that one's
 * owner. Both take the same steps and answer alike.
 *
 * @throws AppError `validation_failed` (it is the account's address already), `rate_limited`, `unavailable`
 */
export async function requestEmailChange(services: Services, asking: Asking, newEmail: string): Promise<void> {
  if (!services.mailer.ready) throw new AppError('unavailable');
  const { accountId, sessionId } = asking;
  const digest = await services.digestOf('email', newEmail);
  const begun = await services.account(accountId).beginEmailChange(sessionId, newEmail, digest);
  if (begun === undefined) throw new AppError('session_revoked');
  switch (begun.kind) {
    case 'same':
      throw invalidField('newEmail', 'is the address of your account already');
    case 'limited':
      throw new AppError('rate_limited', { retryAfterMs: begun.retryAfterMs });
    case 'begun': {
      const admission = await services.name(digest).admitMail();
      if (!admission.admitted) throw new AppError('rate_limited', { retryAfterMs: admission.retryAfterMs });
      const taken = admission.holder !== null && admission.holder !== accountId;
      await services.mailer.send(taken ? emailTakenMail(newEmail) : emailChangeMail(newEmail, begun.code));
      return;
    }
    default:
      begun satisfies never;
  }
}

/**
 * Changes the address: reserve the new name → record it → commit; the account's outbox releases the old one until that is
 * done. May be repeated as long as the code lives.
 *
 * @throws AppError `code_invalid`; `conflict` when another account proved the address in between; `unavailable`
 */
export async function confirmEmailChange(services: Services, asking: Asking, code: string): Promise<void> {
  const { accountId, sessionId } = asking;
  const account = services.account(accountId);
  const digest = await account.proveEmailChange(code);
  if (digest === undefined) throw new AppError('code_invalid');
  const outcome = await takeName(services, accountId, digest, async (beforeMs) =>
    account.recordEmailChange(sessionId, digest, beforeMs),
  );
  if (outcome === 'taken') throw new AppError('conflict');
  if (outcome === 'gone') throw new AppError('code_invalid');
}
