import { limits } from '@halobuzz/core/limits';
import type { OriginLog } from '../http/origin-log.ts';
import { type ActOnMediaDeps, actOnMedia } from '../media/act-on-media.ts';
import { severalAtOnce } from '../several-at-once.ts';
import { livePages } from '../streams/live-pages.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import type { ActsHints, RoomRules } from './room-rules.ts';
import { type StoreActDeps, storeAct } from './store-act.ts';

export type DrainActsDeps = StoreActDeps &
  ActOnMediaDeps & {
    readonly rules: RoomRules;
    readonly actsHints: ActsHints;
    readonly livestreams: Pick<LivestreamStore, 'scanLive' | 'get' | 'liveOfHost'>;
    readonly clock: () => number;
    readonly log: OriginLog;
  };

/** Acts in one reading of a room's stream. */
const batchMax = 200;

/**
 * One pass over the rooms that are said to have acts to store. A room stays on the list until its stream was found empty;
 * one that fails does not keep the others.
 */
export async function drainHinted(deps: DrainActsDeps): Promise<void> {
  await eachRoom(deps, await deps.actsHints.some(limits.backgroundBatchMax), async (roomId) => {
    await drainRoom(deps, roomId);
    if (await toldNextBroadcast(deps, roomId)) await deps.actsHints.remove(roomId);
  });
}

/**
 * A broadcast that began before the last one's acts were stored began without them: they are laid down in it now. False
 * while it has acts of its own to store first.
 */
async function toldNextBroadcast(deps: DrainActsDeps, roomId: string): Promise<boolean> {
  const livestream = await deps.livestreams.get(roomId);
  if (livestream === undefined || livestream.status === 'live') return true;
  const next = await deps.livestreams.liveOfHost(livestream.hostId);
  if (next === undefined) return true;
  return (await deps.rules.replace(next.id, await deps.sanctions.rulesOf(next.hostId, deps.clock()))) !== 'busy';
}

/**
 * One pass over all live rooms, for what crashes leave behind: a room whose gateway died before it could give a hint, and
 * one whose Redis came back without its last acts and whose rules may be old.
 */
export async function healRules(deps: DrainActsDeps): Promise<void> {
  for await (const page of livePages(deps.livestreams)) {
    const hosts = new Map(page.map(({ id, hostId }) => [id, hostId]));
    await eachRoom(deps, [...hosts.keys()], (roomId) => drainRoom(deps, roomId));
    await eachRoom(deps, await deps.rules.outdated([...hosts.keys()]), async (roomId) => {
      const hostId = hosts.get(roomId);
      if (hostId === undefined) return;
      const outcome = await deps.rules.replace(roomId, await deps.sanctions.rulesOf(hostId, deps.clock()));
      if (outcome === 'ok') deps.log.info({ roomId }, 'the rules of a room that lost its tail are whole again');
    });
  }
}

/** Stores a room's acts in their order until none is left. Safe to repeat, and beside another origin that does the same. */
export async function drainRoom(deps: Omit<DrainActsDeps, 'actsHints' | 'livestreams'>, roomId: string): Promise<void> {
  for (;;) {
    const acts = await deps.rules.readActs(roomId, batchMax);
    for (const act of acts) {
      await actOnMedia(deps, roomId, act);
      if (!(await storeAct(deps, roomId, act)))
        deps.log.error({ roomId, act: act.id }, 'an act of a kind unknown here');
    }
    if (acts.length > 0) {
      await deps.rules.forgetActs(
        roomId,
        acts.map(({ id }) => id),
      );
    }
    if (acts.length < batchMax) return;
  }
}

async function eachRoom(
  deps: Pick<DrainActsDeps, 'log'>,
  roomIds: readonly string[],
  work: (roomId: string) => Promise<void>,
): Promise<void> {
  await severalAtOnce(roomIds, limits.actsDrainRoomsAtOnceMax, (roomId) =>
    work(roomId).catch((err: unknown) => {
      deps.log.warn({ err, roomId }, 'acts of a room could not be stored yet');
    }),
  );
}
