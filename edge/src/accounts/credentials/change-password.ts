import type { PasswordChangeRequest } from '@halobuzz/core/api/auth-credentials';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import type { Services } from '../../services.ts';
import type { SessionGrant } from '../account/account-types.ts';
import { refuseWeakPassword } from './password-policy.ts';
import { passwordRecordOf } from './password-record.ts';

/**
 * Changes the password of a signed-in account: the account admits the try → the Worker hashes both → the account compares
 * and commits. The session that asks stays; its tokens have to be made anew.
 *
 * @throws AppError `invalid_credentials` (the current password is wrong), `validation_failed`, `rate_limited`, `hashing_busy`
 */
export async function changePasswordOf(
  services: Services,
  caller: { readonly accountId: string; readonly sessionId: string },
  request: PasswordChangeRequest,
): Promise<SessionGrant> {
  const { currentPassword, newPassword } = request;
  if (newPassword === currentPassword) throw invalidField('newPassword', 'must differ from the current one');
  const account = services.account(caller.accountId);
  const begun = await account.beginPasswordChange();
  if (begun === undefined) throw new AppError('session_revoked');
  if (begun.kind === 'limited') throw new AppError('rate_limited', { retryAfterMs: begun.retryAfterMs });
  await refuseWeakPassword(services, 'newPassword', newPassword, begun.owner);
  const currentHash = await services.hasher.hash(currentPassword, begun.challenge);
  const challenge = services.hasher.newChallenge();
  const next = passwordRecordOf(challenge, await services.hasher.hash(newPassword, challenge));
  const result = await account.changePassword(caller.sessionId, currentHash, next);
  if (result.kind === 'invalid') throw new AppError('invalid_credentials');
  return result.grant;
}
