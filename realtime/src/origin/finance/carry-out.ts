import { AppError } from '@halobuzz/core/errors/app-error';
import { otherStops } from '@halobuzz/core/fraud/wallet-controls';
import { transactionId } from '@halobuzz/core/ids';
import { type Intent, intentBlanks } from '@halobuzz/core/ledger/intent';
import { limits } from '@halobuzz/core/limits';
import type { Currency } from '@halobuzz/core/money';
import { payoutRetryMs } from '@halobuzz/core/payouts/payout';
import { fingerprintOf } from '../../ledger/fingerprint.ts';
import type { WalletPort } from '../../ledger/wallet-port.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { WalletControlsService } from '../fraud/wallet-controls.ts';
import type { OriginLog } from '../http/origin-log.ts';
import type { HostBooks } from '../payouts/standing.ts';
import type { ApprovalRequest } from './approval.ts';
import type { ApprovalStore } from './approval-store.ts';
import { bringInRate, type RateStore } from './bring-in-rate.ts';
import type { GiftReads } from './gift-reads.ts';
import { auditHistory, type Change } from './history.ts';
import type { PromotionGrant, PromotionStore } from './promotion-store.ts';

/** Gives payments back. `id` names the request: the same one is never given back twice. */
export type RequestRefund = (refund: {
  readonly id: string;
  readonly paymentId: string;
  /** Minor units; undefined: all that is left. */
  readonly amount: bigint | undefined;
  readonly reason: string;
  /** Account id of whoever asked for it. */
  readonly by: string;
}) => Promise<{ readonly kind: 'accepted' } | { readonly kind: 'refused'; readonly code: string }>;

export interface RefundablePayment {
  /** The buyer's subject. */
  readonly userId: string;
  readonly currency: Currency;
  /** Minor units that nobody gave or took back yet. */
  readonly left: bigint;
}

export interface FinanceDeps {
  readonly clock: () => number;
  readonly approvals: ApprovalStore;
  readonly promotions: PromotionStore;
  readonly rates: RateStore;
  readonly giftReads: GiftReads;
  readonly books: Pick<HostBooks, 'earned'>;
  readonly controls: WalletControlsService;
  readonly wallet: Pick<WalletPort, 'post'>;
  /** Whether the permanent ledger holds a transaction, by a majority. */
  readonly isCommitted: (tx: string) => Promise<boolean>;
  readonly requestRefund: RequestRefund;
  /** A payment that can be given back, as far as a request for it needs to know. */
  readonly refundablePayment: (id: string) => Promise<RefundablePayment | undefined>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly log: OriginLog;
}

type Execution =
  | { readonly kind: 'done'; readonly tx?: string }
  | { readonly kind: 'refused'; readonly outcome: string }
  /** Accepted, not yet in the permanent ledger. */
  | { readonly kind: 'waits' }
  | { readonly kind: 'later' };

/** Freezes by staff; those of rules are lifted where their findings are decided. */
export const STAFF_FREEZE = 'staff:';

/** A rule's own freeze goes with its finding; those that no longer fit one by one are for the staff. */
export function isLiftedByStaff(source: string): boolean {
  return source.startsWith(STAFF_FREEZE) || source === otherStops;
}

/** Carries out what was approved, once however often it is called: everything it does is named by the request's id. */
export async function carryOut(deps: FinanceDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
  const execution = await execute(deps, request);
  const nowMs = deps.clock();
  switch (execution.kind) {
    case 'done':
    case 'refused': {
      const more = execution.kind === 'refused' ? { outcome: execution.outcome } : {};
      const tx = execution.kind === 'done' && execution.tx !== undefined ? { tx: execution.tx } : {};
      const end = { execution: execution.kind, atMs: nowMs, ...more, ...tx };
      return (await deps.approvals.finish(request._id, end)) ?? request;
    }
    case 'waits':
      await deps.approvals.postpone(request._id, nowMs + limits.payoutRetryMinMs, false);
      return request;
    case 'later':
      await deps.approvals.postpone(request._id, nowMs + payoutRetryMs(request.tries), true);
      return request;
    default:
      return execution satisfies never;
  }
}

async function execute(deps: FinanceDeps, request: ApprovalRequest): Promise<Execution> {
  const { kind, _id: id, userId, target, amount, reason, force } = request;
  switch (kind) {
    case 'adjustment_credit':
    case 'adjustment_debit': {
      const order = orderOf(userId, id);
      return post(deps, { ...intentBlanks, ...order, kind, currency: 'COIN', amount, reason: id });
    }
    case 'gift_reversal':
      return reverseGift(deps, target, force);
    case 'promotion':
      await deps.promotions.decide(target, 'active');
      return { kind: 'done' };
    case 'refund': {
      const asked = {
        id,
        paymentId: target,
        // Requests without an amount were kept as 0 once.
        amount: amount === 0n ? undefined : amount,
        reason,
        by: request.requestedBy,
      };
      const answer = await deps.requestRefund(asked);
      return answer.kind === 'accepted' ? { kind: 'done' } : { kind: 'refused', outcome: answer.code };
    }
    case 'payout_rate': {
      const objection = await bringInRate(deps.rates, { id, target }, deps.clock());
      return objection === undefined ? { kind: 'done' } : { kind: 'refused', outcome: objection };
    }
    case 'wallet_unfreeze': {
      const { freezes, payoutHolds } = await deps.controls.read(userId);
      // Nobody who approved it knew of those that came after it was asked for, be it at this very moment.
      const untilMs = request.requestedAt.getTime();
      for (const { source } of freezes) {
        if (isLiftedByStaff(source)) await deps.controls.unfreeze(userId, source, untilMs);
      }
      for (const { source } of payoutHolds) {
        if (source === otherStops) await deps.controls.releasePayouts(userId, source, untilMs);
      }
      return { kind: 'done' };
    }
    default:
      return kind satisfies never;
  }
}

