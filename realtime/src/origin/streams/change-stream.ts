import type { UpdateStreamRequest } from '@halobuzz/core/api/streams';
import type { Clock } from '@halobuzz/core/clock';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { changedPrivacy, type StreamPrivacy } from '@halobuzz/core/streams/privacy';
import type { Actor } from '@halobuzz/core/tokens';
import type { OriginLog } from '../http/origin-log.ts';
import { doorOf, type Livestream } from './livestream.ts';
import type { LivestreamStore } from './livestream-store.ts';
import type { RoomPasswords } from './room-password.ts';
import type { Rooms } from './rooms.ts';
import { draftExpiry, scheduleOf } from './schedule.ts';
import type { StreamChange, StreamSettings } from './stream-settings.ts';

export interface ChangeStreamDeps {
  readonly clock: Clock;
  readonly livestreams: Pick<LivestreamStore, 'get'>;
  readonly streamSettings: StreamSettings;
  readonly rooms: Pick<Rooms, 'setDoor'>;
  readonly passwords: Pick<RoomPasswords, 'hash'>;
  readonly log: OriginLog;
}

type OpenLivestream = Exclude<Livestream, { status: 'ended' }>;

/** Two changes of one broadcast at once: one of them is made upon the other. */
const changeTriesMax = 3;

/**
 * Changes a broadcast that is not over. A live room is told at once: who may not stay is shown out by the gateways, and
 * whoever comes in is judged by what is stored from then on. A crash in between is healed by the reaper's pass.
 *
 * @throws AppError `room_not_found`, `stream_not_yours`, `room_ended`, `stream_not_draft` (a schedule of a live one),
 * `validation_failed` (a password that is missing, or goes with nothing), `conflict`, `rate_limited`
 */
export async function changeStream(
  deps: ChangeStreamDeps,
  actor: Actor,
  id: string,
  request: UpdateStreamRequest,
): Promise<OpenLivestream> {
  const { password } = request;
  // Before the password is worked on, which is dear, and bounded for all hosts together.
  if (password !== undefined) await ownOpenStream(deps, actor, id);
  const passwordHash = password === undefined ? undefined : await deps.passwords.hash(password);
  for (let attempt = 0; attempt < changeTriesMax; attempt += 1) {
    const known = await ownOpenStream(deps, actor, id);
    const change = changeOf(deps, known, request, passwordHash);
    const changed = await deps.streamSettings.change(id, doorOf(known).version, change);
    if (changed === undefined || changed.status === 'ended') continue;
    if (changed.status === 'live') await tellRoom(deps, changed);
    return changed;
  }
  throw new AppError('conflict');
}

/** The broadcast, if it is this host's and not over. @throws AppError `room_not_found`, `stream_not_yours`, `room_ended` */
export async function ownOpenStream(
  deps: Pick<ChangeStreamDeps, 'livestreams'>,
  actor: Pick<Actor, 'account'>,
  id: string,
): Promise<OpenLivestream> {
  const known = await deps.livestreams.get(id);
  if (known === undefined) throw new AppError('room_not_found');
  if (known.hostId !== actor.account) {
    throw new AppError(known.status === 'draft' ? 'room_not_found' : 'stream_not_yours');
  }
  if (known.status === 'ended') throw new AppError('room_ended');
  return known;
}

/** Brings a live room's door up to what is stored. While it cannot be told, the reaper's next pass does it. */
export async function tellRoom(
  deps: Pick<ChangeStreamDeps, 'clock' | 'rooms' | 'log'> & { readonly streamSettings: Pick<StreamSettings, 'entry'> },
  livestream: Livestream,
): Promise<void> {
  const { id, title, category } = livestream;
  try {
    // Read after the change was stored: who was invited before it is among them.
    const { invited } = await deps.streamSettings.entry(id);
    const door = doorOf(livestream);
    const accounts = invited.map(({ account }) => account);
    await deps.rooms.setDoor(id, { door, title, category, invited: accounts, atMs: deps.clock() });
  } catch (err) {
    deps.log.warn({ err, roomId: id }, 'a room could not be told of its new door yet');
  }
}

function changeOf(
  { clock }: Pick<ChangeStreamDeps, 'clock'>,
  known: OpenLivestream,
  request: UpdateStreamRequest,
  passwordHash: string | undefined,
): StreamChange {
  const { title, category, tags, scheduledAt } = request;
  const privacy = changedPrivacy(known.privacy, request.privacy);
  return {
    ...(title === undefined ? {} : { title }),
    ...(category === undefined ? {} : { category }),
    ...(tags === undefined ? {} : { tags }),
    ...(request.privacy === undefined ? {} : { privacy }),
    ...passwordOf(known.privacy, privacy, passwordHash),
    ...(known.status === 'draft' ? draftTimes(known.scheduledAtMs, scheduledAt, clock()) : liveTimes(scheduledAt)),
  };
}

/** A password goes with the visibility that asks for one, and nowhere else. */
function passwordOf(
  before: StreamPrivacy,
  after: StreamPrivacy,
  passwordHash: string | undefined,
): Pick<StreamChange, 'passwordHash'> {
  if (after.visibility !== 'password') {
    if (passwordHash !== undefined) throw invalidField('password', 'goes with the visibility "password" alone');
    return before.visibility === 'password' ? { passwordHash: null } : {};
  }
  if (passwordHash !== undefined) return { passwordHash };
  if (before.visibility !== 'password') throw invalidField('password', 'is needed for the visibility "password"');
  return {};
}

function liveTimes(scheduledAt: string | null | undefined): StreamChange {
  if (scheduledAt !== undefined) throw new AppError('stream_not_draft');
  return {};
}

/** Every change of a draft lets it live on. */
function draftTimes(
  knownAtMs: number | undefined,
  scheduledAt: string | null | undefined,
  nowMs: number,
): Pick<StreamChange, 'scheduledAtMs' | 'expiresAtMs'> {
  if (scheduledAt === undefined) return { expiresAtMs: draftExpiry(knownAtMs, nowMs) };
  const scheduledAtMs = scheduledAt === null ? null : scheduleOf(scheduledAt, nowMs);
  return { scheduledAtMs, expiresAtMs: draftExpiry(scheduledAtMs ?? undefined, nowMs) };
}

/** Invites somebody; may be repeated. @throws AppError as {@link ownOpenStream}, and `invitations_full`, `not_yourself` */
export async function invite(
  deps: ChangeStreamDeps,
  actor: Actor,
  id: string,
  guest: { readonly account: string; readonly handle: string },
): Promise<void> {
  await ownOpenStream(deps, actor, id);
  if (guest.account === actor.account) throw new AppError('not_yourself');
  const outcome = await deps.streamSettings.invite(id, { ...guest, atMs: deps.clock() }, limits.streamInvitationsMax);
  if (outcome === 'full') throw new AppError('invitations_full');
}

/** Takes an invitation back: who came in by it alone is shown out. May be repeated. */
export async function uninvite(deps: ChangeStreamDeps, actor: Actor, id: string, account: string): Promise<void> {
  await ownOpenStream(deps, actor, id);
  if (!(await deps.streamSettings.uninvite(id, account))) return;
  const now = await deps.livestreams.get(id);
  if (now?.status === 'live') await tellRoom(deps, now);
}
