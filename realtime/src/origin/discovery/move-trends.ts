import type { Clock } from '@halobuzz/core/clock';
import { trendLevel, trendStepLevel, trendWeight } from '@halobuzz/core/discovery/trending';
import { limits } from '@halobuzz/core/limits';
import type { Pace } from '../pace.ts';
import type { ReadRoomActivity, RoomActivity } from './room-activity.ts';
import type { TrendingRoom, TrendMove, TrendStore } from './trend-store.ts';

export interface MoveTrendsDeps {
  readonly trends: TrendStore;
  readonly readActivity: ReadRoomActivity;
  readonly clock: Clock;
  readonly pace: Pick<Pace, 'rest'>;
}

/**
 * One look at everything that is watched: adds what happened since to each broadcast's level, where that moves it by a
 * step, at most `trendUpdatesMax` of them, those that move most. What is not written is not lost: totals are kept with the
 * level, so the next look finds it again. @returns how many moved
 */
export async function moveTrends(deps: MoveTrendsDeps): Promise<number> {
  const moves: { readonly move: TrendMove; readonly step: number }[] = [];
  for await (const rooms of deps.trends.watched()) {
    const beganMs = deps.clock();
    const activity = await deps.readActivity(rooms.map(({ id }) => id));
    const nowMs = deps.clock();
    for (const room of rooms) {
      const found = moveOf(room, activity.get(room.id), nowMs);
      if (found !== undefined) moves.push(found);
    }
    if (rooms.length === limits.backgroundBatchMax && !(await deps.pace.rest(deps.clock() - beganMs))) break;
  }
  if (moves.length > limits.trendUpdatesMax) {
    moves.sort((a, b) => b.step - a.step);
    moves.length = limits.trendUpdatesMax;
  }
  return deps.trends.move(moves.map(({ move }) => move));
}

/** Where activity moves a broadcast; undefined when that is no step. A room that Redis lost keeps its totals. */
export function moveOf(
  room: TrendingRoom,
  activity: RoomActivity | undefined,
  nowMs: number,
): { readonly move: TrendMove; readonly step: number } | undefined {
  const { id, viewers, startedAtMs, trend } = room;
  const { joins, coins } = activity ?? { joins: trend?.joins ?? 0, coins: trend?.coins ?? 0 };
  const weight = trendWeight({
    viewers,
    // After an outage nobody knows how long they have watched: not longer than is worth anything.
    sinceMs: Math.min(nowMs - (trend?.atMs ?? startedAtMs), limits.trendHalfLifeMs),
    joins: joins - (trend?.joins ?? 0),
    coins: coins - (trend?.coins ?? 0),
    ageMs: nowMs - startedAtMs,
  });
  const level = trendLevel(trend?.level, weight, nowMs);
  if (level === undefined) return undefined;
  const step = trend === undefined ? Number.POSITIVE_INFINITY : level - trend.level;
  if (step < trendStepLevel) return undefined;
  return { move: { id, from: trend, to: { level, atMs: nowMs, joins, coins } }, step };
}
