import { limits } from '@halobuzz/core/limits';
import type { Logger } from 'pino';
import type { Position } from '../adapters/mongo/ledger-collections.ts';
import { idempotencyLifeMs } from '../adapters/redis/wallet-script.ts';
import type { Books } from './books.ts';
import type { CommittedPart } from './commit-pump.ts';
import { type CommittedEntry, committedEntry } from './committed-gift.ts';
import { type HandedOver, handedOver, type ToldEntries, toldEntries } from './handed-over.ts';
import { type KeptEntries, keptEntries } from './kept-entries.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import type { LedgerTime } from './ledger-time.ts';
import type { LedgerTraces } from './ledger-traces.ts';
import type { ParkedGifts } from './parked-gifts.ts';
import {
  type ProjectGiftsDeps,
  type ProjectionTargets,
  projectGifts,
  projectParked,
  type Waiting,
} from './project-gifts.ts';
import { isBefore, noteProjectedSaved, type OwnedShard } from './shard-table.ts';
import { storeOutages } from './store-outages.ts';
import { judgeEntry, parseStreamId } from './stream-entry.ts';
import { gatewayTeller } from './tell-gateways.ts';
import type { WalletStore } from './wallet-store.ts';

export interface Projector {
  /** Tells the gateways at once what is in the books now, and begins to project it. */
  committed(parts: readonly CommittedPart[]): void;
  /** Goes on for a moment with what was told, saves its cursors and ends; what is committed later is its successor's. */
  stop(): Promise<void>;
}

/** The wallets server, as far as a projector needs it. */
type ProjectionStore = Pick<WalletStore, 'readRange' | 'trim' | 'endIdempotencyId' | 'markCommitted'>;

export interface ProjectorDeps {
  readonly books: Pick<Books, 'saveProjected'>;
  readonly parked: ParkedGifts;
  readonly writer: () => { readonly shards: ReadonlyMap<number, OwnedShard>; session(): ProjectionStore | undefined };
  readonly targets: ProjectionTargets;
  readonly time: LedgerTime;
  readonly log: Logger;
  readonly metrics: LedgerMetrics;
  /** How long entries stay in their stream although nobody here needs them any more; absent: not at all. */
  readonly streamKeptMs?: number;
  /** Absent: nothing is traced. */
  readonly traces?: LedgerTraces | undefined;
}

const chunkEntries = 200;
const idleMs = 50;
const retryMs = 1_000;
const trimEveryMs = 1_000;

/** What this process knows of a shard's projection, as long as it owns it. */
interface Progress {
  /** Undefined: to be read from MongoDB. */
  waiting: Waiting | undefined;
  /** When that was last read, by `monotonicMs`. */
  waitingReadMs: number;
  /** Fails until then: leave it. By `monotonicMs`. */
  fromMs: number;
  /** The head that monitoring was told. */
  marked: Position | undefined;
  /** Up to where this very server was trimmed. */
  trimmed: { readonly store: ProjectionStore; readonly before: Position } | undefined;
  readonly handed: HandedOver;
  readonly told: ToldEntries;
  readonly kept: KeptEntries;
}

/**
 * Does what is left of committed entries outside the books. Senders' gateways hear of a gift as soon as it is committed,
 * whatever becomes of its room. Entries are applied to their rooms in sequence order per shard, from a cursor of its own in
 * `ledger_heads`, which passes a gift only once its gateway was told: after a crash the successor tells and applies what
 * lies behind the cursor, and the room's script applies each once. What is both committed and projected is trimmed. Rooms that cannot be reached delay nothing but their own gifts: those are
 * parked in MongoDB, the cursor and trimming go on. Shards go on side by side, none waits for another.
 */
