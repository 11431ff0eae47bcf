import { createHash } from 'node:crypto';
import type { WatchedRoom, WatchList } from '@halobuzz/core/api/watch';
import { base32 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { roomRisk } from '@halobuzz/core/moderation/room-risk';
import type { ChatLog } from '../chat-log/chat-log.ts';
import type { EndedLivestream, LiveLivestream } from '../streams/livestream.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import type { RoomActs } from './room-act.ts';
import type { WatchSignals } from './watch-signals.ts';

export interface WatchListDeps {
  readonly livestreams: Pick<LivestreamStore, 'liveAmong' | 'scanLive'>;
  readonly chatLog: Pick<ChatLog, 'flaggedSince'>;
  readonly watchSignals: WatchSignals;
  readonly roomActs: Pick<RoomActs, 'endsOf'>;
  readonly clock: () => number;
}

type RoomLivestream = LiveLivestream | EndedLivestream;
type Counts = ReadonlyMap<string, number>;
interface Lately {
  readonly reports: Counts;
  readonly flagged: Counts;
  readonly drawn: ReadonlySet<string>;
}

const yearMs = 365 * 86_400_000;

/**
 * The live rooms that want looking at most. Weighed are those that were reported or flagged of late, the largest, and some
 * drawn by lot: a bounded number, whatever is live. A room among none of them has nothing against it but its host.
 */
export async function watchList(deps: WatchListDeps, limit: number): Promise<WatchList> {
  const nowMs = deps.clock();
  const [lately, largest] = await Promise.all([
    signalsLately(deps, nowMs),
    deps.watchSignals.largest(limits.watchCandidatesMax),
  ]);
  const most = (counts: Counts): string[] =>
    [...counts]
      .sort(([, a], [, b]) => b - a)
      .slice(0, limits.watchCandidatesMax)
      .map(([id]) => id);
  const candidates = new Set([...most(lately.reports), ...most(lately.flagged), ...largest, ...lately.drawn]);
  const rooms = await deps.livestreams.liveAmong([...candidates]);
  const weighed = await weigh(deps, rooms, lately, nowMs);
  const items = weighed
    .filter(({ risk }) => risk.score > 0)
    .sort(byRisk)
    .slice(0, limit);
  return { at: new Date(nowMs).toISOString(), weighed: rooms.length, items };
}

/** One room as it would stand in the list. */
export async function watchedRoom(deps: WatchListDeps, livestream: RoomLivestream): Promise<WatchedRoom> {
  const nowMs = deps.clock();
  const [one] = await weigh(deps, [livestream], await signalsLately(deps, nowMs), nowMs);
  if (one === undefined) throw new Error('a room was not weighed');
  return one;
}

async function signalsLately(deps: WatchListDeps, nowMs: number): Promise<Lately> {
  const sinceMs = nowMs - limits.watchSignalsMs;
  const [reports, flagged, drawn] = await Promise.all([
    deps.watchSignals.reportsSince(sinceMs, limits.watchSignalsMax),
    deps.chatLog.flaggedSince(sinceMs, limits.watchSignalsMax),
    drawnRooms(deps, nowMs),
  ]);
  return { reports, flagged, drawn };
}

/** Neighbours of a host id that nobody chose: the same for all who look within a quarter of an hour. */
async function drawnRooms({ livestreams }: WatchListDeps, nowMs: number): Promise<ReadonlySet<string>> {
  const period = Math.floor(nowMs / limits.watchRandomPeriodMs);
  const digest = createHash('sha256').update(`watch:${period}`).digest();
  const region = 'aeu'.charAt(digest.readUInt8(31) % 3);
  const after = region + base32(digest.subarray(0, 16));
  const found = await livestreams.scanLive(after, limits.watchRandomMax);
  const more = found.length < limits.watchRandomMax ? await livestreams.scanLive('', limits.watchRandomMax) : [];
  return new Set([...found, ...more].slice(0, limits.watchRandomMax).map(({ id }) => id));
}

async function weigh(
  deps: WatchListDeps,
  rooms: readonly RoomLivestream[],
  { reports, flagged, drawn }: Lately,
  nowMs: number,
): Promise<WatchedRoom[]> {
  const hosts = [...new Set(rooms.map(({ hostId }) => hostId))];
  const [sanctions, ends, madeAt] = await Promise.all([
    deps.watchSignals.sanctionsOf(hosts, nowMs - yearMs),
    deps.roomActs.endsOf(hosts, nowMs - yearMs),
    deps.watchSignals.madeAt(hosts),
  ]);
  return rooms.map((room) => {
    const made = madeAt.get(room.hostId);
    const { score, why } = roomRisk({
      reports: reports.get(room.id) ?? 0,
      flaggedMessages: flagged.get(room.id) ?? 0,
      sanctionsOfHost: (sanctions.get(room.hostId) ?? 0) + (ends.get(room.hostId) ?? 0),
      hostAgeDays: made === undefined ? undefined : (nowMs - made) / 86_400_000,
      viewers: room.currentViewers,
      adultsOnly: room.privacy.adultsOnly,
      drawn: drawn.has(room.id),
    });
    return viewOf(room, { score, why: [...why] });
  });
}

function viewOf(room: RoomLivestream, risk: WatchedRoom['risk']): WatchedRoom {
  const { id, title, category, cover, region, country, currentViewers: viewers, privacy, startedAtMs } = room;
  const avatar = room.status === 'ended' ? undefined : room.hostAvatar;
  return {
    ...{ id, title, category, region, country, viewers, risk, startedAt: new Date(startedAtMs).toISOString() },
    host: { id: room.hostId, handle: room.hostHandle, ...(avatar === undefined ? {} : { avatar }) },
    ...(cover === undefined ? {} : { cover }),
    ...{ adultsOnly: privacy.adultsOnly, visibility: privacy.visibility },
  };
}

function byRisk(a: WatchedRoom, b: WatchedRoom): number {
  return b.risk.score - a.risk.score || b.viewers - a.viewers || (a.id < b.id ? -1 : 1);
}
