import { may } from '@halobuzz/core/roles';
import type { Actor } from '@halobuzz/core/tokens';
import type { Livestream } from './livestream.ts';
import type { StreamSettings } from './stream-settings.ts';

export interface MaySeeDeps {
  readonly streamSettings: Pick<StreamSettings, 'entry'>;
}

/**
 * Whether somebody may know that a broadcast is there, what it is called and what it came to: a draft without a time is its
 * host's alone, a private one its host's, those' whom they invited, and staff's. To all others there is none.
 */
export async function maySee(
  { streamSettings }: MaySeeDeps,
  livestream: Livestream,
  actor: Pick<Actor, 'account' | 'roles'> | undefined,
): Promise<boolean> {
  if (actor?.account === livestream.hostId) return true;
  if (livestream.status === 'draft' && livestream.scheduledAtMs === undefined) return false;
  if (livestream.privacy.visibility !== 'private') return true;
  if (actor === undefined) return false;
  if (may(actor.roles, 'moderate_any_room')) return true;
  const { invited } = await streamSettings.entry(livestream.id);
  return invited.some(({ account }) => account === actor.account);
}
