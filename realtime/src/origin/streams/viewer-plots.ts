import { limits } from '@halobuzz/core/limits';
import { emptyPlot, withSample } from '@halobuzz/core/streams/viewer-plot';
import type { OriginLog } from '../http/origin-log.ts';
import type { LiveLivestream } from './livestream.ts';
import type { LivestreamStore } from './livestream-store.ts';
import type { Rooms } from './rooms.ts';

export interface ViewerPlotDeps {
  readonly livestreams: Pick<LivestreamStore, 'scanLive'>;
  readonly rooms: Pick<Rooms, 'plot' | 'savePlot'>;
  readonly clock: () => number;
  readonly log: OriginLog;
}

/**
 * One pass: notes how many watch each live broadcast. Kept with the room, so that it outlives this process, and stored
 * with the broadcast at its end. A room whose store is away goes without a sample.
 */
export async function plotViewers(deps: ViewerPlotDeps): Promise<void> {
  let afterHostId = '';
  for (;;) {
    const page = await deps.livestreams.scanLive(afterHostId, limits.backgroundBatchMax);
    const outcomes = await Promise.allSettled(page.map((one) => sample(deps, one)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) deps.log.warn({ err: failed.reason }, 'viewers of some rooms could not be noted');
    const last = page.at(-1);
    if (last === undefined || page.length < limits.backgroundBatchMax) return;
    afterHostId = last.hostId;
  }
}

async function sample(deps: ViewerPlotDeps, { id, startedAtMs, currentViewers }: LiveLivestream): Promise<void> {
  const known = (await deps.rooms.plot(id)) ?? emptyPlot(startedAtMs);
  await deps.rooms.savePlot(id, withSample(known, deps.clock(), currentViewers));
}
