import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { OriginLog } from '../http/origin-log.ts';
import type { HostDirectory } from './host-directory.ts';

export interface HostCountDeps {
  readonly directory: Pick<HostDirectory, 'countStreams' | 'reconcile'>;
  readonly clock: Clock;
  readonly log: OriginLog;
  /** Told how many counts were wrong: there should be none. */
  readonly onMended?: (hosts: number) => void;
}

/** Counts everything that waits to be counted, batch by batch. @returns how many broadcasts */
export async function countStreams({ directory }: HostCountDeps): Promise<number> {
  let total = 0;
  for (;;) {
    const counted = await directory.countStreams();
    total += counted;
    if (counted < limits.hostCountBatchMax) return total;
  }
}

/** Compares every host's entry with users and broadcasts. @returns how many were mended */
export async function reconcileHosts({ directory, clock, log, onMended }: HostCountDeps): Promise<number> {
  let total = 0;
  let after = '';
  for (;;) {
    const { mended, last } = await directory.reconcile(after, clock());
    total += mended;
    if (last === undefined) break;
    after = last;
  }
  if (total > 0) log.warn({ hosts: total }, 'entries of the directory of hosts were wrong or missing, and are mended');
  onMended?.(total);
  return total;
}
