import { createHash } from 'node:crypto';
import type { EndBroadcast, RoomActRequest } from '@halobuzz/core/api/watch';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import type { AuditLog } from '../audit/audit-log.ts';
import type { OriginLog } from '../http/origin-log.ts';
import type { ImageStore } from '../images/image-store.ts';
import type { MediaRemovals } from '../media/media-removals.ts';
import { tellRoom } from '../streams/change-stream.ts';
import { type EndStreamDeps, endStream } from '../streams/end-stream.ts';
import { doorOf, type EndedLivestream, type LiveLivestream, type Livestream } from '../streams/livestream.ts';
import type { StreamSettings } from '../streams/stream-settings.ts';
import { auditOfRoomAct, type RoomAct, type RoomActs } from './room-act.ts';
import type { RoomStaff } from './room-staff.ts';

export type ActInRoomDeps = EndStreamDeps & {
  readonly roomActs: RoomActs;
  readonly roomStaff: RoomStaff;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly mediaRemovals: Pick<MediaRemovals, 'remove'>;
  readonly streamSettings: Pick<StreamSettings, 'change' | 'entry'>;
  readonly images: Pick<ImageStore, 'removeCover'>;
  readonly log: OriginLog;
};

/** What a title that staff took away is replaced by. */
export const blankedTitle = '—';

/**
 * Ends a broadcast for good. What was decided is stored and in the audit log before anything happens, so whoever repeats it
 * after a crash finishes it under the same record. The room's end is what tells every node; a bar counts from now on.
 *
 * @returns the act as it stands, which may be a colleague's
 * @throws AppError `room_not_found`, `not_yourself`, `conflict` (it is over, and not by this person's act)
 */
export async function endByStaff(
  deps: ActInRoomDeps,
  actor: Actor,
  roomId: string,
  { code, reason, barMinutes }: EndBroadcast,
): Promise<{ readonly act: RoomAct; readonly livestream: EndedLivestream }> {
  const livestream = await roomOfOthers(deps, actor, roomId);
  const id = `${roomId}.end`;
  const atMs = deps.clock();
  const [known] = (await deps.roomActs.ofRoom(roomId, limits.roomActsShownMax)).filter((act) => act.id === id);
  if (livestream.status === 'ended' && known?.by !== actor.account) throw endedAlready(livestream);
  const act =
    known ??
    (
      await deps.roomActs.put({
        ...{ id, roomId, hostId: livestream.hostId, act: 'end', code, reason, by: actor.account, atMs },
        ...{ message: undefined, before: undefined },
        barredUntilMs: barMinutes === undefined ? undefined : atMs + barMinutes * 60_000,
      })
    ).act;
  await deps.audit.append(auditOfRoomAct(act));
  // Asked before the end: afterwards nobody sits there.
  const guests = (await deps.roomStaff.state(roomId).catch(() => undefined))?.guests ?? [];
  const ended = await endStream(deps, roomId, 'moderation');
  if (ended?.status !== 'ended') throw new AppError('internal');
  // The room lets nobody in any more; this takes away tokens of its media that were given before.
  for (const account of [livestream.hostId, ...guests]) {
    await deps.mediaRemovals.remove({ roomId, account, kind: 'ban', atMs: act.atMs });
  }
  if (act.by !== actor.account) throw endedAlready(ended);
  return { act, livestream: ended };
}

/**
 * What may be done in a live room short of its end. Of two at once one is made, and what is so already is no act.
 * @throws AppError `room_not_found`, `room_ended`, `not_yourself`, `conflict`
 */
export async function actInRoom(
  deps: ActInRoomDeps,
  actor: Actor,
  roomId: string,
  request: RoomActRequest,
): Promise<RoomAct> {
  const livestream = await roomOfOthers(deps, actor, roomId);
  if (request.act === 'lift_bar') return liftBar(deps, actor, livestream, request.reason);
  if (livestream.status !== 'live') throw new AppError('room_ended');
  const before = await beforeOf(deps, livestream, request.act);
  const act: RoomAct = {
    id: `${roomId}.${await deps.roomActs.count(roomId)}`,
    ...{ roomId, hostId: livestream.hostId, act: request.act, code: request.code, reason: request.reason },
    ...{ by: actor.account, atMs: deps.clock(), before, barredUntilMs: undefined },
    message: request.act === 'warn' ? request.message : undefined,
  };
  await record(deps, act);
  await carryOut(deps, livestream, act);
  return act;
}

