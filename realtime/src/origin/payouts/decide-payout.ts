import { AppError } from '@halobuzz/core/errors/app-error';
import { mayDecide } from '@halobuzz/core/payouts/approval';
import { type ActingPerson, inRequest } from '../finance/history.ts';
import { requireVersion } from '../finance/require-version.ts';
import { type AdvanceDeps, advanceNow } from './advance-payout.ts';
import type { Payout } from './payout.ts';

const triesMax = 5;

/**
 * One person's approval; with the last one needed it is on its way.
 * @throws AppError `not_found`, `approval_own`, `payout_closed` once it no longer waits, `conflict` when it changed
 * after `version`
 */
export async function approvePayout(
  deps: AdvanceDeps,
  actor: ActingPerson,
  id: string,
  note: string,
  version?: number,
): Promise<Payout> {
  // Another approval may come in between: then it is looked at anew.
  for (let tries = 0; tries < triesMax; tries += 1) {
    const payout = await decidable(deps, actor, id);
    if (payout.approvals.some(({ by }) => by === actor.account)) return payout;
    requireVersion(payout, version);
    const approval = { by: actor.account, at: new Date(deps.clock()), note, ...inRequest(actor) };
    const approved = await deps.payouts.approve(id, payout.approvals.length, approval);
    if (approved !== undefined) return advanceNow(deps, approved);
    const now = await deps.payouts.get(id);
    if (now !== undefined) requireVersion(now, version);
    const waits = now?.status === 'held' && !now.cancelAsked && now.expiresAt.getTime() > deps.clock();
    if (!waits) throw new AppError('payout_closed');
  }
  throw new AppError('unavailable', { retryAfterMs: 1_000 });
}

/** Says no, for good: the diamonds come back. An approved one can be stopped until it is sent. @throws as above */
export async function rejectPayout(
  deps: AdvanceDeps,
  actor: ActingPerson,
  id: string,
  note: string,
  version?: number,
): Promise<Payout> {
  const payout = await decidable(deps, actor, id);
  requireVersion(payout, version);
  if (payout.status !== 'held' && payout.status !== 'approved') throw new AppError('payout_closed');
  const { account: by, requestId } = actor;
  const approvals = version === undefined ? {} : { approvals: payout.approvals.length };
  const atMs = deps.clock();
  const move = { from: payout.status, to: 'rejected', by, atMs, reason: note, requestId, ...approvals } as const;
  const rejected = await deps.payouts.move(id, move);
  if (rejected === undefined) {
    const now = await deps.payouts.get(id);
    if (now !== undefined) requireVersion(now, version);
    throw new AppError('payout_closed');
  }
  return advanceNow(deps, rejected);
}

async function decidable(deps: AdvanceDeps, actor: ActingPerson, id: string): Promise<Payout> {
  const payout = await deps.payouts.get(id);
  if (payout === undefined) throw new AppError('not_found');
  const approvedBy = payout.approvals.map(({ by }) => by);
  if (mayDecide({ requestedBy: undefined, subjects: [payout.userId], approvedBy }, actor) === 'own') {
    throw new AppError('approval_own');
  }
  return payout;
}