/** Why a gift cannot be undone now; undefined when it can. */
export async function reversalObjection(deps: FinanceDeps, tx: string, force: boolean): Promise<string | undefined> {
  const gift = await deps.giftReads.gift(tx);
  if (gift === undefined) return 'no such gift';
  if (await deps.giftReads.isReversed(tx)) return 'it was undone already';
  // Diamonds that are set aside for a payout count as paid: reject the payout first.
  if (!force && (await deps.books.earned(gift.host)) < gift.diamonds) return 'its diamonds were paid out';
  return undefined;
}

/** Coins back to the giver, diamonds back from the host, once for each gift: the entry is named by the gift. */
async function reverseGift(deps: FinanceDeps, tx: string, force: boolean): Promise<Execution> {
  const gift = await deps.giftReads.gift(tx);
  if (gift === undefined) return { kind: 'refused', outcome: 'no such gift' };
  const order = orderOf(gift.giver, `${tx}:reversal`);
  if (await deps.isCommitted(order.tx)) return { kind: 'done', tx: order.tx };
  const objection = await reversalObjection(deps, tx, force);
  if (objection !== undefined) {
    // An earlier attempt of this very entry may have been committed since: then that is the objection.
    if (await deps.isCommitted(order.tx)) return { kind: 'done', tx: order.tx };
    return { kind: 'refused', outcome: objection };
  }
  const { host: counterparty, coins: amount, diamonds: earned, roomId, giftId, giftVersion, quantity } = gift;
  return post(deps, {
    ...{ ...intentBlanks, ...order, kind: 'gift_reversal', counterparty, currency: 'COIN', amount, earned },
    ...{ roomId, giftId, giftVersion, quantity, reference: tx },
  });
}

/** Gives one person their part of a promotion; by one at a time, as {@link carryOutNow} says. */
export async function creditGrant(deps: FinanceDeps, grant: PromotionGrant): Promise<void> {
  const { _id: id, userId, coins: amount, campaignId: reason } = grant;
  if (!(await deps.promotions.claim(grant, deps.clock() + limits.paymentJobLeaseMs))) return;
  const result = await post(deps, {
    ...{ ...intentBlanks, ...orderOf(userId, id), kind: 'promotion', currency: 'COIN', amount, reason },
  });
  if (result.kind === 'refused') return deps.promotions.refuse(grant, result.outcome);
  // The writer moves the grant when it commits the entry.
  await deps.promotions.postpone(id, deps.clock() + payoutRetryMs(grant.tries));
}

function orderOf(wallet: string, orderId: string): Pick<Intent, 'tx' | 'wallet' | 'orderId' | 'clientId'> {
  return { tx: transactionId(wallet, orderId), wallet, orderId, clientId: orderId };
}

async function post(deps: FinanceDeps, intent: Intent): Promise<Execution> {
  const result = await deps.wallet.post(intent, fingerprintOf(intent), deps.isCommitted);
  switch (result.kind) {
    case 'committed':
      return { kind: 'done', tx: intent.tx };
    case 'created':
    case 'exists':
      return { kind: 'waits' };
    case 'unknown':
      return { kind: 'later' };
    case 'refused':
      if (result.code === 'wallet_locked' || result.code === 'wallet_busy') return { kind: 'later' };
      if (result.code === 'insufficient_balance' || result.code === 'balance_limit') {
        return { kind: 'refused', outcome: result.code };
      }
      deps.log.error({ order: intent.orderId, code: result.code }, 'the wallet refuses what was approved');
      return { kind: 'later' };
    default:
      return result satisfies never;
  }
}

/** Writes into the audit log what it lacks of this request. */
export function auditApproval(deps: Pick<FinanceDeps, 'audit' | 'approvals'>, request: ApprovalRequest): Promise<void> {
  const { kind, amount, currency, target, force } = request;
  const actionOf = ({ from, to, by }: Change) => {
    if (from === '') return 'approval.requested';
    if (to === 'rejected') return 'approval.rejected';
    const isApproval = (to === 'approved' || to === 'open') && by !== 'system';
    return isApproval ? 'approval.approved' : 'approval.changed';
  };
  const details = { kind, amount: String(amount), currency, force, ...(target === '' ? {} : { target }) };
  return auditHistory({ audit: deps.audit, store: deps.approvals }, request, { actionOf, details });
}

/**
 * Carries out what is to be, by one at a time: what a wallet refused for good must not be taken by another who found it due
 * at the same moment. One that failed for no reason that anybody foresaw stays to be repeated.
 */
export async function carryOutNow(deps: FinanceDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
  const { _id: id } = request;
  let now = request;
  try {
    if (request.execution === 'pending') {
      const mine = await deps.approvals.claim(request, deps.clock() + limits.paymentJobLeaseMs);
      now = mine === undefined ? ((await deps.approvals.get(id)) ?? request) : await carryOutClaimed(deps, mine);
    }
    await auditApproval(deps, now);
  } catch (err) {
    if (!(err instanceof AppError)) deps.log.warn({ err, request: id }, 'an approved request has to wait');
  }
  return now;
}

async function carryOutClaimed(deps: FinanceDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
  try {
    return await carryOut(deps, request);
  } catch (error) {
    // Best effort: the claim runs out by itself.
    await deps.approvals
      .postpone(request._id, deps.clock() + payoutRetryMs(request.tries), true)
      .catch(() => undefined);
    throw error;
  }
}
