import { limits } from '@halobuzz/core/limits';
import type { Command } from '@halobuzz/core/protocol/up';
import type { Joined } from '../connection/connection-state.ts';
import type { CommandOutcome } from '../connection/outcome.ts';

/** A page of the viewer list. */
export async function handleViewers(
  joined: Joined,
  command: Extract<Command, { t: 'viewers' }>,
): Promise<CommandOutcome> {
  const { room } = joined.lease;
  const page = await room.scripts.viewers(room.id, command.cursor ?? '', command.limit ?? limits.viewerPageItemsMax);
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
    case 'missing':
      return { kind: 'fatal', code: 'room_not_found' };
  }
}
