import { createHash } from 'node:crypto';
import type { AuditAction, AuditRecord } from '@halobuzz/core/api/admin';
import type { RoomActKind, RoomActView } from '@halobuzz/core/api/watch';
import { base32 } from '@halobuzz/core/ids';

/** What staff did in a room. */
export interface RoomAct {
  /** The room and the act's number in it, so that of two at once one is made; a room ends once, under an id of its own. */
  readonly id: string;
  readonly roomId: string;
  readonly hostId: string;
  readonly act: RoomActKind;
  readonly code: string | undefined;
  readonly reason: string;
  readonly by: string;
  readonly atMs: number;
  /** What was said to the room. */
  readonly message: string | undefined;
  /** The title that was blanked, the picture that was taken. */
  readonly before: string | undefined;
  /** Until when the host goes live no more. */
  readonly barredUntilMs: number | undefined;
}

/** The record of it, from which the audit log's is made. */
export interface RoomActs {
  /** Stores an act unless one of its id is there. @returns the one that is there, and whether this call made it */
  put(act: RoomAct): Promise<{ readonly act: RoomAct; readonly made: boolean }>;
  /** How many there are in a room, its end aside: the number of the next. */
  count(roomId: string): Promise<number>;
  ofRoom(roomId: string, limit: number): Promise<readonly RoomAct[]>;
  ofHost(hostId: string, limit: number): Promise<readonly RoomAct[]>;
  /** Ends that these hosts' broadcasts were given since then. */
  endsOf(hostIds: readonly string[], sinceMs: number): Promise<ReadonlyMap<string, number>>;
  /** Until when a host may not go live; undefined when they may. */
  barredUntil(hostId: string, nowMs: number): Promise<number | undefined>;
  /** Lets a host go live again; false when nothing was in their way. */
  liftBars(hostId: string, nowMs: number): Promise<boolean>;
}

const auditActions: Readonly<Record<RoomActKind, AuditAction>> = {
  end: 'room.ended',
  warn: 'room.warned',
  close_chat: 'room.chat_closed',
  open_chat: 'room.chat_opened',
  blank_title: 'room.title_blanked',
  take_cover: 'room.cover_taken',
  lift_bar: 'host.bar_lifted',
};

/** Always the same for the same act, so that it stands once in the log however often it is appended. */
export function auditOfRoomAct(act: RoomAct): AuditRecord {
  const digest = createHash('sha256').update(`room_act:${act.id}`).digest();
  return {
    id: `au_${base32(digest.subarray(0, 16))}`,
    ...{ atMs: act.atMs, actor: act.by, action: auditActions[act.act], subject: act.hostId, reason: act.reason },
    details: {
      room: act.roomId,
      ...(act.code === undefined ? {} : { code: act.code }),
      ...(act.barredUntilMs === undefined ? {} : { barredUntil: iso(act.barredUntilMs) }),
    },
  };
}

export function roomActView(act: RoomAct): RoomActView {
  const { hostId: _host, code, message, before, atMs, barredUntilMs, ...rest } = act;
  return {
    ...rest,
    at: iso(atMs),
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(before === undefined ? {} : { before }),
    ...(barredUntilMs === undefined ? {} : { barredUntil: iso(barredUntilMs) }),
  };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
