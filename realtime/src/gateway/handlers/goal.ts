import type { Command } from '@halobuzz/core/protocol/up';
import type { Joined } from '../connection/connection-state.ts';
import type { CommandOutcome } from '../connection/outcome.ts';
import { refusedAct } from './room-actor.ts';

/** The host sets the room's gift goal or takes it away; the room's event tells everybody. */
export async function handleGoal(
  { identity, lease: { room } }: Joined,
  command: Extract<Command, { t: 'goal' | 'goal.clear' }>,
): Promise<CommandOutcome> {
  const { t } = command;
  const result = await room.scripts.gifts.setGoal(room.id, identity.account, t === 'goal' ? command : undefined);
  if (result.kind !== 'ok') return refusedAct(result);
  return { kind: 'ok', data: t === 'goal' ? { t, goal: result.goal } : { t } };
}
