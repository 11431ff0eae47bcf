import type { LiveFigures, LivePoint, LiveSpan } from '@halobuzz/core/api/platform';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { minutesBetween } from './add-up-hours.ts';
import { byTime, hourMs, minuteMs, type PlatformRollup, platformRollups, startOf } from './platform-rollups.ts';
import { sumRollups } from './sum-rollups.ts';

const dayMs = 24 * hourMs;
const monthDays = 30;

/** A point's beginning and how long it stands for. */
interface Slot {
  readonly atMs: number;
  readonly stepMs: number;
}

/** What the console plots. `money`: with coins and payments. */
export async function liveFigures(db: Db, span: LiveSpan, nowMs: number, money: boolean): Promise<LiveFigures> {
  const slots = slotsOf(span, nowMs);
  const [first, last] = [slots[0], slots.at(-1)];
  if (first === undefined || last === undefined) return { points: [] };
  const untilMs = last.atMs + last.stepMs;
  const [rollups, newest] = await Promise.all([
    span === 'month' ? hoursBetween(db, first.atMs, untilMs) : minutesBetween(db, first.atMs, untilMs),
    platformRollups(db)
      .find({ kind: 'seen', at: { $gte: new Date(nowMs - hourMs) } })
      .sort({ at: -1 })
      .limit(1)
      .next(),
  ]);
  return { ...sampleOf(newest), points: pointsOf(slots, rollups, money) };
}

/** The times of a plot's points, the oldest first; the present minute or hour is the last, and still grows. */
export function slotsOf(span: LiveSpan, nowMs: number): readonly Slot[] {
  const hourAgo = startOf(nowMs, minuteMs) - hourMs + minuteMs;
  const minutes = slotsBetween(hourAgo, startOf(nowMs, minuteMs) + minuteMs, minuteMs);
  if (span === 'hour') return minutes;
  if (span === 'month') {
    const end = startOf(nowMs, hourMs) + hourMs;
    return slotsBetween(end - monthDays * dayMs, end, hourMs);
  }
  // The coarse point that reaches into the last hour holds what is before it.
  const coarse = slotsBetween(
    startOf(nowMs - dayMs, limits.platformCoarseStepMs),
    hourAgo,
    limits.platformCoarseStepMs,
  ).map(({ atMs, stepMs }) => ({ atMs, stepMs: Math.min(stepMs, hourAgo - atMs) }));
  return [...coarse, ...minutes];
}

function slotsBetween(fromMs: number, toMs: number, stepMs: number): readonly Slot[] {
  return Array.from({ length: Math.ceil((toMs - fromMs) / stepMs) }, (_, i) => ({ atMs: fromMs + i * stepMs, stepMs }));
}

function pointsOf(slots: readonly Slot[], rollups: readonly PlatformRollup[], money: boolean): LivePoint[] {
  const found = byTime(rollups, (atMs) => atMs);
  return slots.map(({ atMs, stepMs }) => {
    const within: PlatformRollup[] = [];
    // Hours stand at their beginning, minutes at each of theirs.
    for (let at = atMs; at < atMs + stepMs; at += minuteMs) within.push(...(found.get(at) ?? []));
    const { coins, payments, ...sums } = sumRollups(within);
    const paid = money ? { coins: String(coins), payments: { ...payments } } : {};
    return { at: new Date(atMs).toISOString(), seconds: stepMs / 1_000, ...sums, ...paid };
  });
}

function hoursBetween(db: Db, fromMs: number, toMs: number): Promise<PlatformRollup[]> {
  return platformRollups(db)
    .find({ kind: 'hour', at: { $gte: new Date(fromMs), $lt: new Date(toMs) } })
    .toArray();
}

function sampleOf(newest: PlatformRollup | null): Pick<LiveFigures, 'now'> {
  if (newest?.sampledAt === undefined) return {};
  const { sampledAt, viewers = 0, broadcasts = 0 } = newest;
  return { now: { at: sampledAt.toISOString(), viewers: Number(viewers), broadcasts: Number(broadcasts) } };
}
