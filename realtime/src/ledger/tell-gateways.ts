import { limits } from '@halobuzz/core/limits';
import type { CommittedEntry } from './committed-gift.ts';
import type { ToldEntries } from './handed-over.ts';
import { heldConfirmations } from './held-confirmations.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import type { LedgerTime } from './ledger-time.ts';
import { type Confirmation, listIn, type ProjectionTargets } from './project-gifts.ts';
import type { StoreOutages } from './store-outages.ts';

/** Committed entries of one shard, and which of them nobody waits for any more. */
export interface TellablePart {
  readonly told: ToldEntries;
  readonly entries: readonly CommittedEntry[];
}

/** Tells gateways which gifts are in the books. */
export interface GatewayTeller {
  /** Sends one message to each gateway with gifts that were not told before, and notes them as told. */
  tell(parts: readonly TellablePart[]): void;
  /** Resolves when everything that was being told by now has arrived, or is held. Never rejects. */
  settled(): Promise<void>;
  /** Tells what was held, if the store answers again. */
  flush(): Promise<void>;
}

export function gatewayTeller(
  confirm: ProjectionTargets['confirm'],
  outages: StoreOutages,
  time: Pick<LedgerTime, 'wallMs'>,
  metrics: LedgerMetrics,
): GatewayTeller {
  const confirmations = heldConfirmations(confirm, outages, limits.ledgerConfirmationsHeldMax, {
    told: (count) => metrics.confirmations.inc(count),
    dropped: (count) => metrics.confirmationsDropped.inc(count),
  });
  const telling = new Set<Promise<void>>();
  return {
    tell(parts) {
      const lists = new Map<string, Confirmation[]>();
      let oldestMs = Number.POSITIVE_INFINITY;
      for (const { told, entries } of parts) {
        for (const { sequence, shown } of entries) {
          if (told.has(sequence)) continue;
          told.add(sequence);
          if (shown === undefined || shown.nodeId === '') continue;
          const { room, nodeId, gift } = shown;
          listIn(lists, nodeId).push({ room, account: gift.account, tx: gift.tx });
          oldestMs = Math.min(oldestMs, gift.acceptedAtMs);
        }
      }
      for (const [nodeId, list] of lists) {
        const task = confirmations.confirm(nodeId, list).then((isTold) => {
          telling.delete(task);
          if (isTold) metrics.confirmLagSeconds.observe(Math.max(0, time.wallMs() - oldestMs) / 1_000);
        });
        telling.add(task);
      }
    },
    async settled() {
      await Promise.all(telling);
    },
    flush: () => confirmations.flush(),
  };
}
