import type { JoinFacts } from '@halobuzz/core/api/internal';
import { AppError } from '@halobuzz/core/errors/app-error';
import { may } from '@halobuzz/core/roles';
import type { Actor } from '@halobuzz/core/tokens';
import type { RoomRules } from '../moderation/room-rules.ts';
import type { Relations } from '../people/relations.ts';
import { streamView } from './livestream.ts';
import type { LivestreamStore } from './livestream-store.ts';
import { liveSockets, type NodeRegistry } from './node-registry.ts';
import type { Rooms } from './rooms.ts';

export interface JoinFactsDeps {
  readonly livestreams: Pick<LivestreamStore, 'get'>;
  readonly rooms: Pick<Rooms, 'statuses' | 'nodeCounts'>;
  readonly nodes: NodeRegistry;
  readonly relations: Pick<Relations, 'between'>;
  readonly rules: Pick<RoomRules, 'standing'>;
  readonly spillAtViewers: number;
}

/**
 * What the edge needs to place a viewer. No node alive is an empty list: the edge answers `no_gateway`.
 * @throws AppError `room_not_found`, `room_ended`, `room_banned` (by the room's people, or blocked by the host),
 * `room_kicked`, or `unavailable` while a broadcast's room is being made or healed.
 */
export async function joinFacts(
  deps: JoinFactsDeps,
  roomId: string,
  viewer: Pick<Actor, 'account' | 'roles'>,
): Promise<JoinFacts> {
  const [livestream, statuses, counts, nodes] = await Promise.all([
    deps.livestreams.get(roomId),
    deps.rooms.statuses([roomId]),
    deps.rooms.nodeCounts([roomId]),
    deps.nodes.alive(),
  ]);
  // A draft has no room yet.
  if (livestream === undefined || livestream.status === 'draft') throw new AppError('room_not_found');
  const status = statuses.get(roomId) ?? 'absent';
  if (livestream.status === 'ended' || status === 'ended') throw new AppError('room_ended');
  if (status === 'absent') throw new AppError('unavailable', { retryAfterMs: 1_000 });
  const relation = await deps.relations.between(viewer.account, livestream.hostId);
  // Who moderates every room gets into every room: a host who blocks them must not be rid of them.
  const moderates = may(viewer.roles, 'moderate_any_room');
  if (relation.blockedBy && !moderates) throw new AppError('room_banned');
  const barred = moderates ? undefined : (await deps.rules.standing(roomId, viewer.account))?.barred;
  if (barred !== undefined) throw new AppError(barred === 'banned' ? 'room_banned' : 'room_kicked');
  const roomSockets = liveSockets(counts.get(roomId) ?? [], nodes);
  const currentViewers = Object.values(roomSockets).reduce((total, sockets) => total + sockets, 0);
  return {
    room: { ...streamView(livestream), currentViewers },
    roomRegion: livestream.region,
    roomSockets,
    spillAtViewers: deps.spillAtViewers,
    follows: relation.following,
    nodes: nodes.map(({ id, boot, url, region, sockets, socketsMax, draining }) => ({
      id,
      boot,
      url,
      region,
      sockets,
      socketsMax,
      draining,
    })),
  };
}
