import type { Command } from '@halobuzz/core/protocol/up';
import type { Joined } from '../connection/connection-state.ts';
import { type CommandOutcome, refused } from '../connection/outcome.ts';

/** Adds likes; answered once the store has them. */
export async function handleLike(joined: Joined, command: Extract<Command, { t: 'like' }>): Promise<CommandOutcome> {
  const { room } = joined.lease;
  if (!room.live) return refused('room_ended');
  const result = await room.likes.add(command.count);
  switch (result.kind) {
    case 'ok':
      return { kind: 'ok', data: { t: 'like', total: result.total } };
    case 'ended':
      return refused('room_ended');
    case 'missing':
      return { kind: 'fatal', code: 'room_not_found' };
  }
}
