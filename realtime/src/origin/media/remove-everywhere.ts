import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import type { MediaRemovals } from './media-removals.ts';
import type { MediaUsers } from './removal-queue.ts';

export interface RemoveEverywhereDeps {
  readonly mediaUsers: Pick<MediaUsers, 'roomsOf'>;
  readonly mediaRemovals: MediaRemovals;
  readonly livestreams: Pick<LivestreamStore, 'liveOfHost'>;
  readonly clock: Clock;
}

/**
 * Takes a banned or deleted account out of all media: of the room it hosts, and of those that it came to as the media server
 * told. Where it comes with a token from before is seen when it comes (media-events.ts). May be repeated.
 */
export async function removeEverywhere(deps: RemoveEverywhereDeps, account: string): Promise<void> {
  const [own, visited] = await Promise.all([
    deps.livestreams.liveOfHost(account),
    deps.mediaUsers.roomsOf(account, limits.mediaRoomsPerAccountMax),
  ]);
  const rooms = new Set([...(own === undefined ? [] : [own.id]), ...visited]);
  const atMs = deps.clock();
  for (const roomId of rooms) await deps.mediaRemovals.remove({ roomId, account, kind: 'ban', atMs });
}
