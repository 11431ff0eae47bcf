import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { heardLoss } from '@halobuzz/core/payments/apply-fact';
import type { AdvanceDeps } from './advance-payment.ts';
import { advancePayment } from './advance-payment.ts';
import { changePayment } from './change-payment.ts';
import type { RefundRequest, StoredPayment } from './payment-store.ts';

/** What staff ask for. Whoever calls checked that they may, and writes the audit record. */
export interface RefundOrder {
  readonly paymentId: string;
  /** Names the request in its payment: asked again under it, nothing happens twice. */
  readonly key: string;
  /** Minor units of the payment's currency; undefined: all that is left. */
  readonly amount: bigint | undefined;
  readonly reason: string;
  /** Who asks, as the audit log names them. */
  readonly by: string;
}

/**
 * Has the provider send money back. The request is stored first and sent by the payments' own work if it cannot be sent
 * now; coins are taken back when the provider confirms it.
 *
 * @returns the request as it stands, and the payment
 * @throws AppError `payment_not_found`, `refund_refused` when it is not that much that can be refunded, `conflict` when
 * the key names another request
 */
export async function requestRefund(
  deps: AdvanceDeps,
  order: RefundOrder,
): Promise<{ readonly request: RefundRequest; readonly stored: StoredPayment }> {
  const reason = order.reason.slice(0, limits.refundReasonCharsMax);
  const stored = await changePayment(deps.payments, order.paymentId, (now) => {
    const known = now.refundRequests.find(({ key }) => key === order.key);
    if (known !== undefined) {
      const same = known.reason === reason && (order.amount === undefined || order.amount === known.amount);
      if (!same) throw new AppError('conflict');
      return undefined;
    }
    const left = refundable(now);
    const amount = order.amount ?? left;
    const full = now.refundRequests.length >= limits.paymentRefundsMax;
    if (!now.payment.evidence.paid || amount <= 0n || amount > left || full) throw new AppError('refund_refused');
    const { key, by } = order;
    const request = { key, by, reason, amount, atMs: deps.clock(), state: 'requested' } as const;
    return { ...now, refundRequests: [...now.refundRequests, request], nextAtMs: deps.clock(), tries: 0, trouble: '' };
  });
  if (stored === undefined) throw new AppError('payment_not_found');
  await advancePayment(deps, stored);
  const after = (await deps.payments.get(order.paymentId)) ?? stored;
  const request = after.refundRequests.find(({ key }) => key === order.key);
  if (request === undefined) throw new AppError('unavailable');
  return { request, stored: after };
}

/** Money that nobody took back or asked back yet, minor units. */
export function refundable({ payment, refundRequests }: StoredPayment): bigint {
  const { refunded, disputed } = heardLoss(payment);
  let waiting = 0n;
  for (const { amount, state } of refundRequests) if (state === 'requested') waiting += amount;
  const left = payment.amount - refunded - disputed - waiting;
  return left > 0n ? left : 0n;
}
