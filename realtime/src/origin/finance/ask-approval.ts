import { AppError } from '@halobuzz/core/errors/app-error';
import { otherStops } from '@halobuzz/core/fraud/wallet-controls';
import { limits } from '@halobuzz/core/limits';
import { idOfKey } from '../payouts/payout.ts';
import { type ApprovalRequest, type Asked, newApproval, requireSame } from './approval.ts';
import { auditApproval, type FinanceDeps, isLiftedByStaff, reversalObjection, STAFF_FREEZE } from './carry-out.ts';
import type { ActingPerson } from './history.ts';
import type { Promotion } from './promotion-store.ts';

export interface AskedResult {
  readonly result: 'created' | 'exists';
  readonly approval: ApprovalRequest;
}

/**
 * Puts a request before the others, once for ever under its author's key.
 * @throws AppError `approval_own`, `idempotency_mismatch` with the fields that the first one under this key had otherwise
 */
export async function askApproval(
  deps: FinanceDeps,
  actor: ActingPerson,
  key: string,
  asked: Asked,
): Promise<AskedResult> {
  const request = newApproval(idOfKey('ap', actor.account, key), actor, deps.clock(), asked);
  const known = await deps.approvals.insert(request);
  if (known !== undefined) {
    requireSame(known, asked);
    return { result: 'exists', approval: known };
  }
  await auditApproval(deps, request);
  return { result: 'created', approval: request };
}

/** A credit or debit of coins, with a reason. */
export function askAdjustment(
  deps: FinanceDeps,
  actor: ActingPerson,
  key: string,
  asked: {
    readonly subject: string;
    readonly direction: 'credit' | 'debit';
    readonly coins: bigint;
    readonly reason: string;
  },
): Promise<AskedResult> {
  const { subject: userId, coins: amount, reason } = asked;
  const kind = asked.direction === 'credit' ? ('adjustment_credit' as const) : ('adjustment_debit' as const);
  const own = {
    kind,
    userId,
    concerned: [userId],
    target: '',
    amount,
    currency: 'COIN',
    force: false,
    reason,
  } as const;
  return askApproval(deps, actor, key, own);
}

/** @throws AppError also `gift_not_reversible`, naming why */
export async function askGiftReversal(
  deps: FinanceDeps,
  actor: ActingPerson,
  key: string,
  asked: { readonly tx: string; readonly force: boolean; readonly reason: string },
): Promise<AskedResult> {
  const { tx: target, force, reason } = asked;
  const gift = await deps.giftReads.gift(target);
  if (gift === undefined) throw new AppError('not_found');
  const request: Asked = {
    ...{ kind: 'gift_reversal', userId: gift.giver, concerned: [gift.giver, gift.host], target },
    ...{ amount: gift.coins, currency: 'COIN', force, reason },
  };
  const known = await deps.approvals.get(idOfKey('ap', actor.account, key));
  if (known === undefined) {
    const late = deps.clock() - gift.atMs > limits.giftReversalMs ? 'it was given too long ago' : undefined;
    const message = late ?? (await reversalObjection(deps, target, force));
    if (message !== undefined) throw new AppError('gift_not_reversible', { errors: [{ field: 'tx', message }] });
  }
  return askApproval(deps, actor, key, request);
}

/**
 * A payment given back, whole or in part; coins come back when the provider has sent the money. Without an amount it is all
 * that is left now: who approves it has to see the sum.
 * @throws AppError `payment_not_found`, `refund_refused` when it is not that much that is left
 */
export async function askRefund(
  deps: FinanceDeps,
  actor: ActingPerson,
  key: string,
  asked: { readonly paymentId: string; readonly amount: bigint | undefined; readonly reason: string },
): Promise<AskedResult> {
  const { paymentId: target, reason } = asked;
  const payment = await deps.refundablePayment(target);
  if (payment === undefined) throw new AppError('payment_not_found');
  const { userId, currency, left } = payment;
  const known = await deps.approvals.get(idOfKey('ap', actor.account, key));
  const amount = asked.amount ?? known?.amount ?? left;
  if (known === undefined && (left === 0n || amount > left)) throw new AppError('refund_refused');
  const request = { kind: 'refund', userId, concerned: [userId], target, amount, currency, force: false } as const;
  return askApproval(deps, actor, key, { ...request, reason });
}

