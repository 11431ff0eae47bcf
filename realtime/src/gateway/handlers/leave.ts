import { encode } from '@halobuzz/core/protocol/codec';
import type { Identity } from '../auth/identity.ts';
import type { Connection } from '../connection/connection.ts';
import type { CommandOutcome } from '../connection/outcome.ts';
import type { Room } from '../rooms/room.ts';
import type { GatewayServices } from '../services.ts';

/** The client goes for good: replied, then closed `left`. */
export function handleLeave(connection: Connection): CommandOutcome {
  return { kind: 'ok', data: { t: 'leave' }, after: () => connection.close('left') };
}

/** Takes one socket of a user out of the room in the store. A host who leaves keeps the broadcast for the grace period. */
export async function leaveRoom(services: GatewayServices, room: Room, identity: Identity): Promise<void> {
  const leftEvent = encode({ t: 'left', who: { id: identity.account, name: identity.name } });
  try {
    await room.scripts.leave(room.id, services.node.field, identity.account, leftEvent);
  } catch (error) {
    services.repair.unsure(room.id);
    throw error;
  }
  services.touched.touch(room.id);
  if (identity.account === room.facts?.host) await services.deadlines.extend(room.id);
}
