import type { MediaRole } from '@halobuzz/core/api/media';
import type { Rooms } from '../streams/rooms.ts';
import type { MediaRemovals } from './media-removals.ts';

export interface MediaRoleDeps {
  readonly rooms: Pick<Rooms, 'mediaRole'>;
  readonly mediaRemovals: Pick<MediaRemovals, 'restore'>;
}

/**
 * The role that somebody's next token of a room is for. Only asked for who may be there, so what barred them before is lifted
 * with it: a ban that is over before its rule, a seat that was lost and is taken again. What was asked for after
 * `decidedAtMs`, when it began to be decided that they may, stays.
 */
export async function mediaRoleOf(
  deps: MediaRoleDeps,
  roomId: string,
  account: string,
  decidedAtMs: number,
): Promise<MediaRole> {
  const from = { roomId, account, askedUntilMs: decidedAtMs };
  const [role] = await Promise.all([
    deps.rooms.mediaRole(roomId, account),
    deps.mediaRemovals.restore({ ...from, bar: 'join' }),
  ]);
  if (role === 'guest') await deps.mediaRemovals.restore({ ...from, bar: 'publish' });
  return role;
}
