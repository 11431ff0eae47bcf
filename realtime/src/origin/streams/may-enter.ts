import { AppError } from '@halobuzz/core/errors/app-error';
import { may } from '@halobuzz/core/roles';
import { refusedEntry } from '@halobuzz/core/streams/entry';
import type { Actor } from '@halobuzz/core/tokens';
import type { RoomRules } from '../moderation/room-rules.ts';
import type { Relations } from '../people/relations.ts';
import { doorOf, type Livestream } from './livestream.ts';
import type { PasswordTries } from './password-tries.ts';
import type { RoomPasswords } from './room-password.ts';
import type { StreamSettings } from './stream-settings.ts';

export interface MayEnterDeps {
  readonly relations: Pick<Relations, 'between'>;
  readonly rules: Pick<RoomRules, 'standing'>;
  readonly streamSettings: Pick<StreamSettings, 'entry'>;
  readonly passwords: RoomPasswords;
  readonly passwordTries: PasswordTries;
}

/** Who wants to enter, as the edge knows them. */
export type Entrant = Pick<Actor, 'account' | 'roles' | 'country' | 'adult'>;

/** As what somebody was let in. */
export interface Admission {
  readonly follows: boolean;
  /** The version of the room's door that this was decided at. */
  readonly door: number;
  /** Of the password that they gave, 0 for none. */
  readonly passwordVersion: number;
}

/**
 * Decides whether somebody may enter a live broadcast, or go on watching it: asked at every join and for every media
 * token. Who gave the right password once is not asked for it again while it stays the same.
 *
 * Nothing bars the host, and staff who moderate every room: a host who blocks them must not be rid of them.
 *
 * @throws AppError `room_not_found` (a draft), `room_ended`, `room_banned`, `room_kicked`, `room_country_blocked`,
 * `room_adults_only`, `room_followers_only`, `room_private`, `room_password_required`, `room_password_wrong`,
 * `rate_limited`
 */
export async function mayEnter(
  deps: MayEnterDeps,
  livestream: Livestream,
  entrant: Entrant,
  password?: string,
): Promise<Admission> {
  if (livestream.status === 'draft') throw new AppError('room_not_found');
  if (livestream.status === 'ended') throw new AppError('room_ended');
  const door = doorOf(livestream);
  const { id, hostId } = livestream;
  const { account } = entrant;
  const unbarred = account === hostId || may(entrant.roles, 'moderate_any_room');
  const [relation, standing] = await Promise.all([
    deps.relations.between(account, hostId),
    unbarred ? undefined : deps.rules.standing(id, account),
  ]);
  const admission = { follows: relation.following, door: door.version, passwordVersion: 0 };
  if (unbarred) return admission;
  if (relation.blockedBy) throw new AppError('room_banned');
  if (standing?.barred !== undefined) throw new AppError(standing.barred === 'banned' ? 'room_banned' : 'room_kicked');
  const open = door.privacy.visibility === 'public';
  const entry = open ? undefined : await deps.streamSettings.entry(id);
  const facts = {
    ...{ follows: relation.following, moderator: standing?.moderator === true },
    invited: entry?.invited.some((one) => one.account === account) ?? false,
    ...{ country: entrant.country, adult: entrant.adult === true },
  };
  const asked = door.privacy.visibility === 'password';
  const given = asked ? await deps.passwordTries.given(id, account) : 0;
  const refusal = refusedEntry(door, { ...facts, passwordVersion: given });
  if (refusal === undefined) return { ...admission, passwordVersion: given };
  if (refusal !== 'room_password_required' || password === undefined) throw new AppError(refusal);
  await tryPassword(deps, livestream, entrant, password, entry?.passwordHash);
  await deps.passwordTries.succeeded(id, account, door.passwordVersion);
  return { ...admission, passwordVersion: door.passwordVersion };
}

async function tryPassword(
  deps: MayEnterDeps,
  { id }: Livestream,
  { account }: Entrant,
  password: string,
  stored: string | undefined,
): Promise<void> {
  const waitMs = await deps.passwordTries.begin(id, account);
  if (waitMs !== undefined) throw new AppError('rate_limited', { retryAfterMs: waitMs });
  // A broadcast that asks for a password and has none lets nobody in.
  if (stored === undefined || !(await deps.passwords.matches(password, stored))) {
    throw new AppError('room_password_wrong', {
      errors: [{ field: 'password', message: 'is not the password of this broadcast' }],
    });
  }
}
