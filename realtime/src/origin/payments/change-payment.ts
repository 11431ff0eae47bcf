import { AppError } from '@halobuzz/core/errors/app-error';
import type { PaymentStore, StoredPayment } from './payment-store.ts';

/** More changes than this to one payment at once are no coincidence. */
const TRIES_MAX = 10;

/**
 * Changes a payment however many others do so at the same time: `change` is asked again for each new state, and answers
 * undefined when there is nothing to do. @returns what is stored afterwards; undefined when there is no such payment
 * @throws AppError `unavailable` when others kept coming in between; whatever `change` throws
 */
export async function changePayment(
  store: Pick<PaymentStore, 'get' | 'replace'>,
  id: string,
  change: (stored: StoredPayment) => StoredPayment | undefined,
): Promise<StoredPayment | undefined> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const before = await store.get(id);
    if (before === undefined) return undefined;
    const after = change(before);
    if (after === undefined) return before;
    const stored = await store.replace(before, after);
    if (stored !== undefined) return stored;
  }
  throw new AppError('unavailable', { retryAfterMs: 1_000 });
}
