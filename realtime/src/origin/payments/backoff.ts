import { limits } from '@halobuzz/core/limits';

/** How long to wait after so many failed tries, ms: doubling, bounded. */
export function backoffMs(tries: number): number {
  return Math.min(limits.paymentRetryMaxMs, limits.paymentRetryMinMs * 2 ** Math.min(tries, 30));
}
