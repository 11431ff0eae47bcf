import type { ActRefusal, RoomActor } from '../../adapters/redis/room-chat-scripts.ts';
import type { Identity } from '../auth/identity.ts';
import { type CommandOutcome, refused } from '../connection/outcome.ts';

/** Who asks, for the room's scripts. */
export function roomActorOf(identity: Identity): RoomActor {
  return { account: identity.account, admin: identity.role === 'admin' };
}

/** What the room's scripts refuse, as a command's outcome. */
export function refusedAct({ kind }: ActRefusal | { readonly kind: 'missing' | 'ended' }): CommandOutcome {
  switch (kind) {
    case 'forbidden':
      return refused('forbidden');
    case 'protected':
      return refused('person_protected');
    case 'busy':
      return refused('unavailable');
    case 'unknown':
      return refused('message_not_found');
    case 'full':
      return refused('room_sanctions_full');
    case 'ended':
      return refused('room_ended');
    case 'missing':
      return { kind: 'fatal', code: 'room_not_found' };
    default:
      return kind satisfies never;
  }
}
