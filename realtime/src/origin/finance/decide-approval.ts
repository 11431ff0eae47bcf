import { AppError } from '@halobuzz/core/errors/app-error';
import { mayDecide } from '@halobuzz/core/payouts/approval';
import type { ApprovalRequest } from './approval.ts';
import { carryOutNow, type FinanceDeps } from './carry-out.ts';
import { type ActingPerson, inRequest } from './history.ts';
import { requireVersion } from './require-version.ts';

const triesMax = 5;

/**
 * One person's approval; with the last one needed it is carried out, here or by the job.
 * @throws AppError `not_found`, `approval_own`, `approval_closed` once it is decided or has run out, `conflict` when it
 * changed after `version`
 */
export async function approveRequest(
  deps: FinanceDeps,
  actor: ActingPerson,
  id: string,
  note: string,
  version?: number,
): Promise<ApprovalRequest> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const request = await decidable(deps, actor, id);
    if (request.approvals.some(({ by }) => by === actor.account)) return request;
    requireVersion(request, version);
    const approval = { by: actor.account, at: new Date(deps.clock()), note, ...inRequest(actor) };
    const approved = await deps.approvals.approve(id, request.approvals.length, approval);
    if (approved !== undefined) return carryOutNow(deps, approved);
    const now = await deps.approvals.get(id);
    if (now !== undefined) requireVersion(now, version);
    if (now?.status !== 'open' || now.expiresAt.getTime() <= deps.clock()) throw new AppError('approval_closed');
  }
  throw new AppError('unavailable', { retryAfterMs: 1_000 });
}

/** Says no, for good. @throws as {@link approveRequest} */
export async function rejectRequest(
  deps: FinanceDeps,
  actor: ActingPerson,
  id: string,
  note: string,
  version?: number,
): Promise<ApprovalRequest> {
  const request = await decidable(deps, actor, id);
  requireVersion(request, version);
  const rejected = await deps.approvals.reject(
    id,
    {
      ...{ by: actor.account, at: new Date(deps.clock()), note },
      ...inRequest(actor),
    },
    version === undefined ? undefined : request.approvals.length,
  );
  if (rejected === undefined) {
    const now = await deps.approvals.get(id);
    if (now !== undefined) requireVersion(now, version);
    throw new AppError('approval_closed');
  }
  if (request.kind === 'promotion') await deps.promotions.decide(request.target, 'rejected');
  return carryOutNow(deps, rejected);
}

async function decidable(deps: FinanceDeps, actor: ActingPerson, id: string): Promise<ApprovalRequest> {
  const request = await deps.approvals.get(id);
  if (request === undefined) throw new AppError('not_found');
  const approvedBy = request.approvals.map(({ by }) => by);
  const { requestedBy, concerned: subjects } = request;
  if (mayDecide({ requestedBy, subjects, approvedBy }, actor) === 'own') throw new AppError('approval_own');
  return request;
}
