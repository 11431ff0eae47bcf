import type { MediaFacts } from '@halobuzz/core/api/media';
import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import { type Entrant, type MayEnterDeps, mayEnter } from '../streams/may-enter.ts';
import type { Rooms } from '../streams/rooms.ts';
import { type MediaRoleDeps, mediaRoleOf } from './media-role.ts';

export interface MediaFactsDeps extends MayEnterDeps, MediaRoleDeps {
  readonly clock: Clock;
  readonly livestreams: Pick<LivestreamStore, 'get'>;
  readonly rooms: Pick<Rooms, 'statuses' | 'mediaRole'>;
}

/**
 * Whether the actor may have a room's media now, and in which role: asked for every token, so whoever lost the seat, the
 * invitation or the right to be there gets none, or a lesser one.
 * @throws AppError as {@link mayEnter}, `unavailable` while the room is being made or healed
 */
export async function mediaFacts(deps: MediaFactsDeps, roomId: string, entrant: Entrant): Promise<MediaFacts> {
  const decidedAtMs = deps.clock();
  const [livestream, statuses] = await Promise.all([deps.livestreams.get(roomId), deps.rooms.statuses([roomId])]);
  if (livestream === undefined) throw new AppError('room_not_found');
  await mayEnter(deps, livestream, entrant);
  const status = statuses.get(roomId) ?? 'absent';
  if (status === 'ended') throw new AppError('room_ended');
  if (status === 'absent') throw new AppError('unavailable', { retryAfterMs: 1_000 });
  return { roomId, role: await mediaRoleOf(deps, roomId, entrant.account, decidedAtMs) };
}
