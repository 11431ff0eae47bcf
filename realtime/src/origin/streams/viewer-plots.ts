import { emptyPlot, withSample } from '@halobuzz/core/streams/viewer-plot';
import type { OriginLog } from '../http/origin-log.ts';
import { livePages } from './live-pages.ts';
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
  for await (const page of livePages(deps.livestreams)) {
    const outcomes = await Promise.allSettled(page.map((one) => sample(deps, one)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) deps.log.warn({ err: failed.reason }, 'viewers of some rooms could not be noted');
  }
}

async function sample(deps: ViewerPlotDeps, { id, startedAtMs, currentViewers }: LiveLivestream): Promise<void> {
  const known = (await deps.rooms.plot(id)) ?? emptyPlot(startedAtMs);
  await deps.rooms.savePlot(id, withSample(known, deps.clock(), currentViewers));
}
