import { limits } from '@halobuzz/core/limits';
import type { Command } from '@halobuzz/core/protocol/up';
import type { Joined } from '../connection/connection-state.ts';
import { type CommandOutcome, refused } from '../connection/outcome.ts';
import { roomActorOf } from './room-actor.ts';

/** A page of the viewer list. */
export async function handleViewers(
  { identity, lease: { room } }: Joined,
  command: Extract<Command, { t: 'viewers' }>,
): Promise<CommandOutcome> {
  const limit = command.limit ?? limits.viewerPageItemsMax;
  const page = await room.scripts.viewers(room.id, command.cursor ?? '', limit, roomActorOf(identity));
  switch (page.kind) {
    case 'ok': {
      const next = page.next === undefined ? {} : { next: page.next };
      const top = page.top.map(({ account, name, coins }) => ({ person: { id: account, name }, coins }));
      const gifters = top.length === 0 ? {} : { top };
      const { sample } = page;
      return { kind: 'ok', data: { t: 'viewers', viewers: [...page.viewers], ...next, sample, ...gifters } };
    }
    case 'cursor':
      return {
        kind: 'refused',
        code: 'validation_failed',
        errors: [{ field: 'cursor', message: 'is none of this list' }],
      };
    case 'hidden':
      return refused('viewers_hidden');
    case 'missing':
      return { kind: 'fatal', code: 'room_not_found' };
  }
}
