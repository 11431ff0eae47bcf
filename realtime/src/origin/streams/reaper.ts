import { limits } from '@halobuzz/core/limits';
import type { OriginLog } from '../http/origin-log.ts';
import { type EndStreamDeps, endStream } from './end-stream.ts';
import type { LiveLivestream } from './livestream.ts';
import { type SettleDeps, settleSummary } from './summary.ts';

export type ReaperDeps = EndStreamDeps & SettleDeps & { readonly log: OriginLog };

/**
 * Ends the rooms whose deadline has passed, `host_lost`. One that fails stays claimed and comes back after the claim's
 * life. @returns how many were handled.
 */
export async function reapDue(deps: ReaperDeps): Promise<number> {
  const due = await deps.deadlines.claimDue(deps.clock(), limits.deadlineClaimMs, limits.backgroundBatchMax);
  let handled = 0;
  for (const roomId of due) {
    try {
      await endStream(deps, roomId, 'host_lost');
      handled += 1;
    } catch (err) {
      deps.log.warn({ err, roomId }, 'a due broadcast could not be ended yet');
    }
  }
  return handled;
}

/**
 * One pass over all live broadcasts, for what crashes and lost stores leave behind: a room that Redis does not know, or
 * knows as ended, ends its broadcast; a live room without a deadline gets one, which its host's gateway pushes back.
 */
export async function healLive(deps: ReaperDeps): Promise<void> {
  let afterHostId = '';
  for (;;) {
    const page = await deps.livestreams.scanLive(afterHostId, limits.backgroundBatchMax);
    const old = page.filter((one) => one.startedAtMs + limits.orphanStreamAgeMs <= deps.clock());
    await healPage(deps, old);
    const last = page.at(-1);
    if (last === undefined || page.length < limits.backgroundBatchMax) return;
    afterHostId = last.hostId;
  }
}

async function healPage(deps: ReaperDeps, page: readonly LiveLivestream[]): Promise<void> {
  if (page.length === 0) return;
  const ids = page.map((one) => one.id);
  const [statuses, withDeadline] = await Promise.all([deps.rooms.statuses(ids), deps.deadlines.present(ids)]);
  for (const id of ids) {
    const status = statuses.get(id) ?? 'absent';
    if (status === 'live') {
      if (!withDeadline.has(id)) await deps.deadlines.setIfAbsent(id, deps.clock() + limits.hostGraceMs);
      continue;
    }
    deps.log.warn({ roomId: id, room: status }, 'a live broadcast without a live room is ended');
    await endStream(deps, id, 'host_lost');
  }
}

/** Brings summaries forward until they are final. */
export async function settleEnded(deps: ReaperDeps): Promise<void> {
  for (const livestream of await deps.livestreams.scanUnsettled(limits.backgroundBatchMax)) {
    await settleSummary(deps, livestream);
  }
}
