import type { disputeWorkStates } from '@halobuzz/core/api/finance-payments';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { AuditLog } from '../audit/audit-log.ts';
import type { PaymentStore } from '../payments/payment-store.ts';
import { type ActingPerson, type Audited, type AuditedStore, auditHistory, inRequest } from './history.ts';

/** How staff are with the answer to one dispute; as `dispute_work` keeps it. `_id`: `<payment>:<dispute>`. */
export interface DisputeWork extends Audited {
  readonly paymentId: string;
  readonly state: (typeof disputeWorkStates)[number];
  /** The UTC day on which the bank wants the evidence. */
  readonly dueOn?: string;
  readonly version: number;
  readonly unaudited?: boolean;
  readonly updatedAt: Date;
}

export interface DisputeWorkStore extends AuditedStore {
  get(id: string): Promise<DisputeWork | undefined>;
  /** In the place of the one with this version (0: of none); false: somebody else was faster. */
  put(work: DisputeWork, before: number): Promise<boolean>;
  /** Those of a payment. */
  ofPayment(paymentId: string, disputeIds: readonly string[]): Promise<readonly DisputeWork[]>;
  unaudited(limit: number): Promise<readonly DisputeWork[]>;
}

export interface DisputeDeps {
  readonly clock: () => number;
  readonly payments: Pick<PaymentStore, 'get'>;
  readonly disputeWork: DisputeWorkStore;
  readonly audit: Pick<AuditLog, 'append'>;
}

export interface DisputeWorkAsked {
  readonly paymentId: string;
  readonly disputeId: string;
  readonly version: number;
  readonly state: DisputeWork['state'];
  readonly dueOn?: string | undefined;
  readonly note: string;
}

export function disputeWorkId(paymentId: string, disputeId: string): string {
  return `${paymentId}:${disputeId}`;
}

/**
 * Writes down how far an answer is.
 * @throws AppError `payment_not_found`, `not_found` for a dispute that nobody told of, `approval_own` for one's own payment,
 * `conflict` when somebody wrote since, naming who
 */
export async function workOnDispute(
  deps: DisputeDeps,
  actor: ActingPerson,
  asked: DisputeWorkAsked,
): Promise<DisputeWork> {
  const stored = await deps.payments.get(asked.paymentId);
  if (stored === undefined) throw new AppError('payment_not_found');
  if (stored.payment.userId === actor.subject) throw new AppError('approval_own');
  if (!stored.payment.evidence.disputes.some(({ id }) => id === asked.disputeId)) throw new AppError('not_found');
  const id = disputeWorkId(asked.paymentId, asked.disputeId);
  const before = await deps.disputeWork.get(id);
  if ((before?.version ?? 0) !== asked.version) throw changedSince(before);
  const at = new Date(deps.clock());
  const { state, dueOn, note: reason, paymentId } = asked;
  const history = before?.history ?? [];
  if (history.length >= limits.financeNotesMax) throw new AppError('conflict');
  const work: DisputeWork = {
    ...{ _id: id, paymentId, state, version: asked.version + 1, updatedAt: at },
    ...(dueOn === undefined ? {} : { dueOn }),
    ...{ audited: before?.audited ?? 0, unaudited: true },
    history: [...history, { at, by: actor.account, from: before?.state ?? '', to: state, reason, ...inRequest(actor) }],
  };
  if (!(await deps.disputeWork.put(work, asked.version))) throw changedSince(await deps.disputeWork.get(id));
  await auditDisputeWork(deps, work);
  return work;
}

/** Writes into the audit log what it lacks of it. */
export function auditDisputeWork(deps: Pick<DisputeDeps, 'audit' | 'disputeWork'>, work: DisputeWork): Promise<void> {
  const dispute = work._id.slice(work.paymentId.length + 1);
  const details = { payment: work.paymentId, dispute: dispute.slice(0, 128) };
  const store = deps.disputeWork;
  return auditHistory(
    { audit: deps.audit, store },
    work,
    { actionOf: () => 'dispute.worked', details },
    work.paymentId,
  );
}

/** What the second of two writers is told: who was first, and with which words. */
export function changedSince(now: Pick<Audited, 'history'> | undefined): AppError {
  const last = now?.history.at(-1);
  const message = last === undefined ? 'is another now' : `${last.by} made it ${last.to} at ${last.at.toISOString()}`;
  return new AppError('conflict', { errors: [{ field: 'version', message }] });
}
