import { decodeIntent } from '@halobuzz/core/ledger/intent';
import { limits } from '@halobuzz/core/limits';
import type { Logger } from 'pino';
import type { Position } from '../adapters/mongo/ledger-collections.ts';
import { idempotencyLifeMs } from '../adapters/redis/wallet-script.ts';
import type { Books } from './books.ts';
import { heldConfirmations } from './held-confirmations.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import type { LedgerTime } from './ledger-time.ts';
import type { ParkedGifts } from './parked-gifts.ts';
import {
  type ProjectGiftsDeps,
  type ProjectionTargets,
  projectGifts,
  projectParked,
  type Waiting,
} from './project-gifts.ts';
import type { OwnedShard } from './shard-table.ts';
import { storeOutages } from './store-outages.ts';
import type { StreamEntry } from './stream-entry.ts';
import type { WalletStore } from './wallet-store.ts';

export interface Projector {
  /** Something was committed. */
  wake(): void;
  stop(): Promise<void>;
}

/** The wallets server, as far as a projector needs it. */
type ProjectionStore = Pick<WalletStore, 'readRange' | 'trim' | 'endIdempotencyId' | 'markCommitted'>;

export interface ProjectorDeps {
  readonly books: Pick<Books, 'saveProjected'>;
  readonly parked: ParkedGifts;
  readonly writer: () => { readonly shards: ReadonlyMap<number, OwnedShard>; session(): ProjectionStore | undefined };
  readonly targets: ProjectionTargets;
  readonly time: Pick<LedgerTime, 'monotonicMs' | 'pause'>;
  readonly log: Logger;
  readonly metrics: LedgerMetrics;
}

const chunkEntries = 200;
const idleMs = 200;
const retryMs = 1_000;
const trimEveryMs = 1_000;

/** What this process knows of a shard's projection, as long as it owns it. */
interface Progress {
  /** Undefined: not yet read from MongoDB. */
  waiting: Waiting | undefined;
  /** Fails until then: leave it. By `monotonicMs`. */
  fromMs: number;
  /** The head that monitoring was told. */
  marked: Position | undefined;
}

/**
 * Applies committed entries to their rooms, in sequence order per shard, from a cursor of its own in `ledger_heads`.
 * After a crash it applies some again: the room's script does each only once. It then confirms them to the gateways and
 * trims what is both committed and projected. Rooms that cannot be reached delay nothing but their own gifts: those are
 * parked in MongoDB, the cursor and trimming go on. Shards go on side by side, none waits for another.
 */
