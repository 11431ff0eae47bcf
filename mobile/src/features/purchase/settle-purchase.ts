import type { PaymentView } from '@halobuzz/core/api/payments';
import type { HalobuzzApi } from '../../api/api.ts';
import type { StorePurchase } from '../../platform/store-port.ts';

/** What became of something that the store sold. `later`: the server knows of it and has not booked it yet, or gave no answer. */
export type Settled = 'finished' | 'later' | 'refused' | 'foreign';

/** Whether nothing more comes of a payment for its buyer, so that the store may forget the purchase. */
export function isBooked(status: PaymentView['status']): boolean {
  return ['credited', 'won', 'partially_refunded', 'refunded', 'disputed', 'charged_back'].includes(status);
}

/**
 * Hands in what the store sold and, only once the coins are booked, tells the store that they are there. May be repeated; what
 * comes to nothing is offered by the store again.
 */
export async function settlePurchase(
  api: Pick<HalobuzzApi, 'redeem' | 'payment'>,
  purchase: StorePurchase,
  pause: () => Promise<void>,
): Promise<Settled> {
  if (purchase.token === undefined) return 'foreign';
  let answer = await api.redeem(purchase.token, purchase.receipt);
  for (let look = 0; look < looksMax; look += 1) {
    if (!answer.ok) {
      const { failure } = answer;
      return failure.kind === 'problem' && failure.status < 500 && failure.status !== 429 ? 'refused' : 'later';
    }
    if (isBooked(answer.data.payment.status)) {
      await purchase.finish();
      return 'finished';
    }
    await pause();
    answer = await api.payment(purchase.token);
  }
  return 'later';
}

/** How often the server is asked whether the coins are booked, before that is left to another time. */
const looksMax = 5;
