import type { OwnedShard } from './shard-table.ts';
import type { WalletStore } from './wallet-store.ts';

export interface OldEpochs {
  /** Shards have opened: whatever their older epochs left in Redis may go. */
  due(): void;
  /** Begins a pass when one is due and none is under way. */
  sweep(session: WalletStore): void;
  /** Resolves when no pass is under way; end its connection first. */
  idle(): Promise<void>;
}

/**
 * Removes what older epochs of open shards left in Redis, beside everything else. Only epochs below the one that MongoDB
 * says is open are touched, and epochs only rise. `attempt` runs the pass and tells whether it came through.
 */
export function oldEpochs(
  shards: ReadonlyMap<number, OwnedShard>,
  attempt: (work: () => Promise<void>) => Promise<boolean>,
): OldEpochs {
  let due = false;
  let pass: Promise<void> | undefined;
  return {
    due() {
      due = true;
    },
    sweep(session) {
      if (!due || pass !== undefined) return;
      due = false;
      const open = [...shards.values()].filter((shard) => shard.state === 'open');
      const obsolete = new Map(open.map((shard) => [shard.shard, { below: shard.head.epoch }]));
      pass = attempt(() => session.sweepEpochs(obsolete)).then((done) => {
        pass = undefined;
        if (!done) due = true;
      });
    },
    async idle() {
      await pass;
    },
  };
}
