import type { Clock } from '@halobuzz/core/clock';
import type { LivingNodes } from '../../gateway/control/living-nodes.ts';
import { nodeField } from '../../gateway/control/node-registry.ts';
import { livePages } from './live-pages.ts';
import type { LiveLivestream } from './livestream.ts';
import type { LivestreamStore } from './livestream-store.ts';
import { liveSockets, type NodeRegistry } from './node-registry.ts';
import type { NodeCount, Rooms } from './rooms.ts';

export interface ViewerCountDeps {
  readonly livestreams: Pick<LivestreamStore, 'scanLive' | 'setViewers' | 'setInterrupted'>;
  readonly rooms: Pick<Rooms, 'nodeCounts' | 'dropNode' | 'sweepStreaks' | 'heads'>;
  readonly nodes: NodeRegistry;
  /** What earlier passes saw of nodes. */
  readonly livingNodes: LivingNodes;
  readonly clock: Clock;
}

/**
 * One pass: writes the viewer counts that differ from what is stored, and since when hosts are away, in bounded batches,
 * and takes out of rooms what dead nodes left there, running streaks too. Gateways do that for rooms they have viewers in;
 * this pass does it where nobody is left, so that a host who went with their node is not shown as present.
 * @returns how many counts differed.
 */
export async function writeViewerCounts(deps: ViewerCountDeps): Promise<number> {
  const nodes = await aliveOrForget(deps);
  deps.livingNodes.update(new Set(nodes.map(nodeField)));
  let changedTotal = 0;
  for await (const page of livePages(deps.livestreams)) {
    const counts = await deps.rooms.nodeCounts(page.map((one) => one.id));
    const changed = new Map<string, number>();
    const unheld: string[] = [];
    for (const one of page) {
      const held = counts.get(one.id) ?? [];
      const viewers = sum(Object.values(liveSockets(held, nodes)));
      if (viewers !== one.currentViewers) changed.set(one.id, viewers);
      const fields = new Map(held.map((count) => [fieldOf(count), count.sockets]));
      if (viewers === 0) unheld.push(one.id);
      for (const field of deps.livingNodes.dead(fields, deps.clock())) await deps.rooms.dropNode(one.id, field);
    }
    // Nodes end the streaks of rooms they hold; these nobody holds.
    await Promise.all(unheld.map((id) => deps.rooms.sweepStreaks(id)));
    if (changed.size > 0) await deps.livestreams.setViewers(changed);
    await deps.livestreams.setInterrupted(await interruptions(deps, page));
    changedTotal += changed.size;
  }
  return changedTotal;
}

/**
 * Where what is stored of a host's absence is not so any more. A host who has not come yet is no interruption. Read after
 * dead nodes were taken out, so that a host who went with one is seen to be gone.
 */
async function interruptions(
  deps: Pick<ViewerCountDeps, 'rooms'>,
  page: readonly LiveLivestream[],
): Promise<ReadonlyMap<string, number | undefined>> {
  const heads = await deps.rooms.heads(page.map((one) => one.id));
  const changed = page.flatMap(({ id, interruptedAtMs }): [string, number | undefined][] => {
    const head = heads.get(id);
    if (head === undefined) return [];
    const sinceMs = head.hostOnline ? undefined : head.hostSinceMs;
    return sinceMs === interruptedAtMs ? [] : [[id, sinceMs]];
  });
  return new Map(changed);
}

/** While the registry cannot be read nobody is dead: it must be seen anew who is gone, and for how long. */
async function aliveOrForget(deps: ViewerCountDeps): Promise<Awaited<ReturnType<NodeRegistry['alive']>>> {
  try {
    return await deps.nodes.alive();
  } catch (error) {
    deps.livingNodes.unknown();
    throw error;
  }
}

function fieldOf({ nodeId, boot }: NodeCount): string {
  return nodeField({ id: nodeId, boot });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