export function startProjector(deps: ProjectorDeps): Projector {
  const { books, log, metrics, time } = deps;
  const stop = new AbortController();
  const progress = new WeakMap<OwnedShard, Progress>();
  const running = new Set<Promise<void>>();
  const outages = storeOutages(limits.ledgerStoreRetryMs, time.monotonicMs);
  const gateways = gatewayTeller(deps.targets.confirm, outages, time, metrics);
  let awake: () => void = () => {};
  let trimmedAtMs = 0;
  let savedAtMs = 0;
  let failing = false;
  let stopping = false;
  let round: Promise<void> | undefined;
  let saving: Promise<void> | undefined;

  const progressOf = (shard: OwnedShard): Progress => {
    const known = progress.get(shard);
    if (known !== undefined) return known;
    const nothing = { waiting: undefined, waitingReadMs: 0, fromMs: 0, marked: undefined, trimmed: undefined };
    const kept = keptEntries(deps.streamKeptMs ?? 0);
    const fresh: Progress = { ...nothing, handed: handedOver(), told: toldEntries(), kept };
    progress.set(shard, fresh);
    return fresh;
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
    // A process that stood still may park gifts of a shard that it lost meanwhile: they are in nobody's count.
    const isOld = time.monotonicMs() - known.waitingReadMs >= limits.ledgerParkedLookMs;
    if (known.waiting !== undefined && (known.waiting.size > 0 || !isOld)) return known.waiting;
    known.waitingReadMs = time.monotonicMs();
    const counts = await deps.parked.counts(shard.shard);
    known.waiting = new Map(counts.map(({ room, store, count }) => [room, { store, count }]));
    return known.waiting;
  };

  /** Committed entries behind the cursor, and where it is after them. */
  const nextEntries = async (store: ProjectionStore, shard: OwnedShard) => {
    const handed = progressOf(shard).handed.after(shard.projected.sequence, chunkEntries);
    const newest = handed.at(-1);
    if (newest !== undefined) return { entries: handed, last: newest };
    const committed: Position = { epoch: shard.head.epoch, sequence: shard.head.sequence };
    const end = `${committed.epoch}-${committed.sequence}`;
    const entries = await store.readRange(shard.shard, shard.projected, end, chunkEntries);
    const last = entries.length < chunkEntries ? committed : (entries.at(-1) ?? committed);
    const missing = last.sequence - shard.projected.sequence - BigInt(entries.length);
    if (missing > 0n) {
      metrics.projectionsLost.inc(Number(missing));
      log.error({ shard: shard.shard, missing: missing.toString() }, 'Redis lost room events of committed gifts');
    }
    const judged = entries.map((entry) => {
      const isDuplicate = shard.duplicates.has(`${entry.epoch}-${entry.sequence}`);
      return committedEntry(judgeEntry(entry, shard.shard, isDuplicate), shard.shard);
    });
    return { entries: judged, last };
  };

  /** True when there is more to do at once. */
  const projectShard = async (store: ProjectionStore, shard: OwnedShard): Promise<boolean> => {
    const known = progressOf(shard);
    const waiting = await waitingOf(shard, known);
    const more = waiting.size > 0 && (await projectParked(giftDeps, shard.shard, waiting, chunkEntries));
    if (!isBehind(shard)) return more;
    const { entries, last } = await nextEntries(store, shard);
    gateways.tell([{ told: known.told, entries }]);
    const startedAtMs = time.wallMs();
    await projectGifts(giftDeps, shard.shard, entries, waiting);
    const traces = deps.traces === undefined ? [] : entries.map(({ trace }) => trace);
    deps.traces?.projected(traces, startedAtMs, time.wallMs());
    await endKeptIds(store, shard.shard, entries);
    await gateways.settled();
    shard.projected = { epoch: last.epoch, sequence: last.sequence };
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

  /** The saved cursor is never ahead of the committed one; its own entry stays, as the margin. */
  const trimAndMark = async (store: ProjectionStore, open: readonly OwnedShard[]): Promise<void> => {
    await Promise.all(
      open.map(async (shard) => {
        const { epoch, sequence } = shard.head;
        const known = progressOf(shard);
        const before = known.kept.trimBefore(shard.projectedSaved, time.monotonicMs());
        if (before !== undefined && (known.trimmed?.store !== store || isBefore(known.trimmed.before, before))) {
          await store.trim(shard.shard, before);
          known.trimmed = { store, before };
        }
        forgetDuplicates(shard);
        // Always while something waits: its number is what changes.
        if (known.marked?.sequence === sequence && known.marked.epoch === epoch && shard.redisSequence <= sequence)
          return;
        await store.markCommitted(shard.shard, { epoch, sequence });
        known.marked = { epoch, sequence };
      }),
    );
  };

  const saveCursors = async (shards: readonly OwnedShard[]): Promise<void> => {
    await Promise.all(
      shards.map(async (shard) => {
        const { term, projected } = shard;
        if (!isBefore(shard.projectedSaved, projected)) return;
        if (await books.saveProjected(shard.shard, term, projected)) noteProjectedSaved(shard, term, projected);
      }),
    );
  };
  const openShards = (): OwnedShard[] => [...deps.writer().shards.values()].filter((shard) => shard.state === 'open');

  const start = (): void => {
    const writer = deps.writer();
    const store = writer.session();
    if (store === undefined) return;
    const open = openShards();
    const nowMs = time.monotonicMs();
    for (const shard of open) {
      const known = progressOf(shard);
      // A rebuild moves the epoch alone: the cursor follows it, or summaries that wait for the new epoch are never final.
      const isOld = nowMs - known.waitingReadMs >= limits.ledgerParkedLookMs;
      const due = isBehind(shard) || known.waiting === undefined || known.waiting.size > 0 || isOld;
      if (!due || shard.projecting || known.fromMs > nowMs) continue;
      const task = projectOrWait(store, shard).finally(() => running.delete(task));
      running.add(task);
    }
    // Those of shards that are being committed, or will be, go with the commit.
    if (saving === undefined && nowMs - savedAtMs >= limits.ledgerCursorSaveMs) {
      savedAtMs = nowMs;
      saving = saveCursors(open.filter((shard) => !shard.committing && shard.buffer.length === 0))
        .catch(failed)
        .finally(() => {
          saving = undefined;
        });
    }
    // Not the wall clock: set back an hour, it would stop trimming for an hour, until gifts are refused.
    if (round !== undefined || nowMs - trimmedAtMs < trimEveryMs) return;
    trimmedAtMs = nowMs;
    metrics.parked.set(parkedCount());
    round = Promise.all([trimAndMark(store, open), gateways.flush()])
      .then(() => {}, failed)
      .finally(() => {
        round = undefined;
      });
  };

  /** Whether somebody was told of a gift that a successor would have to tell again. */
  const owes = (): boolean => openShards().some((shard) => progressOf(shard).told.newest() > shard.projected.sequence);

  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        awake = resolve;
      });
      start();
      if (stopping && (failing || !owes())) return;
      await Promise.race([woken, time.pause(idleMs, stop.signal)]);
    }
  };

  const looping = loop();
  return {
    committed(parts) {
      if (stopping) return;
      const taken = parts.map(({ shard, entries }) => {
        const { handed, told } = progressOf(shard);
        const left = entries.map((entry) => committedEntry(entry, shard.shard));
        handed.add(left);
        return { told, entries: left };
      });
      gateways.tell(taken);
      awake();
    },
    async stop() {
      stopping = true;
      awake();
      await Promise.race([looping, time.pause(limits.ledgerProjectOnStopMs, stop.signal)]);
      stop.abort();
      await looping;
      await Promise.all([...running, gateways.settled(), round, saving]);
      await saveCursors(openShards()).catch(failed);
    },
  };
}

function isBehind({ projected, head }: OwnedShard): boolean {
  return projected.sequence < head.sequence || projected.epoch < head.epoch;
}

/** What the saved cursor has passed is not projected again, whatever becomes of the shard. */
function forgetDuplicates({ duplicates, projectedSaved }: OwnedShard): void {
  for (const place of duplicates) {
    const sequence = parseStreamId(place)?.sequence;
    if (sequence === undefined || sequence <= projectedSaved.sequence) duplicates.delete(place);
  }
}

/** Lets idempotency records end that were kept for as long as their entries were not committed. */
async function endKeptIds(store: ProjectionStore, shard: number, entries: readonly CommittedEntry[]): Promise<void> {
  await Promise.all(
    entries.map(async ({ epoch, keptId }) => {
      if (keptId !== undefined) await store.endIdempotencyId(shard, epoch, keptId, idempotencyLifeMs);
    }),
  );
}
