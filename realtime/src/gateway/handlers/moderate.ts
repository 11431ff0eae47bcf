import { limits } from '@halobuzz/core/limits';
import type { Command } from '@halobuzz/core/protocol/up';
import type { Joined } from '../connection/connection-state.ts';
import type { CommandOutcome } from '../connection/outcome.ts';
import type { GatewayServices } from '../services.ts';
import { refusedAct, roomActorOf } from './room-actor.ts';

/** Acts on a person. The event that tells the room is what closes their sockets, on every node alike. */
export async function handleModerate(
  services: GatewayServices,
  { identity, lease: { room } }: Joined,
  command: Extract<Command, { t: 'moderate' }>,
): Promise<CommandOutcome> {
  const { act, who, reason = '', purge = false } = command;
  const seconds = command.seconds ?? (act === 'kick' ? limits.kickSecondsDefault : undefined);
  services.hintActs(room.id);
  const result = await room.scripts.chat.moderate(room.id, roomActorOf(identity), { act, who, seconds, reason, purge });
  switch (result.kind) {
    case 'ok': {
      const until = result.untilMs === undefined ? {} : { untilMs: result.untilMs };
      return { kind: 'ok', data: { t: 'moderate', changed: true, ...until } };
    }
    case 'same':
      return { kind: 'ok', data: { t: 'moderate', changed: false } };
    default:
      return refusedAct(result);
  }
}

/** Changes how the room's chat goes. */
export async function handleSettings(
  services: GatewayServices,
  { identity, lease: { room } }: Joined,
  command: Extract<Command, { t: 'settings' }>,
): Promise<CommandOutcome> {
  const { t, id: _id, ...changes } = command;
  services.hintActs(room.id);
  const result = await room.scripts.chat.set(room.id, roomActorOf(identity), changes);
  return result.kind === 'ok' ? { kind: 'ok', data: { t, settings: result.settings } } : refusedAct(result);
}