export function startProjector(deps: ProjectorDeps): Projector {
  const { books, log, metrics, time } = deps;
  const stop = new AbortController();
  const progress = new WeakMap<OwnedShard, Progress>();
  const running = new Set<Promise<void>>();
  const outages = storeOutages(limits.ledgerStoreRetryMs, time.monotonicMs);
  const confirmations = heldConfirmations(deps.targets.confirm, outages, limits.ledgerConfirmationsHeldMax, {
    told: (count) => metrics.confirmations.inc(count),
    dropped: (count) => metrics.confirmationsDropped.inc(count),
  });
  let awake: () => void = () => {};
  let trimmedAtMs = 0;
  let failing = false;
  let round: Promise<void> | undefined;

  const progressOf = (shard: OwnedShard): Progress => {
    const known = progress.get(shard) ?? { waiting: undefined, fromMs: 0, marked: undefined };
    progress.set(shard, known);
    return known;
  };
  const parkedCount = (): number => {
    let sum = 0;
    for (const shard of deps.writer().shards.values()) {
      for (const { count } of progress.get(shard)?.waiting?.values() ?? []) sum += count;
    }
    return sum;
  };
  const giftDeps: ProjectGiftsDeps = {
    ...deps,
    ...{ outages, parkedCount },
    onOutage: (store, err) => log.warn({ err, store }, 'a rooms store is out: committed gifts for it are parked'),
  };
  /** Once when something begins to fail: an outage of an hour must not fill a disk. */
  const failed = (err: unknown): void => {
    if (!failing && !stop.signal.aborted) log.warn({ err }, 'committed gifts cannot be shown in rooms now');
    failing = true;
  };

  const waitingOf = async (shard: OwnedShard, known: Progress): Promise<Waiting> => {
    known.waiting ??= new Map(
      (await deps.parked.counts(shard.shard)).map(({ room, store, count }) => [room, { store, count }]),
    );
    return known.waiting;
  };

  /** True when there is more to do at once. */
  const projectShard = async (store: ProjectionStore, shard: OwnedShard): Promise<boolean> => {
    const waiting = await waitingOf(shard, progressOf(shard));
    const more = waiting.size > 0 && (await projectParked(giftDeps, shard.shard, waiting, chunkEntries));
    if (!isBehind(shard)) return more;
    const committed: Position = { epoch: shard.head.epoch, sequence: shard.head.sequence };
    const end = `${committed.epoch}-${committed.sequence}`;
    const entries = await store.readRange(shard.shard, shard.projected, end, chunkEntries);
    const last = entries.length < chunkEntries ? committed : (entries.at(-1) ?? committed);
    const missing = last.sequence - shard.projected.sequence - BigInt(entries.length);
    if (missing > 0n) {
      metrics.projectionsLost.inc(Number(missing));
      log.error({ shard: shard.shard, missing: missing.toString() }, 'Redis lost room events of committed gifts');
    }
    const isDuplicate = ({ epoch, sequence }: Position): boolean => shard.duplicates.has(`${epoch}-${sequence}`);
    await projectGifts(giftDeps, shard.shard, entries, isDuplicate, waiting, confirmations.confirm);
    await endKeptIds(store, shard.shard, entries);
    const projected = { epoch: last.epoch, sequence: last.sequence };
    await books.saveProjected(shard.shard, shard.term, projected);
    shard.projected = projected;
    for (const entry of entries) shard.duplicates.delete(`${entry.epoch}-${entry.sequence}`);
    return more || isBehind(shard);
  };

  const projectOrWait = async (store: ProjectionStore, shard: OwnedShard): Promise<void> => {
    shard.projecting = true;
    const known = progressOf(shard);
    let more = false;
    try {
      more = await projectShard(store, shard);
      known.fromMs = 0;
      failing = false;
    } catch (error) {
      // What MongoDB took of it is not known: ask it again.
      known.waiting = undefined;
      known.fromMs = time.monotonicMs() + retryMs;
      failed(error);
    } finally {
      shard.projecting = false;
    }
    if (more) awake();
  };

  /** The projected cursor is never ahead of the committed one; its own entry stays, as the margin. */
  const trimAndMark = async (store: ProjectionStore, open: readonly OwnedShard[]): Promise<void> => {
    await Promise.all(
      open.map(async (shard) => {
        const { epoch, sequence } = shard.head;
        const known = progressOf(shard);
        await store.trim(shard.shard, shard.projected);
        // Always while something waits: its number is what changes.
        if (known.marked?.sequence === sequence && known.marked.epoch === epoch && shard.redisSequence <= sequence)
          return;
        await store.markCommitted(shard.shard, { epoch, sequence });
        known.marked = { epoch, sequence };
      }),
    );
  };

  const start = (): void => {
    const writer = deps.writer();
    const store = writer.session();
    if (store === undefined) return;
    const open = [...writer.shards.values()].filter((shard) => shard.state === 'open');
    const nowMs = time.monotonicMs();
    for (const shard of open) {
      const known = progressOf(shard);
      // A rebuild moves the epoch alone: the cursor follows it, or summaries that wait for the new epoch are never final.
      const due = isBehind(shard) || known.waiting === undefined || known.waiting.size > 0;
      if (!due || shard.projecting || known.fromMs > nowMs) continue;
      const task = projectOrWait(store, shard).finally(() => running.delete(task));
      running.add(task);
    }
    // Not the wall clock: set back an hour, it would stop trimming for an hour, until gifts are refused.
    if (round !== undefined || nowMs - trimmedAtMs < trimEveryMs) return;
    trimmedAtMs = nowMs;
    metrics.parked.set(parkedCount());
    round = Promise.all([trimAndMark(store, open), confirmations.flush()])
      .then(() => {}, failed)
      .finally(() => {
        round = undefined;
      });
  };

  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        awake = resolve;
      });
      start();
      await Promise.race([woken, time.pause(idleMs, stop.signal)]);
    }
  };

  const looping = loop();
  return {
    wake: () => awake(),
    async stop() {
      stop.abort();
      await looping;
      await Promise.all([...running, round]);
    },
  };
}

function isBehind({ projected, head }: OwnedShard): boolean {
  return projected.sequence < head.sequence || projected.epoch < head.epoch;
}

/** An order's idempotency record was kept until its entry was committed; from here on MongoDB answers for it. */
async function endKeptIds(store: ProjectionStore, shard: number, entries: readonly StreamEntry[]): Promise<void> {
  await Promise.all(
    entries.map(async (entry) => {
      // Nothing but a gift has something to show, and nearly everything is one: it is not decoded again.
      if ((entry.fields.get('e')?.byteLength ?? 0) > 0) return;
      const intent = decodeIntent(entry.fields.get('p') ?? new Uint8Array(0));
      if (intent === undefined || intent.kind === 'gift') return;
      await store.endIdempotencyId(shard, entry.epoch, intent.tx, idempotencyLifeMs);
    }),
  );
}
