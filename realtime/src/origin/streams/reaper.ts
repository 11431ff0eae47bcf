import { limits } from '@halobuzz/core/limits';
import type { OriginLog } from '../http/origin-log.ts';
import { severalAtOnce } from '../several-at-once.ts';
import { tellRoom } from './change-stream.ts';
import { type EndStreamDeps, endStream } from './end-stream.ts';
import { livePages } from './live-pages.ts';
import { doorOf, type LiveLivestream } from './livestream.ts';
import type { StreamSettings } from './stream-settings.ts';
import { type SettleDeps, settleSummary } from './summary.ts';

export type ReaperDeps = EndStreamDeps &
  SettleDeps & { readonly streamSettings: Pick<StreamSettings, 'entry'>; readonly log: OriginLog };

/**
 * Ends the rooms whose deadline has passed, `host_lost`. One that fails stays claimed and comes back after the claim's
 * life. @returns how many were handled.
 */
export async function reapDue(deps: ReaperDeps): Promise<number> {
  const due = await deps.deadlines.claimDue(deps.clock(), limits.deadlineClaimMs, limits.backgroundBatchMax);
  return endAll(deps, due);
}

/** Ends broadcasts, a bounded number at once; one that fails does not keep the others. */
async function endAll(deps: ReaperDeps, roomIds: readonly string[]): Promise<number> {
  let handled = 0;
  await severalAtOnce(roomIds, limits.backgroundEndsAtOnceMax, async (roomId) => {
    try {
      await endStream(deps, roomId, 'host_lost');
      handled += 1;
    } catch (err) {
      deps.log.warn({ err, roomId }, 'a lost broadcast could not be ended yet');
    }
  });
  return handled;
}

/**
 * One pass over all live broadcasts, for what crashes and lost stores leave behind: a room that Redis does not know, or
 * knows as ended, ends its broadcast; a live room without a deadline gets one, which its host's gateway pushes back; a room
 * with an older door than its broadcast is told of the new one.
 */
export async function healLive(deps: ReaperDeps): Promise<void> {
  for await (const page of livePages(deps.livestreams)) {
    const old = page.filter((one) => one.startedAtMs + limits.orphanStreamAgeMs <= deps.clock());
    await healPage(deps, old);
  }
}

async function healPage(deps: ReaperDeps, page: readonly LiveLivestream[]): Promise<void> {
  if (page.length === 0) return;
  const ids = page.map((one) => one.id);
  const [heads, withDeadline] = await Promise.all([deps.rooms.heads(ids), deps.deadlines.present(ids)]);
  for (const one of page) {
    const head = heads.get(one.id);
    if (head === undefined) continue;
    if (!withDeadline.has(one.id)) await deps.deadlines.setIfAbsent(one.id, deps.clock() + limits.hostGraceMs);
    if (doorOf(one).version > head.doorVersion) await tellRoom(deps, one);
  }
  const lost = ids.filter((id) => !heads.has(id));
  if (lost.length > 0) deps.log.warn({ roomIds: lost.slice(0, 10), count: lost.length }, 'rooms are lost: ending them');
  await endAll(deps, lost);
}

/** Brings summaries forward until they are final. */
export async function settleEnded(deps: ReaperDeps): Promise<void> {
  for (const livestream of await deps.livestreams.scanUnsettled(limits.backgroundBatchMax)) {
    await settleSummary(deps, livestream);
  }
}
