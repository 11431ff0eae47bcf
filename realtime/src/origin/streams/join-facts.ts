import type { JoinFacts } from '@halobuzz/core/api/internal';
import { AppError } from '@halobuzz/core/errors/app-error';
import { joinRegions, mayStand } from '@halobuzz/core/regions/choose-region';
import { isSilent } from '@halobuzz/core/regions/region-health';
import { type MediaRoleDeps, mediaRoleOf } from '../media/media-role.ts';
import type { RegionDeps } from '../regions/regions.ts';
import { streamView } from './livestream.ts';
import type { LivestreamStore } from './livestream-store.ts';
import { type Entrant, type MayEnterDeps, mayEnter } from './may-enter.ts';
import { liveSockets } from './node-registry.ts';
import type { Rooms } from './rooms.ts';

export interface JoinFactsDeps extends RegionDeps, MayEnterDeps, MediaRoleDeps {
  readonly livestreams: Pick<LivestreamStore, 'get'>;
  readonly rooms: Pick<Rooms, 'statuses' | 'nodeCounts' | 'mediaRole'>;
  readonly spillAtViewers: number;
}

/**
 * What the edge needs to place a viewer. No node alive is an empty list: the edge answers `no_gateway`.
 * @throws AppError as {@link mayEnter}, `room_not_found`, or `unavailable` while a broadcast's room is being made or healed
 */
export async function joinFacts(
  deps: JoinFactsDeps,
  roomId: string,
  viewer: Entrant,
  password?: string,
): Promise<JoinFacts> {
  const nowMs = deps.clock();
  const [livestream, statuses, counts, nodes] = await Promise.all([
    deps.livestreams.get(roomId),
    deps.rooms.statuses([roomId]),
    deps.rooms.nodeCounts([roomId]),
    deps.nodePicture.alive(),
  ]);
  if (livestream === undefined) throw new AppError('room_not_found');
  const admission = await mayEnter(deps, livestream, viewer, password);
  const status = statuses.get(roomId) ?? 'absent';
  if (status === 'ended') throw new AppError('room_ended');
  if (status === 'absent') throw new AppError('unavailable', { retryAfterMs: 1_000 });
  const roomSockets = liveSockets(counts.get(roomId) ?? [], nodes);
  const currentViewers = Object.values(roomSockets).reduce((total, sockets) => total + sockets, 0);
  return {
    room: { ...streamView(livestream), currentViewers },
    roomRegion: livestream.region,
    regions: [...joinRegions(livestream.country, livestream.region, deps.europeanRooms)],
    roomSockets,
    spillAtViewers: deps.spillAtViewers,
    ...admission,
    mediaRole: await mediaRoleOf(deps, roomId, viewer.account, nowMs),
    nodes: nodes
      .filter((node) => mayStand(livestream.country, node.region, deps.europeanRooms))
      .map(({ atMs, ...node }) => ({ ...node, silent: isSilent({ atMs }, nowMs) })),
  };
}
