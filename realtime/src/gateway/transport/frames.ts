import type { AppErrorDetails } from '@halobuzz/core/errors/app-error';
import { type ErrorCode, errorSpec } from '@halobuzz/core/errors/codes';
import { encode } from '@halobuzz/core/protocol/codec';
import type { Notice, Reply, ReplyError } from '@halobuzz/core/protocol/down';
import { buildFrame, frameFlags } from '@halobuzz/core/protocol/header';
import { eventBodies, type RoomEntry } from '../rooms/room-entry.ts';

interface Place {
  readonly epoch: number;
  readonly offset: number;
}
const nowhere: Place = { epoch: 0, offset: 0 };

function single(
  kind: 'reply' | 'welcome' | 'notice',
  version: number,
  body: Uint8Array,
  nowMs: number,
  place: Place,
): Uint8Array {
  return buildFrame(
    {
      version,
      kind,
      events: 1,
      reliable: 0,
      flags: 0,
      epoch: place.epoch,
      firstOffset: place.offset,
      serverTimeMs: nowMs,
    },
    [body],
  );
}

export function replyFrame(version: number, reply: Reply, nowMs: number): Uint8Array {
  return single('reply', version, encode(reply), nowMs, nowhere);
}

export function noticeFrame(version: number, notice: Notice, nowMs: number): Uint8Array {
  return single('notice', version, encode(notice), nowMs, nowhere);
}

/** The header carries the snapshot's epoch and offset, so that a reader without MessagePack knows where it stands. */
export function welcomeFrame(version: number, welcome: Uint8Array, snapshot: Place, nowMs: number): Uint8Array {
  return single('welcome', version, welcome, nowMs, snapshot);
}

/** A frame to one socket outside of any lane: no offsets. */
export function personalFrame(version: number, body: Uint8Array, epoch: number, nowMs: number): Uint8Array {
  return buildFrame(
    { version, kind: 'events', events: 1, reliable: 0, flags: 0, epoch, firstOffset: 0, serverTimeMs: nowMs },
    [body],
  );
}

export interface EventsFrame {
  readonly version: number;
  readonly epoch: number;
  /** Offset of the first reliable event; for a frame without any, 0. */
  readonly firstOffset: number;
  readonly reliable: readonly RoomEntry[];
  readonly lossy: readonly RoomEntry[];
  readonly recovered?: boolean;
  readonly nowMs: number;
  /** The bytes are handed on at once: they are overwritten by the next such frame. */
  readonly passing?: boolean;
}

const passingBytesMin = 64 * 1024;
let passingBytes = new Uint8Array(passingBytesMin);

/** A busy node builds a thousand frames a second: memory of its own for each is a good part of what is collected. */
function passing(bytes: number): Uint8Array {
  if (bytes > passingBytes.byteLength) passingBytes = new Uint8Array(bytes);
  return passingBytes.subarray(0, bytes);
}

/**
 * Room events for one protocol version: what it does not know is left out of the lossy part and becomes `noop` in the
 * reliable part, where offsets must stay contiguous. Undefined when nothing is left, unless it is a recovery.
 */
export function eventsFrame(frame: EventsFrame): { readonly bytes: Uint8Array; readonly events: number } | undefined {
  const reliable = eventBodies(frame.reliable, frame.version);
  const lossy = eventBodies(frame.lossy, frame.version);
  const events = reliable.count + lossy.count;
  if (events === 0 && frame.recovered !== true) return undefined;
  const bytes = buildFrame(
    {
      version: frame.version,
      kind: 'events',
      events,
      reliable: reliable.count,
      flags: frame.recovered === true ? frameFlags.recovered : 0,
      epoch: frame.epoch,
      firstOffset: reliable.count > 0 ? frame.firstOffset : 0,
      serverTimeMs: frame.nowMs,
    },
    [...reliable.bodies, ...lossy.bodies],
    frame.passing === true ? passing : undefined,
  );
  return { bytes, events };
}

/** An error of the registry as replies and closing notices carry it. */
export function replyError(code: ErrorCode, details: Omit<AppErrorDetails, 'cause'> = {}): ReplyError {
  const spec = errorSpec(code);
  return {
    code,
    message: spec.text,
    retry: spec.retry,
    ...(details.retryAfterMs === undefined ? {} : { retryAfterMs: Math.ceil(details.retryAfterMs) }),
    ...(details.errors === undefined || details.errors.length === 0
      ? {}
      : { errors: details.errors.map(({ field, message }) => ({ field, message })) }),
  };
}
