import type { Command } from '@halobuzz/core/protocol/up';
import type { GuestRefusal } from '../../adapters/redis/room-guest-scripts.ts';
import type { Joined } from '../connection/connection-state.ts';
import { type CommandOutcome, refused } from '../connection/outcome.ts';
import type { GatewayServices } from '../services.ts';
import { refusedAct, roomActorOf } from './room-actor.ts';
import { suspension } from './standing-of.ts';

/** Asks for a seat beside the host, gives one, leaves one. The ticket says by which subject a guest is given gifts. */
export async function handleGuest(
  services: Pick<GatewayServices, 'hintActs' | 'clock'>,
  { identity, lease: { room } }: Joined,
  { act, who }: Extract<Command, { t: 'guest' }>,
): Promise<CommandOutcome> {
  // Who loses a seat must not publish any more: the origin sees to that.
  if (act === 'leave' || act === 'remove') services.hintActs(room.id);
  const { name, subject } = identity;
  const suspended = suspension(identity, services.clock());
  if (suspended !== undefined && act !== 'leave') return suspended;
  // A seat is a place on camera, where gifts are earned: no seat is taken but by one of these two.
  if (identity.parentNeeded === true && (act === 'request' || act === 'accept')) {
    return refused('parent_consent_required');
  }
  const result = await room.scripts.guests.act(room.id, { ...roomActorOf(identity), name, subject }, act, who);
  if (result.kind !== 'ok' && result.kind !== 'same') return refusedGuest(result.kind);
  return { kind: 'ok', data: { t: 'guest', changed: result.kind === 'ok', seated: result.seated } };
}

function refusedGuest(kind: GuestRefusal): CommandOutcome {
  switch (kind) {
    case 'absent':
      return refused('guest_not_here');
    case 'barred':
      return refused('guest_barred');
    case 'full':
      return refused('seats_full');
    case 'crowded':
      return refused('guest_asks_full');
    case 'gone':
      return refused('guest_ask_gone');
    default:
      return refusedAct({ kind });
  }
}