/** What is there to be taken away. @throws AppError `conflict` when it is as wished already */
async function beforeOf(
  deps: ActInRoomDeps,
  livestream: LiveLivestream,
  act: Exclude<RoomActRequest['act'], 'lift_bar'>,
): Promise<string | undefined> {
  switch (act) {
    case 'warn':
      return undefined;
    case 'close_chat':
    case 'open_chat': {
      const state = await deps.roomStaff.state(livestream.id);
      if (state === undefined) throw new AppError('room_ended');
      if (state.chatClosed === (act === 'close_chat')) throw new AppError('conflict');
      return undefined;
    }
    case 'blank_title':
      if (livestream.title === blankedTitle) throw new AppError('conflict');
      return livestream.title;
    case 'take_cover':
      if (livestream.cover === undefined) throw new AppError('conflict');
      return livestream.cover;
    default:
      return act satisfies never;
  }
}

async function carryOut(deps: ActInRoomDeps, livestream: LiveLivestream, act: RoomAct): Promise<void> {
  const { id } = livestream;
  switch (act.act) {
    case 'warn':
      await deps.roomStaff.announce(id, { id: messageIdOf(act.id), text: act.message ?? '', atMs: act.atMs });
      return;
    case 'close_chat':
    case 'open_chat':
      await deps.roomStaff.closeChat(id, act.act === 'close_chat');
      return;
    case 'blank_title':
      await changeByStaff(deps, id, { title: blankedTitle });
      return;
    case 'take_cover':
      // The picture first: whatever fails, the room still names a cover, and the act can be repeated.
      await deps.images.removeCover(id);
      await changeByStaff(deps, id, { cover: null });
      return;
    default:
  }
}

/** A host may change their broadcast at the same time: then it is done upon what they made of it. */
async function changeByStaff(
  deps: ActInRoomDeps,
  roomId: string,
  change: Parameters<StreamSettings['change']>[2],
): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const known = await deps.livestreams.get(roomId);
    if (known?.status !== 'live') throw new AppError('room_ended');
    const changed = await deps.streamSettings.change(roomId, doorOf(known).version, change);
    if (changed === undefined) continue;
    if (changed.status === 'live') await tellRoom(deps, changed);
    return;
  }
  throw new AppError('conflict');
}

async function liftBar(deps: ActInRoomDeps, actor: Actor, livestream: Livestream, reason: string): Promise<RoomAct> {
  const atMs = deps.clock();
  if ((await deps.roomActs.barredUntil(livestream.hostId, atMs)) === undefined) throw new AppError('conflict');
  const act: RoomAct = {
    id: `${livestream.id}.${await deps.roomActs.count(livestream.id)}`,
    ...{ roomId: livestream.id, hostId: livestream.hostId, act: 'lift_bar', code: undefined, reason },
    ...{ by: actor.account, atMs, before: undefined, message: undefined, barredUntilMs: undefined },
  };
  await record(deps, act);
  await deps.roomActs.liftBars(livestream.hostId, atMs);
  return act;
}

/** @throws AppError `conflict` when another act took the number */
async function record(deps: Pick<ActInRoomDeps, 'roomActs' | 'audit'>, act: RoomAct): Promise<void> {
  if (!(await deps.roomActs.put(act)).made) throw new AppError('conflict');
  await deps.audit.append(auditOfRoomAct(act));
}

/** A broadcast that was begun. Nobody decides about their own. @throws AppError `room_not_found`, `not_yourself` */
async function roomOfOthers(
  { livestreams }: Pick<ActInRoomDeps, 'livestreams'>,
  actor: Actor,
  roomId: string,
): Promise<LiveLivestream | EndedLivestream> {
  const livestream = await livestreams.get(roomId);
  if (livestream === undefined || livestream.status === 'draft') throw new AppError('room_not_found');
  if (livestream.hostId === actor.account) throw new AppError('not_yourself');
  return livestream;
}

function endedAlready({ endedAtMs, endReason }: EndedLivestream): AppError {
  const message = `is over since ${new Date(endedAtMs).toISOString()} (${endReason})`;
  return new AppError('conflict', { errors: [{ field: 'id', message }] });
}

/** Like any message's id, and always the same for one act. */
function messageIdOf(actId: string): string {
  return createHash('sha256').update(`warning:${actId}`).digest('hex').slice(0, 32);
}
