import { limits } from '@halobuzz/core/limits';
import { type AdvanceDeps, advancePayment } from './advance-payment.ts';

/**
 * Does what is due for payments, a bounded number at a time. A payment is leased while somebody works on it, so several
 * origins never work on one at once; whoever dies leaves it to the next when the lease is out.
 */
export async function advanceDue(deps: AdvanceDeps): Promise<void> {
  for (let done = 0; done < limits.paymentJobsBatchMax; done += 1) {
    const stored = await deps.payments.claimDue(deps.clock(), limits.paymentJobLeaseMs);
    if (stored === undefined) return;
    await advancePayment(deps, stored);
  }
}
