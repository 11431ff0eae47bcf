import type { Intent } from '@halobuzz/core/ledger/intent';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import type { RefusalNotes } from '../../ledger/noting-wallet.ts';

/**
 * Notes on their way to `failed_transactions`, in a stream of control Redis that the ledger's process empties. At most
 * `refusalNotesPerSecondMax` from this process and `refusalNotesKeptMax` in all: an outage refuses everything, and a note
 * carries no money, so that what is above is not kept. `elapsedMs` is monotonic.
 */
export function redisRefusalNotes(control: Redis, elapsedMs: () => number): RefusalNotes {
  let secondFromMs = elapsedMs();
  let noted = 0;
  return {
    note(intent, code) {
      const nowMs = elapsedMs();
      if (nowMs - secondFromMs >= 1_000) [secondFromMs, noted] = [nowMs, 0];
      if (noted >= limits.refusalNotesPerSecondMax) return;
      noted += 1;
      control
        .xadd(controlKeys.refusals, 'MAXLEN', '~', limits.refusalNotesKeptMax, '*', ...fieldsOf(intent, code))
        .catch(() => {});
    },
  };
}

function fieldsOf({ wallet, kind, amount, currency, roomId }: Intent, code: string): string[] {
  return ['c', code, 'u', wallet, 'k', kind, 'a', amount.toString(), 'y', currency, 'r', roomId];
}
