import { doublingPauseMs } from '@halobuzz/core/doubling-pause';
import { limits } from '@halobuzz/core/limits';

/** How long to wait after so many failed tries, ms: doubling, bounded. */
export function backoffMs(tries: number): number {
  return doublingPauseMs(tries, limits.paymentRetryMinMs, limits.paymentRetryMaxMs);
}
