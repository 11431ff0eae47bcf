import type { ApprovalKind, ApprovalView, approvalExecutions, approvalStatuses } from '@halobuzz/core/api/finance';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { Currency } from '@halobuzz/core/money';
import { mayDecide } from '@halobuzz/core/payouts/approval';
import type { Actor } from '@halobuzz/core/tokens';
import { type Approval, approvalView } from '../payouts/payout.ts';
import { decidedView } from './decided-view.ts';
import { type ActingPerson, type Change, inRequest } from './history.ts';
import { maskedSubject } from './masked.ts';

/** Something that moves money and that another person than its author has to approve; as `approvals` keeps it. */
export interface ApprovalRequest {
  readonly _id: string;
  readonly kind: ApprovalKind;
  readonly status: (typeof approvalStatuses)[number];
  /** What became of it after its approval. */
  readonly execution: (typeof approvalExecutions)[number];
  /** The subject whose wallet moves; empty where none is named. */
  readonly userId: string;
  /** Everybody whose money it moves: none of them decides it. */
  readonly concerned: readonly string[];
  /** What else it is about: a gift's transaction, a payment, a promotion. */
  readonly target: string;
  readonly amount: bigint;
  readonly currency: Currency;
  /** Also where the usual rule forbids it. */
  readonly force: boolean;
  readonly reason: string;
  /** Account id. */
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly needed: number;
  readonly approvals: readonly Approval[];
  readonly tries: number;
  readonly nextAt: Date;
  readonly history: readonly Change[];
  readonly audited: number;
  readonly unaudited?: boolean;
  readonly transactionId?: string;
  /** Why it was not carried out. */
  readonly outcome?: string;
}

export type Asked = Pick<ApprovalRequest, 'kind' | 'userId' | 'target' | 'amount' | 'currency' | 'force' | 'reason'> & {
  readonly concerned: readonly string[];
};

/** A new request. @throws AppError `approval_own` when it is about its author's own money */
export function newApproval(id: string, actor: ActingPerson, nowMs: number, asked: Asked): ApprovalRequest {
  if (asked.concerned.includes(actor.subject)) throw new AppError('approval_own');
  const at = new Date(nowMs);
  return {
    ...{ _id: id, ...asked, status: 'open', execution: 'none', requestedBy: actor.account, requestedAt: at },
    ...{ expiresAt: new Date(nowMs + limits.approvalLifeMs), needed: asked.force ? 2 : 1, approvals: [], tries: 0 },
    ...{ nextAt: at, audited: 0, unaudited: true },
    history: [{ at, by: actor.account, from: '', to: 'open', reason: asked.reason, ...inRequest(actor) }],
  };
}

const compared = ['kind', 'userId', 'target', 'amount', 'currency', 'force', 'reason'] as const;

/** How a field is called by those who ask. */
function shownField(name: (typeof compared)[number], { kind }: Asked): string {
  switch (name) {
    case 'kind':
      return 'direction';
    case 'userId':
      return 'accountId';
    case 'target':
      return kind === 'refund' ? 'paymentId' : 'tx';
    case 'amount':
      return kind === 'refund' ? 'amount' : kind === 'promotion' ? 'budget' : 'coins';
    default:
      return name;
  }
}

/** A repetition finds the first request. @throws AppError `idempotency_mismatch` with the fields that differ from it */
export function requireSame(known: ApprovalRequest, asked: Asked): void {
  const errors = compared
    .filter((name) => known[name] !== asked[name])
    .map((name) => ({ field: shownField(name, asked), message: 'was another one under this key' }));
  if (errors.length > 0) throw new AppError('idempotency_mismatch', { errors });
}

/** A request as `reader` sees it. */
export function approvalRequestViewFor(request: ApprovalRequest, reader: Actor): ApprovalView {
  const { requestedBy, concerned: subjects, approvals } = request;
  const approvedBy = approvals.map(({ by }) => by);
  return {
    ...approvalRequestView(request),
    ...decidedView(request, mayDecide({ requestedBy, subjects, approvedBy }, reader)),
  };
}

export function approvalRequestView(request: ApprovalRequest): ApprovalView {
  const { kind, status, execution, target, currency, force, reason, requestedBy, needed } = request;
  const { transactionId, outcome } = request;
  return {
    ...{ id: request._id, kind, status, execution, target, currency, force, reason, requestedBy, needed },
    person: maskedSubject(request.userId),
    amount: String(request.amount),
    requestedAt: request.requestedAt.toISOString(),
    expiresAt: request.expiresAt.toISOString(),
    approvals: request.approvals.map(approvalView),
    ...(transactionId === undefined ? {} : { tx: transactionId }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}
