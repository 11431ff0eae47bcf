import { decodeIntent, type Intent } from '@halobuzz/core/ledger/intent';
import { decodeEvent } from '@halobuzz/core/protocol/codec';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import type { Logger } from 'pino';
import type { Position } from '../adapters/mongo/ledger-collections.ts';
import { idempotencyLifeMs } from '../adapters/redis/wallet-script.ts';
import type { Books } from './books.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import type { LedgerTime } from './ledger-time.ts';
import type { OwnedShard } from './shard-table.ts';
import { judgeEntry, type StreamEntry } from './stream-entry.ts';
import type { WalletStore } from './wallet-store.ts';

/** A committed gift on its way to its room. */
export interface CommittedGift {
  readonly shard: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly tx: string;
  /** Encoded, as the gateway made it. */
  readonly event: Uint8Array;
  readonly account: string;
  readonly name: string;
  readonly coins: bigint;
  readonly earned: bigint;
  /** The subject who earned it. */
  readonly payee: string;
  readonly acceptedAtMs: number;
}

/** Where projected gifts go. All reject when the store cannot be asked; the projector then tries the same gifts again. */
export interface ProjectionTargets {
  /** Moves the room's totals once per (shard, epoch, sequence) and shows the gift if nobody did. Answers what it did. */
  readonly projectGift: (room: string, gift: CommittedGift) => Promise<string>;
  /** Counts gifts of one shard, in the order of its entries, for the leaderboards; some may come again. */
  readonly rank: (shard: number, gifts: readonly RoomGift[]) => Promise<void>;
  /** Tells a gateway which gifts of its sockets are in the permanent ledger. */
  readonly confirm: (nodeId: string, gifts: readonly Confirmation[]) => Promise<void>;
}

export interface RoomGift {
  readonly room: string;
  readonly gift: CommittedGift;
}

export interface Confirmation {
  readonly room: string;
  readonly account: string;
  readonly tx: string;
}

export interface Projector {
  /** Something was committed. */
  wake(): void;
  stop(): Promise<void>;
}

export interface ProjectorDeps {
  readonly books: Books;
  readonly time: LedgerTime;
  readonly writer: () => { readonly shards: ReadonlyMap<number, OwnedShard>; session(): WalletStore | undefined };
  readonly targets: ProjectionTargets;
  readonly log: Logger;
  readonly metrics: LedgerMetrics;
}

const chunkEntries = 200;
const idleMs = 200;
const retryMs = 1_000;
const trimEveryMs = 1_000;

/**
 * Applies committed entries to their rooms, in sequence order per shard, from a cursor of its own in `ledger_heads`.
 * After a crash it applies some again: the room's script does each only once. It then confirms them to the gateways and
 * trims what is both committed and projected. Rooms that cannot be reached delay showing and trimming, never commits.
 */
export function startProjector(deps: ProjectorDeps): Projector {
  const { books, time, log, metrics } = deps;
  const stop = new AbortController();
  let awake: () => void = () => {};
  let trimmedAtMs = 0;
  let failing = false;

  const projectShard = async (session: WalletStore, shard: OwnedShard): Promise<void> => {
    const committed: Position = { epoch: shard.head.epoch, sequence: shard.head.sequence };
    const end = `${committed.epoch}-${committed.sequence}`;
    const entries = await session.readRange(shard.shard, shard.projected, end, chunkEntries);
    const last = entries.length < chunkEntries ? committed : (entries.at(-1) ?? committed);
    const missing = last.sequence - shard.projected.sequence - BigInt(entries.length);
    if (missing > 0n) {
      metrics.projectionsLost.inc(Number(missing));
      log.error({ shard: shard.shard, missing: missing.toString() }, 'Redis lost room events of committed gifts');
    }
    await apply(deps.targets, metrics, shard, entries);
    await endKeptIds(session, shard, entries);
    await books.saveProjected(shard.shard, last);
    shard.projected = { epoch: last.epoch, sequence: last.sequence };
    for (const entry of entries) shard.duplicates.delete(`${entry.epoch}-${entry.sequence}`);
  };

  const trim = async (session: WalletStore, shards: readonly OwnedShard[]): Promise<void> => {
    // The projected cursor is never ahead of the committed one; its own entry stays, as the margin.
    await Promise.all(shards.map((shard) => session.trim(shard.shard, shard.projected)));
  };

  const round = async (): Promise<boolean> => {
    const writer = deps.writer();
    const session = writer.session();
    if (session === undefined) return false;
    const open = [...writer.shards.values()].filter((shard) => shard.state === 'open');
    // A rebuild moves the epoch alone: the cursor follows it, or summaries that wait for the new epoch are never final.
    const behind = open.filter(
      ({ projected, head }) => projected.sequence < head.sequence || projected.epoch < head.epoch,
    );
    const outcomes = await Promise.allSettled(behind.map((shard) => projectShard(session, shard)));
    // Not the wall clock: set back an hour, it would stop trimming for an hour, until gifts are refused.
    const nowMs = time.monotonicMs();
    if (nowMs - trimmedAtMs >= trimEveryMs) {
      trimmedAtMs = nowMs;
      await trim(session, open);
    }
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return behind.length > 0;
  };

  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      let waitMs = idleMs;
      const woken = new Promise<void>((resolve) => {
        awake = resolve;
      });
      try {
        if (await round()) waitMs = 0;
        failing = false;
      } catch (err) {
        if (!failing && !stop.signal.aborted) log.warn({ err }, 'committed gifts cannot be shown in rooms now');
        failing = true;
        waitMs = retryMs;
      }
      if (waitMs > 0) {
        const wait = time.pause(waitMs, stop.signal);
        await (failing ? wait : Promise.race([woken, wait]));
      }
    }
  };

  const running = loop();
  return {
    wake: () => awake(),
    async stop() {
      stop.abort();
      await running;
    },
  };
}

