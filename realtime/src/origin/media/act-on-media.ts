import type { RecordedAct } from '../../adapters/redis/room-rules-scripts.ts';
import type { Rooms } from '../streams/rooms.ts';
import type { MediaRemovals } from './media-removals.ts';

export interface ActOnMediaDeps {
  readonly mediaRemovals: MediaRemovals;
  readonly rooms: Pick<Rooms, 'mediaRole'>;
}

/**
 * What an act that a room recorded means for its media: kicks, bans and lost seats take away, an unban gives back. A seat that
 * is taken again gives back with the token that goes with it (media-role.ts). Other acts mean nothing. May be repeated.
 */
export async function actOnMedia(
  { mediaRemovals, rooms }: ActOnMediaDeps,
  roomId: string,
  { fields }: Pick<RecordedAct, 'fields'>,
): Promise<void> {
  const account = fields.get('who') ?? '';
  if (account === '') return;
  const until = fields.get('until') ?? '';
  const about = { roomId, account, atMs: Number(fields.get('at')) };
  const act = fields.get('act');
  switch (act) {
    case 'kick':
    case 'ban':
      return mediaRemovals.remove({ ...about, kind: act, ...(until === '' ? {} : { untilMs: Number(until) }) });
    case 'unseat':
      // Whoever sits there again meanwhile publishes with a newer token.
      if ((await rooms.mediaRole(roomId, account)) === 'guest') return;
      return mediaRemovals.remove({ ...about, kind: 'demote' });
    case 'unban':
      return mediaRemovals.restore({ roomId, account, bar: 'join' });
    default:
  }
}
