import { periodStart } from '@halobuzz/core/rooms/leaderboards';
import type { GiftSums, SpanSum } from '../adapters/mongo/gift-rollups.ts';

/** A gift as sums need it. */
export interface SummedGift {
  readonly sequence: bigint;
  readonly coins: bigint;
  /** When Redis accepted it: that decides its day. */
  readonly acceptedAtMs: number;
  readonly roomId: string;
}

/** The sums with one more gift; the same sums when it was counted before. */
export function withGift(sums: GiftSums | undefined, gift: SummedGift): GiftSums {
  const { sequence, coins, acceptedAtMs, roomId } = gift;
  const day = { start: periodStart('day', acceptedAtMs), coins };
  const week = { start: periodStart('week', acceptedAtMs), coins };
  if (sums === undefined) return { sequence, all: coins, day, week, room: { id: roomId, coins } };
  if (sequence <= sums.sequence) return sums;
  return {
    sequence,
    all: sums.all + coins,
    day: joined(sums.day, day),
    week: joined(sums.week, week),
    // Room ids are UUIDv7: a later broadcast has the greater one.
    room: newest(sums.room, { id: roomId, coins }, sums.room.id < roomId, sums.room.id === roomId),
  };
}

function joined(known: SpanSum, more: SpanSum): SpanSum {
  return newest(known, more, known.start < more.start, known.start === more.start);
}

/** What is of an older span than the known one is on no board any more. */
function newest<T extends { readonly coins: bigint }>(known: T, more: T, later: boolean, same: boolean): T {
  if (later) return more;
  return same ? { ...known, coins: known.coins + more.coins } : known;
}
