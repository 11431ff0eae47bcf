import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { LivingNodes } from '../../gateway/control/living-nodes.ts';
import { nodeField } from '../../gateway/control/node-registry.ts';
import { livePages } from './live-pages.ts';
import type { LiveLivestream } from './livestream.ts';
import type { LivestreamStore } from './livestream-store.ts';
import { liveSockets, type NodeRegistry } from './node-registry.ts';
import type { NodeCount, Rooms } from './rooms.ts';
import type { TouchedRooms } from './touched-rooms.ts';

export interface ViewerCountDeps {
  readonly livestreams: Pick<LivestreamStore, 'scanLive' | 'liveAmong' | 'setViewers' | 'setInterrupted'>;
  readonly rooms: Pick<Rooms, 'nodeCounts' | 'dropNode' | 'sweepStreaks' | 'heads'>;
  readonly touchedRooms: TouchedRooms;
  readonly nodes: NodeRegistry;
  /** What earlier passes saw of nodes. */
  readonly livingNodes: LivingNodes;
  readonly clock: Clock;
}

type AliveNodes = Awaited<ReturnType<NodeRegistry['alive']>>;

/** How many broadcasts a pass saw, and how many counts differed. */
interface CountedBroadcasts {
  readonly broadcasts: number;
  readonly changed: number;
}

/**
 * One pass: writes the viewer counts that differ from what is stored, and since when hosts are away, in bounded batches,
 * and takes out of rooms what dead nodes left there, running streaks too. Gateways do that for rooms they have viewers in;
 * this pass does it where nobody is left, so that a host who went with their node is not shown as present.
 */
export async function writeViewerCounts(deps: ViewerCountDeps): Promise<CountedBroadcasts> {
  return writeWholeCounts(deps, await aliveOrForget(deps));
}

async function writeWholeCounts(deps: ViewerCountDeps, nodes: AliveNodes): Promise<CountedBroadcasts> {
  const found = { broadcasts: 0, changed: 0 };
  for await (const page of livePages(deps.livestreams)) {
    const viewers = await countPage(deps, page, nodes);
    const changed = page.filter(({ id, currentViewers }) => viewers.get(id) !== currentViewers);
    // Those whose room was touched meanwhile have their newer count already.
    await deps.livestreams.setViewers(
      new Map(changed.map(({ id }) => [id, viewers.get(id) ?? 0])),
      new Map(changed.map(({ id, currentViewers }) => [id, currentViewers])),
    );
    found.broadcasts += page.length;
    found.changed += changed.length;
  }
  return found;
}

/**
 * The same for rooms that gateways said somebody entered or left, so that counts in lists are as old as a period however
 * many broadcasts there are. What is lost of these hints is found by {@link writeViewerCounts}.
 */
export async function writeTouchedCounts(deps: ViewerCountDeps): Promise<void> {
  const nodes = await aliveOrForget(deps);
  for (;;) {
    const ids = await deps.touchedRooms.take(limits.livePageEntriesMax);
    if (ids.length === 0) return;
    try {
      const page = await deps.livestreams.liveAmong(ids);
      // All of them, as the pass over everything may be about to write what it read before.
      await deps.livestreams.setViewers(await countPage(deps, page, nodes));
    } catch (error) {
      await deps.touchedRooms.add(ids);
      throw error;
    }
    if (ids.length < limits.livePageEntriesMax) return;
  }
}

/**
 * When everything is to be counted: each time while it is one page, while a node that was there is gone, and now and then for
 * what no hint told.
 */
export function wholeCountsWhenDue(deps: ViewerCountDeps): () => Promise<void> {
  let known: ReadonlySet<string> = new Set();
  let dueAtMs = Number.NEGATIVE_INFINITY;
  let sweepUntilMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const nodes = await aliveOrForget(deps);
    const alive = new Set(nodes.map(nodeField));
    const nowMs = deps.clock();
    // It is dead after a node's life, and out of all rooms one pass later.
    if ([...known].some((field) => !alive.has(field))) sweepUntilMs = nowMs + 3 * limits.nodeLifeMs;
    known = alive;
    if (nowMs < dueAtMs && nowMs >= sweepUntilMs) return;
    const { broadcasts } = await writeWholeCounts(deps, nodes);
    dueAtMs = broadcasts < limits.livePageEntriesMax ? nowMs : deps.clock() + limits.viewerCountWholePeriodMs;
  };
}

/** Viewers of each on living nodes. Takes dead ones out and writes who is interrupted on the way. */
async function countPage(
  deps: ViewerCountDeps,
  page: readonly LiveLivestream[],
  nodes: AliveNodes,
): Promise<ReadonlyMap<string, number>> {
  const counts = await deps.rooms.nodeCounts(page.map((one) => one.id));
  const viewers = new Map<string, number>();
  for (const { id } of page) {
    const held = counts.get(id) ?? [];
    viewers.set(id, sum(Object.values(liveSockets(held, nodes))));
    const fields = new Map(held.map((count) => [fieldOf(count), count.sockets]));
    for (const field of deps.livingNodes.dead(fields, deps.clock())) await deps.rooms.dropNode(id, field);
  }
  // Nodes end the streaks of rooms they hold; these nobody holds.
  const unheld = page.filter(({ id }) => viewers.get(id) === 0);
  await Promise.all(unheld.map(({ id }) => deps.rooms.sweepStreaks(id)));
  await deps.livestreams.setInterrupted(await interruptions(deps, page));
  return viewers;
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
async function aliveOrForget(deps: ViewerCountDeps): Promise<AliveNodes> {
  try {
    const alive = await deps.nodes.alive();
    deps.livingNodes.update(new Set(alive.map(nodeField)));
    return alive;
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
