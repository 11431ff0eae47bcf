import type { internalStartStreamSchema } from '@halobuzz/core/api/internal';
import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { newUuidV7 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { changedPrivacy, isListed, publicPrivacy } from '@halobuzz/core/streams/privacy';
import { type SwitchBoard, throwIfPaused } from '@halobuzz/core/switches/switch-board';
import type { Actor } from '@halobuzz/core/tokens';
import type { z } from 'zod';
import type { AccountProjections } from '../accounts/projections.ts';
import type { ImageStore } from '../images/image-store.ts';
import type { RoomRules } from '../moderation/room-rules.ts';
import type { Sanctions } from '../moderation/sanctions.ts';
import type { RoomActs } from '../watch/room-act.ts';
import { ownOpenStream } from './change-stream.ts';
import type { Deadlines } from './deadlines.ts';
import { type EndStreamDeps, endStream } from './end-stream.ts';
import { type DraftLivestream, doorOf, type LiveLivestream } from './livestream.ts';
import type { LivestreamStore } from './livestream-store.ts';
import type { RoomPasswords } from './room-password.ts';
import type { Rooms } from './rooms.ts';
import { draftExpiry, scheduleOf } from './schedule.ts';
import type { StreamSettings } from './stream-settings.ts';

export type StartStreamDeps = EndStreamDeps & {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly livestreams: LivestreamStore;
  readonly streamSettings: StreamSettings;
  readonly rooms: Rooms;
  readonly deadlines: Deadlines;
  readonly passwords: Pick<RoomPasswords, 'hash'>;
  readonly sanctions: Pick<Sanctions, 'rulesOf'>;
  readonly rules: Pick<RoomRules, 'replace'>;
  readonly accounts: Pick<AccountProjections, 'mayBroadcast'>;
  readonly roomActs: Pick<RoomActs, 'barredUntil'>;
  readonly images: Pick<ImageStore, 'avatarsOf'>;
  /** What staff paused. Absent: nothing ever is. */
  readonly switches?: { readonly board: Pick<SwitchBoard, 'refusalOf'> };
  /** Has followers told that it began; may be repeated. Absent: nobody is told. */
  readonly announceLive?: (livestream: LiveLivestream) => Promise<void>;
};

type StartRequest = z.infer<typeof internalStartStreamSchema>;

/**
 * The actor goes live. Three stores take part without a common transaction, so the order is what heals a crash: first
 * the deadline (a lone one ends nothing), then the record (from here on the reaper ends it at the deadline), then the
 * room. A host who repeats a start that died in between is given what it left, at once.
 *
 * @throws AppError `email_unverified`, `parent_consent_required`, `feature_paused`, `maintenance`, `stream_already_live`, `account_banned`, `rate_limited`
 */
export async function startStream(deps: StartStreamDeps, actor: Actor, request: StartRequest): Promise<LiveLivestream> {
  await assertMayBroadcast(deps, actor);
  const startedAtMs = deps.clock();
  throwIfPaused(deps.switches?.board.refusalOf('going_live', actor.country, startedAtMs));
  if (request.password !== undefined && (await unfinished(deps, actor.account))?.room === 'live') {
    // Asked before the password is worked on, which is dear, and bounded for all hosts together.
    throw new AppError('stream_already_live');
  }
  const { broadcast, passwordHash } = await newBroadcast(deps, actor, request, startedAtMs);
  const livestream: LiveLivestream = { ...broadcast, status: 'live', startedAtMs };
  await deps.deadlines.set(livestream.id, startedAtMs + limits.hostFirstJoinMs);
  for (let attempt = 0; attempt < startTriesMax; attempt += 1) {
    if (await deps.livestreams.insertLive(livestream, passwordHash)) return makeRoom(deps, livestream);
    const left = await unfinished(deps, actor.account);
    if (left === undefined) continue;
    if (left.room === 'live') break;
    if (left.room === 'absent' && isSame(left.livestream, livestream)) {
      await deps.deadlines.remove(livestream.id);
      return makeRoom(deps, left.livestream);
    }
    // A start of something else died, or the end of the last broadcast did: nobody is in there.
    await endStream(deps, left.livestream.id, 'host_lost');
  }
  await deps.deadlines.remove(livestream.id);
  throw new AppError('stream_already_live');
}

/** Each further try follows one that ended what stood in the way. */
const startTriesMax = 3;

/**
 * Keeps a broadcast for later, scheduled or not.
 * @throws AppError `email_unverified`, `account_banned`, `drafts_full`, `validation_failed` (the time), `rate_limited`
 */
export async function draftStream(
  deps: StartStreamDeps,
  actor: Actor,
  request: StartRequest,
): Promise<DraftLivestream> {
  await assertMayBroadcast(deps, actor);
  const createdAtMs = deps.clock();
  const { scheduledAt } = request;
  const scheduledAtMs = scheduledAt === undefined ? undefined : scheduleOf(scheduledAt, createdAtMs);
  // As above: before the work. Many at once are found below.
  if (request.password !== undefined) await assertDraftsAtMost(deps, actor.account, limits.streamDraftsMax - 1);
  const { broadcast, passwordHash } = await newBroadcast(deps, actor, request, createdAtMs);
  const draft: DraftLivestream = {
    ...broadcast,
    status: 'draft',
    createdAtMs,
    expiresAtMs: draftExpiry(scheduledAtMs, createdAtMs),
    ...(scheduledAtMs === undefined ? {} : { scheduledAtMs }),
  };
  await deps.streamSettings.insertDraft(draft, passwordHash);
  // Looked at afterwards, so that no two at once go past the bound: both of them would see each other.
  try {
    await assertDraftsAtMost(deps, actor.account, limits.streamDraftsMax);
  } catch (error) {
    await deps.streamSettings.discard(draft.id, actor.account);
    throw error;
  }
  return draft;
}

/** What was asked for, of this host as they are now, with nobody in it. Works on the password. @throws AppError `rate_limited` */
async function newBroadcast(
  deps: Pick<StartStreamDeps, 'random' | 'passwords' | 'images'>,
  actor: Actor,
  request: StartRequest,
  madeAtMs: number,
) {
  const { draft: _draft, scheduledAt: _at, password, ...facts } = request;
  const passwordHash = password === undefined ? undefined : await deps.passwords.hash(password);
  const privacy = changedPrivacy(publicPrivacy, facts.privacy);
  const avatar = (await deps.images.avatarsOf([actor.account])).get(actor.account);
  const broadcast = {
    ...facts,
    id: newUuidV7(madeAtMs, deps.random),
    hostId: actor.account,
    hostHandle: actor.name,
    ...(avatar === undefined ? {} : { hostAvatar: avatar }),
    hostSubject: actor.subject,
    tags: facts.tags ?? [],
    privacy,
    listed: isListed(privacy),
    ...(passwordHash === undefined ? {} : { passwordVersion: 1 }),
    currentViewers: 0,
  };
  return { broadcast, passwordHash };
}

async function assertDraftsAtMost(
  { streamSettings }: Pick<StartStreamDeps, 'streamSettings'>,
  account: string,
  most: number,
): Promise<void> {
  if ((await streamSettings.draftsOf(account, most + 1)).length > most) throw new AppError('drafts_full');
}

/**
 * A draft goes live, under the id that it has. Repeating it answers the broadcast that it became, while that is live.
 * @throws AppError as {@link startStream} and {@link ownOpenStream}
 */
export async function startDraft(
  deps: StartStreamDeps,
  actor: Actor,
  id: string,
  place: Pick<StartRequest, 'country' | 'region'>,
): Promise<LiveLivestream> {
  await assertMayBroadcast(deps, actor);
  const known = await ownOpenStream(deps, actor, id);
  if (known.status === 'live') return makeRoom(deps, known);
  const startedAtMs = deps.clock();
  throwIfPaused(deps.switches?.board.refusalOf('going_live', actor.country, startedAtMs));
  const facts = { ...place, startedAtMs, hostHandle: actor.name, hostSubject: actor.subject };
  await deps.deadlines.set(id, startedAtMs + limits.hostFirstJoinMs);
  for (let attempt = 0; attempt < startTriesMax; attempt += 1) {
    const outcome = await deps.streamSettings.start(id, actor.account, facts);
    if (outcome !== 'taken') break;
    const left = await unfinished(deps, actor.account);
    if (left === undefined) continue;
    if (left.room === 'live') {
      await deps.deadlines.remove(id);
      throw new AppError('stream_already_live');
    }
    await endStream(deps, left.livestream.id, 'host_lost');
  }
  const live = await deps.livestreams.get(id);
  if (live?.status === 'live') return makeRoom(deps, live);
  await deps.deadlines.remove(id);
  // Cancelled meanwhile, or started and ended.
  throw new AppError(live === undefined ? 'room_not_found' : 'stream_already_live');
}

async function assertMayBroadcast(deps: StartStreamDeps, actor: Actor): Promise<void> {
  if (!actor.emailVerified) throw new AppError('email_unverified');
  if (actor.parentNeeded === true) throw new AppError('parent_consent_required');
  if (!(await deps.accounts.mayBroadcast(actor.account))) throw new AppError('account_banned');
  const nowMs = deps.clock();
  const barredUntilMs = await deps.roomActs.barredUntil(actor.account, nowMs);
  if (barredUntilMs !== undefined) throw new AppError('broadcast_barred', { retryAfterMs: barredUntilMs - nowMs });
}

/** The host's bans, mutes and moderators are laid down before the room can be entered. May be repeated. */
async function makeRoom(deps: StartStreamDeps, livestream: LiveLivestream): Promise<LiveLivestream> {
  const { id, hostId, hostHandle, hostSubject, title, category, country, region, startedAtMs } = livestream;
  const rules = async () => deps.rules.replace(id, await deps.sanctions.rulesOf(hostId, deps.clock()));
  // Before the room is there: a host who hears of a failure then repeats the start, and comes by here again.
  await Promise.all([rules(), deps.announceLive?.(livestream)]);
  const about = { title, category, country, region, startedAtMs, door: doorOf(livestream) };
  const made = await deps.rooms.create({ roomId: id, hostId, hostName: hostHandle, hostSubject, ...about });
  // Somebody ended it while it was being made: another start of this host's, or who cleans up after starts that died.
  if (made === 'ended') throw new AppError('stream_already_live');
  return livestream;
}

/** The broadcast that stands in a host's way, with what its room is; undefined when there is none any more. */
async function unfinished(deps: StartStreamDeps, hostId: string) {
  const livestream = await deps.livestreams.liveOfHost(hostId);
  if (livestream === undefined) return undefined;
  return { livestream, room: (await deps.rooms.statuses([livestream.id])).get(livestream.id) ?? 'absent' };
}

/** Whether a start that died asked for the same, wherever it was placed; passwords cannot be compared. */
function isSame(left: LiveLivestream, wanted: LiveLivestream): boolean {
  const asked = ({ title, category, tags, privacy, country, passwordVersion }: LiveLivestream): string =>
    JSON.stringify([title, category, tags, Object.entries(privacy).sort(), country, passwordVersion]);
  return wanted.passwordVersion === undefined && asked(left) === asked(wanted);
}