/** Gifts of one room go one after the other, rooms side by side; then each gateway is told in one message, and the boards are. */
async function apply(
  targets: ProjectionTargets,
  metrics: LedgerMetrics,
  shard: OwnedShard,
  entries: readonly StreamEntry[],
): Promise<void> {
  const ranked: RoomGift[] = [];
  const rooms = new Map<string, { gift: CommittedGift; nodeId: string }[]>();
  for (const entry of entries) {
    const gift = giftOf(entry, shard);
    if (gift === undefined) continue;
    const list = rooms.get(gift.intent.roomId) ?? [];
    list.push({ gift: gift.gift, nodeId: gift.intent.nodeId });
    rooms.set(gift.intent.roomId, list);
    ranked.push({ room: gift.intent.roomId, gift: gift.gift });
  }
  const confirmations = new Map<string, Confirmation[]>();
  await Promise.all(
    [...rooms].map(async ([room, gifts]) => {
      for (const { gift, nodeId } of gifts) {
        const result = await targets.projectGift(room, gift);
        metrics.projected.inc({ result });
        if (nodeId === '') continue;
        const list = confirmations.get(nodeId) ?? [];
        list.push({ room, account: gift.account, tx: gift.tx });
        confirmations.set(nodeId, list);
      }
    }),
  );
  for (const [nodeId, gifts] of confirmations) {
    await targets.confirm(nodeId, gifts);
    metrics.confirmations.inc(gifts.length);
  }
  if (ranked.length > 0) await targets.rank(shard.shard, ranked);
}

/** An order's idempotency record was kept until its entry was committed; from here on MongoDB answers for it. */
async function endKeptIds(session: WalletStore, shard: OwnedShard, entries: readonly StreamEntry[]): Promise<void> {
  await Promise.all(
    entries.map(async (entry) => {
      const intent = decodeIntent(entry.fields.get('p') ?? new Uint8Array(0));
      if (intent === undefined || intent.kind === 'gift') return;
      await session.endIdempotencyId(shard.shard, entry.epoch, intent.tx, idempotencyLifeMs);
    }),
  );
}

/** The gift of an entry, with its sender as the room knows them; undefined for grants and what cannot be shown. */
function giftOf(entry: StreamEntry, shard: OwnedShard): { gift: CommittedGift; intent: Intent } | undefined {
  const duplicate = shard.duplicates.has(`${entry.epoch}-${entry.sequence}`);
  const { posting, acceptedAtMs } = judgeEntry(entry, shard.shard, duplicate);
  const event = entry.fields.get('e');
  if (posting.kind !== 'intent' || posting.intent.kind !== 'gift' || event === undefined) return undefined;
  const from = senderOf(event);
  if (from === undefined) return undefined;
  const { intent } = posting;
  return {
    intent,
    gift: {
      shard: shard.shard,
      epoch: Number(entry.epoch),
      sequence: Number(entry.sequence),
      tx: intent.tx,
      event: Uint8Array.from(event),
      account: from.id,
      name: from.name,
      coins: intent.amount,
      earned: intent.earned,
      payee: intent.counterparty,
      acceptedAtMs: Number(acceptedAtMs),
    },
  };
}

function senderOf(event: Uint8Array): Person | undefined {
  const decoded = decodeEvent(event);
  return decoded?.t === 'gift' ? decoded.from : undefined;
}
