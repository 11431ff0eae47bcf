import { limits } from '@halobuzz/core/limits';
import type { LivestreamStore } from './livestream-store.ts';
import { liveSockets, type NodeRegistry } from './node-registry.ts';
import type { Rooms } from './rooms.ts';

export interface ViewerCountDeps {
  readonly livestreams: Pick<LivestreamStore, 'scanLive' | 'setViewers'>;
  readonly rooms: Pick<Rooms, 'nodeCounts'>;
  readonly nodes: NodeRegistry;
}

/** One pass: writes the viewer counts that differ from what is stored, in bounded batches. @returns how many differed. */
export async function writeViewerCounts(deps: ViewerCountDeps): Promise<number> {
  const nodes = await deps.nodes.alive();
  let changedTotal = 0;
  let afterHostId = '';
  for (;;) {
    const page = await deps.livestreams.scanLive(afterHostId, limits.backgroundBatchMax);
    const counts = await deps.rooms.nodeCounts(page.map((one) => one.id));
    const changed = new Map<string, number>();
    for (const one of page) {
      const viewers = sum(Object.values(liveSockets(counts.get(one.id) ?? [], nodes)));
      if (viewers !== one.currentViewers) changed.set(one.id, viewers);
    }
    if (changed.size > 0) await deps.livestreams.setViewers(changed);
    changedTotal += changed.size;
    const last = page.at(-1);
    if (last === undefined || page.length < limits.backgroundBatchMax) return changedTotal;
    afterHostId = last.hostId;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
