import type { Clock } from '@halobuzz/core/clock';
import type { ActsHints } from '../moderation/room-rules.ts';
import type { Deadlines } from './deadlines.ts';
import type { HostViewers } from './host-viewers.ts';
import type { EndReason, Livestream, ShardPoint, StoredSummary } from './livestream.ts';
import type { LivestreamStore } from './livestream-store.ts';
import type { Rooms, RoomTotals } from './rooms.ts';

export interface EndStreamDeps {
  readonly clock: Clock;
  readonly livestreams: LivestreamStore;
  readonly rooms: Rooms;
  readonly deadlines: Deadlines;
  readonly hostViewers: Pick<HostViewers, 'add'>;
  readonly actsHints: Pick<ActsHints, 'add'>;
  /** The last entry assigned in every wallet shard. May fail: then the heads are taken later. */
  readonly readHeads: () => Promise<readonly ShardPoint[]>;
  /** Called once per broadcast, by whoever ended it. */
  readonly onEnded?: (reason: EndReason) => void;
}

/**
 * Ends a broadcast; safe to repeat and to run on several origins at once. The room ends first, so no gift is taken for
 * it when the shard heads are read; the deadline goes last, so a crash in between leaves the rest to the reaper.
 *
 * @returns the ended broadcast, or undefined when there is no such broadcast.
 */
export async function endStream(deps: EndStreamDeps, id: string, reason: EndReason): Promise<Livestream | undefined> {
  const livestream = await deps.livestreams.get(id);
  if (livestream?.status === 'live') {
    // The passes over live rooms will not see it any more: its last acts are looked for by this.
    await deps.actsHints.add(id);
    const totals = await deps.rooms.end(id, reason);
    const viewers = await deps.rooms.plot(id);
    const sketch = await deps.rooms.uniqueSketch(id);
    if (sketch !== undefined) await deps.hostViewers.add(livestream.hostId, sketch, totals?.peakViewers ?? 0);
    const endHeads = await headsOrNothing(deps.readHeads);
    const endReason = totals?.end?.reason ?? reason;
    const ended = await deps.livestreams.end(id, {
      endedAtMs: totals?.end?.atMs ?? deps.clock(),
      endReason,
      summary: summaryOfTotals(totals),
      ...(endHeads === undefined ? {} : { endHeads }),
      ...(viewers === undefined ? {} : { viewers }),
    });
    if (ended) deps.onEnded?.(endReason);
  }
  await deps.deadlines.remove(id);
  return livestream?.status === 'live' ? deps.livestreams.get(id) : livestream;
}

/** A room that Redis lost gives zeros: nothing is made up. */
export function summaryOfTotals(totals: RoomTotals | undefined): StoredSummary {
  return {
    peakViewers: totals?.peakViewers ?? 0,
    uniqueViewers: totals?.uniqueViewers ?? 0,
    likes: totals?.likes ?? 0,
    gifts: totals?.gifts ?? 0,
    coins: totals?.coins ?? 0n,
    diamonds: totals?.diamonds ?? 0n,
    topGifters: totals?.topGifters ?? [],
  };
}

/** A broadcast ends even while the wallets are out of reach; any later head is as good a bound. */
async function headsOrNothing(readHeads: EndStreamDeps['readHeads']): Promise<readonly ShardPoint[] | undefined> {
  try {
    return await readHeads();
  } catch {
    return undefined;
  }
}
