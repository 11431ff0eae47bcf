import { limits } from '@halobuzz/core/limits';
import type { Binary } from 'mongodb';
import type { CommittedEntry, CommittedGift, RoomGift } from './committed-gift.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import type { ParkedGift, ParkedGifts } from './parked-gifts.ts';
import type { StoreOutages } from './store-outages.ts';

/** Where projected gifts go. Functions reject when the store cannot be asked. */
export interface ProjectionTargets {
  /**
   * Moves the room's totals once per (shard, epoch, sequence) and shows gifts that nobody did; at most `ledgerRoomGiftsMax`,
   * of one shard, in its order. Answers for each what it did. When it rejects, the first of them may have been applied.
   */
  readonly projectGifts: (room: string, gifts: readonly CommittedGift[]) => Promise<readonly string[]>;
  /** Names the store that holds a room: what one store leaves waiting holds back no other. Absent: one store for all. */
  readonly storeOf?: (room: string) => string;
  /**
   * Counts gifts of one shard, in the order of its entries, for the leaderboards; some may come again. A room in `waiting`
   * will be given some of them later: its own list must not be raised to sums that hold them.
   */
  readonly rank: (shard: number, gifts: readonly RoomGift[], waiting: ReadonlySet<string>) => Promise<void>;
  /** Tells a gateway which gifts of its sockets are in the permanent ledger. */
  readonly confirm: (nodeId: string, gifts: readonly Confirmation[]) => Promise<void>;
  /** MongoDB sessions of its own transactions, which whoever takes the shards over ends. */
  readonly sessions?: readonly Binary[];
}

export interface Confirmation {
  readonly room: string;
  readonly account: string;
  readonly tx: string;
}

/** Gifts of one shard that wait for their rooms: how many, by room. */
export type Waiting = Map<string, { readonly store: string; count: number }>;

export interface ProjectGiftsDeps {
  readonly targets: ProjectionTargets;
  readonly parked: ParkedGifts;
  readonly outages: StoreOutages;
  readonly metrics: LedgerMetrics;
  /** Gifts parked by this process, all shards. */
  readonly parkedCount: () => number;
  readonly onOutage: (store: string, error: unknown) => void;
}

/** More gifts wait for a store than may be kept: the cursor holds still, and trimming with it, until it is back. */
export class ParkingFull extends Error {}

const oneStore = 'rooms';

/**
 * Applies the gifts of a shard's committed entries to their rooms: those of one room one after the other, rooms side by
 * side. What a room's store does not take is parked, and so is what comes behind it for the same room, because a room
 * applies a shard's gifts in order only. Then the leaderboards are told of all of them: the money is in the ledger wherever
 * the room is. Rejects when nothing may be taken as done; the same entries again do no harm.
 */
export async function projectGifts(
  deps: ProjectGiftsDeps,
  shard: number,
  entries: readonly CommittedEntry[],
  waiting: Waiting,
): Promise<void> {
  const gifts: RoomGift[] = [];
  const rooms = new Map<string, CommittedGift[]>();
  for (const { shown } of entries) {
    if (shown === undefined) continue;
    gifts.push({ room: shown.room, gift: shown.gift });
    listIn(rooms, shown.room).push(shown.gift);
  }
  if (gifts.length === 0) return;
  const left = await Promise.all(
    [...rooms].map(async ([room, list]) => {
      const store = deps.targets.storeOf?.(room) ?? oneStore;
      const rest = waiting.has(room) ? list : await applyInOrder(deps, store, room, list);
      return rest.map((gift): ParkedGift => ({ store, room, gift }));
    }),
  );
  const toPark = left.flat();
  if (toPark.length > 0 && deps.parkedCount() + toPark.length > limits.ledgerParkedGiftsMax) throw new ParkingFull();
  await deps.parked.park(toPark);
  for (const { room, store } of toPark) {
    const known = waiting.get(room);
    if (known === undefined) waiting.set(room, { store, count: 1 });
    else known.count += 1;
  }
  if (toPark.length > 0) deps.metrics.projected.inc({ result: 'parked' }, toPark.length);
  await deps.targets.rank(shard, gifts, new Set(waiting.keys()));
}

/** Shows what waits for the stores that answer again, oldest first. True when more of it may be shown at once. */
export async function projectParked(
  deps: ProjectGiftsDeps,
  shard: number,
  waiting: Waiting,
  chunk: number,
): Promise<boolean> {
  let more = false;
  for (const store of new Set([...waiting.values()].map((room) => room.store))) {
    if (!deps.outages.mayAsk(store)) continue;
    const parked = await deps.parked.oldest(shard, store, chunk);
    const rooms = new Map<string, CommittedGift[]>();
    for (const { room, gift } of parked) listIn(rooms, room).push(gift);
    const applied: CommittedGift[] = [];
    // One gift first: while the store is out, only that one waits for its answer.
    const [probe, ...others] = rooms;
    for (const group of [probe === undefined ? [] : [probe], others]) {
      const rests = await Promise.all(
        group.map(async ([room, list]) => {
          const rest = await applyInOrder(deps, store, room, list, true);
          const taken = list.length - rest.length;
          applied.push(...list.slice(0, taken));
          const known = waiting.get(room);
          if (known !== undefined) known.count -= taken;
          return rest.length;
        }),
      );
      if (rests.some((rest) => rest > 0)) break;
    }
    await deps.parked.remove(applied);
    if (applied.length === parked.length) {
      // What an earlier owner left, or MongoDB removed for its age, is not there any more: the books decide, not the count.
      if (parked.length < chunk) {
        for (const [room, known] of [...waiting]) if (known.store === store) waiting.delete(room);
      } else more = true;
    }
  }
  return more;
}

/** The gifts that the room did not take, from the first such on. */
async function applyInOrder(
  { targets, outages, metrics, onOutage }: ProjectGiftsDeps,
  store: string,
  room: string,
  gifts: readonly CommittedGift[],
  asked = false,
): Promise<readonly CommittedGift[]> {
  for (let at = 0; at < gifts.length; at += limits.ledgerRoomGiftsMax) {
    if (!asked && !outages.mayAsk(store)) return gifts.slice(at);
    try {
      const results = await targets.projectGifts(room, gifts.slice(at, at + limits.ledgerRoomGiftsMax));
      for (const result of results) metrics.projected.inc({ result });
      outages.answered(store);
    } catch (error) {
      if (outages.failed(store)) onOutage(store, error);
      return gifts.slice(at);
    }
  }
  return [];
}

/** The list under this key, made when there is none. */
export function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
