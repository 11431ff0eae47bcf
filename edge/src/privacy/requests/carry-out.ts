import { type PrivacyDecided, privacyRequestPaths } from '@halobuzz/core/api/internal-privacy-requests';
import {
  correctsBirthDate,
  type PrivacyDecisionRequest,
  type StaffPrivacyRequest,
  staffPrivacyRequestSchema,
} from '@halobuzz/core/api/privacy-requests';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { Actor } from '@halobuzz/core/tokens';
import type { StaffAct } from '../../accounts/staff/staff-acts.ts';
import type { Services } from '../../services.ts';

/**
 * Does what a decision asks of the account, and tells its owner. The register was told first: what an outage leaves undone
 * here stands there as not carried out, and the same decision again does it.
 * @throws AppError `unavailable`; `not_found` once the account is gone
 */
export async function carryOut(
  services: Pick<Services, 'account' | 'origin'>,
  call: { readonly actor: Actor; readonly requestId: string },
  { fresh, request }: PrivacyDecided,
  outcome: PrivacyDecisionRequest['outcome'],
  by: StaffAct,
): Promise<StaffPrivacyRequest> {
  const account = services.account(request.accountId);
  const { birthDate } = request;
  let now = request;
  if (outcome === 'granted' && !request.carriedOut && correctsBirthDate(request) && birthDate !== undefined) {
    const result = await account.correctBirthDate(by, birthDate);
    if (result === 'unknown') throw new AppError('not_found');
    const path = privacyRequestPaths.carriedOut(request.id);
    now = await services.origin.call({ ...call, method: 'POST', path, body: {} }, staffPrivacyRequestSchema);
  }
  if (fresh) {
    await account.tellOfRequest({ kind: 'privacy_request_answered', outcome, dueAtMs: Date.parse(request.dueAt) });
  }
  return now;
}
