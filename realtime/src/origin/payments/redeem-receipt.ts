import { AppError } from '@halobuzz/core/errors/app-error';
import { type AdvanceDeps, advancePayment } from './advance-payment.ts';
import type { StoredPayment } from './payment-store.ts';
import { recordFacts } from './record-facts.ts';

/**
 * Takes the receipt that a store gave the buyer's app, and credits what it proves. The store's notification does the same,
 * in whichever order; a receipt works for one payment only.
 *
 * @throws AppError `payment_provider_off`, `receipt_refused`, `unavailable` (the store cannot be asked: repeat it)
 */
export async function redeemReceipt(deps: AdvanceDeps, stored: StoredPayment, receipt: string): Promise<StoredPayment> {
  const { payment } = stored;
  const provider = deps.providers.get(payment.provider);
  if (provider?.redeem === undefined) throw new AppError('payment_provider_off');
  const answer = await provider.redeem(payment, receipt);
  if (answer.kind === 'unavailable') throw new AppError('unavailable', { retryAfterMs: 1_000 });
  if (answer.kind === 'refused') {
    deps.log.warn({ payment: payment.id, provider: provider.name, reason: answer.reason }, 'a receipt was refused');
    throw new AppError('receipt_refused');
  }
  for (const { externalId } of answer.value) {
    const owner = await deps.payments.byExternalId(provider.name, externalId);
    const other = owner !== undefined && owner.payment.id !== payment.id;
    if (other || (payment.externalId !== '' && payment.externalId !== externalId))
      throw new AppError('receipt_refused');
  }
  await recordFacts(
    deps,
    answer.value.map((fact) => ({ ...fact, paymentId: payment.id })),
  );
  const now = await deps.payments.get(payment.id);
  if (now === undefined) throw new AppError('payment_not_found');
  await advancePayment(deps, now);
  return (await deps.payments.get(payment.id)) ?? now;
}
