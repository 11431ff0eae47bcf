import type { Payment } from '@halobuzz/core/payments/payment';
import type { PaymentStep, ProviderAnswer } from '../provider-port.ts';

/** A store is not told of a payment before it is bought: the app hands it the payment's id, and it hands that on to us. */
export function openInStore({
  id,
  product,
}: Payment): ProviderAnswer<{ readonly externalId: string; readonly step: PaymentStep }> {
  if (product === '') return { kind: 'refused', reason: 'not_sold_in_this_store' };
  return { kind: 'done', value: { externalId: '', step: { kind: 'store', product, token: id } } };
}