/** A promotion is put together with the request for it, and gives nothing before it is approved. */
export async function askPromotion(
  deps: FinanceDeps,
  actor: ActingPerson,
  key: string,
  asked: Pick<Promotion, 'name' | 'coinsEach' | 'budget'> & { readonly reason: string },
): Promise<AskedResult & { readonly promotion: Promotion }> {
  const { name, coinsEach, budget, reason } = asked;
  const id = idOfKey('pc', actor.account, key);
  const createdAt = new Date(deps.clock());
  await deps.promotions.insert({ _id: id, name, coinsEach, budget, reserved: 0n, status: 'requested', createdAt });
  const promotion = await deps.promotions.get(id);
  if (promotion === undefined) throw new AppError('unavailable');
  // Of two requests at once under one key either may have put it together: what is approved must be what it gives.
  const errors = (['name', 'coinsEach', 'budget'] as const).flatMap((field) =>
    promotion[field] === asked[field] ? [] : [{ field, message: 'was another one under this key' }],
  );
  if (errors.length > 0) throw new AppError('idempotency_mismatch', { errors });
  const request = { userId: '', concerned: [], target: id, amount: budget, currency: 'COIN', force: false } as const;
  return { ...(await askApproval(deps, actor, key, { kind: 'promotion', ...request, reason })), promotion };
}

/**
 * Gives these people their part, each once.
 * @throws AppError `not_found`, `promotion_inactive`, `approval_own` when the actor is among them
 */
export async function grantPromotion(
  deps: FinanceDeps,
  actor: ActingPerson,
  id: string,
  subjects: readonly string[],
): Promise<{ readonly results: readonly ('created' | 'exists' | 'over_budget')[]; readonly promotion: Promotion }> {
  const promotion = await deps.promotions.get(id);
  if (promotion === undefined) throw new AppError('not_found');
  if (promotion.status !== 'active') throw new AppError('promotion_inactive');
  if (subjects.includes(actor.subject)) throw new AppError('approval_own');
  const results: ('created' | 'exists' | 'over_budget')[] = [];
  for (const subject of subjects) {
    results.push(await deps.promotions.grant(promotion, subject, actor.account, deps.clock()));
  }
  return { results, promotion: (await deps.promotions.get(id)) ?? promotion };
}

/** Nothing is spent from this wallet any more, at once and by one person: only freeing it needs a second. */
export async function freezeWallet(
  deps: FinanceDeps,
  actor: ActingPerson,
  id: string,
  subject: string,
  reason: string,
): Promise<{ readonly frozen: boolean; readonly applied: boolean }> {
  if (subject === actor.subject) throw new AppError('approval_own');
  const stop = { source: `${STAFF_FREEZE}${id}`, reason, by: actor.account };
  const { record, applied } = await deps.controls.freeze(subject, stop);
  return { frozen: record.freezes.length > 0, applied };
}

/** @throws AppError `conflict` when no stop stands that the staff lift */
export async function askUnfreeze(
  deps: FinanceDeps,
  actor: ActingPerson,
  key: string,
  subject: string,
  reason: string,
): Promise<AskedResult> {
  const { freezes, payoutHolds } = await deps.controls.read(subject);
  const isTheirs = freezes.some(({ source }) => isLiftedByStaff(source));
  if (!isTheirs && !payoutHolds.some(({ source }) => source === otherStops)) throw new AppError('conflict');
  const own = {
    userId: subject,
    concerned: [subject],
    target: '',
    amount: 0n,
    currency: 'COIN',
    force: false,
  } as const;
  return askApproval(deps, actor, key, { kind: 'wallet_unfreeze', ...own, reason });
}
