import { Packr } from 'msgpackr/pack';
import { Unpackr } from 'msgpackr/unpack';
import { z } from 'zod';
import type { FieldError } from '../errors/app-error.ts';
import { fieldMessage } from '../errors/field-messages.ts';
import { fieldErrorsOf } from '../errors/problem.ts';
import { limits } from '../limits.ts';
import { type DownEvent, downEventSchema, type Notice, noticeSchema, type Reply, replySchema } from './down.ts';
import { type GuardFailure, guardMessagePack } from './guard.ts';
import { type FrameHeader, HEADER_BYTES, readHeader } from './header.ts';
import { type Welcome, welcomeSchema } from './messages/welcome.ts';
import { type UpMessage, upMessageSchema } from './up.ts';

/** `useRecords:false` keeps the wire plain MessagePack; strings and maps only, so any library can read it. */
const packr = new Packr({ useRecords: false, variableMapSize: true });
/** `int64AsType`: other languages write 64-bit integers where a small one would do; the schemas refuse unsafe numbers. */
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, copyBuffers: true, int64AsType: 'number' });

/** Encodes one message. The bytes are a copy: msgpackr's own buffer is a shared pool that later calls overwrite. */
export function encode(message: UpMessage | DownEvent | Reply | Welcome | Notice): Uint8Array {
  return new Uint8Array(packr.pack(message));
}

export type DecodedUp =
  | { readonly ok: true; readonly message: UpMessage }
  | {
      readonly ok: false;
      readonly code: GuardFailure | 'validation_failed';
      /** The command's id when it could be read, so that the reply finds its command. */
      readonly id?: number;
      readonly errors?: readonly FieldError[];
    };

const idOnlySchema = z.looseObject({ id: z.int().min(0).max(0xffffffff) });

/** Decodes a client's frame: bounds first, then MessagePack, then the schema. Never throws. */
export function decodeUp(frame: Uint8Array): DecodedUp {
  const failure = guardMessagePack(frame, {
    bytesMax: limits.upFrameBytesMax,
    depthMax: limits.upFrameDepthMax,
    itemsMax: limits.upFrameItemsMax,
  });
  if (failure !== undefined) return { ok: false, code: failure };
  let value: unknown;
  try {
    value = unpackr.unpack(frame);
  } catch {
    return { ok: false, code: 'frame_malformed' };
  }
  const parsed = upMessageSchema.safeParse(value, { error: fieldMessage });
  if (parsed.success) return { ok: true, message: parsed.data };
  const id = idOnlySchema.safeParse(value);
  return {
    ok: false,
    code: 'validation_failed',
    errors: fieldErrorsOf(parsed.error),
    ...(id.success ? { id: id.data.id } : {}),
  };
}

export type DecodedFrame =
  | { readonly kind: 'events'; readonly header: FrameHeader; readonly events: readonly DownEvent[] }
  | { readonly kind: 'reply'; readonly header: FrameHeader; readonly reply: Reply }
  | { readonly kind: 'welcome'; readonly header: FrameHeader; readonly welcome: Welcome }
  | { readonly kind: 'notice'; readonly header: FrameHeader; readonly notice: Notice };

/**
 * Decodes a server's frame, for clients. Events of a type this build does not know become `noop`, so that offsets still
 * count and newer servers can add events. Undefined when the frame is no frame of this protocol.
 */
export function decodeFrame(frame: Uint8Array): DecodedFrame | undefined {
  const header = readHeader(frame);
  if (header === undefined || header.reliable > header.events) return undefined;
  let values: unknown[];
  try {
    values = unpackAll(frame.subarray(HEADER_BYTES));
  } catch {
    return undefined;
  }
  if (values.length !== header.events) return undefined;
  switch (header.kind) {
    case 'events':
      return { kind: 'events', header, events: values.map(eventOrNoop) };
    case 'reply': {
      const reply = replySchema.safeParse(values[0]);
      return reply.success ? { kind: 'reply', header, reply: reply.data } : undefined;
    }
    case 'welcome': {
      const welcome = welcomeSchema.safeParse(values[0]);
      return welcome.success ? { kind: 'welcome', header, welcome: welcome.data } : undefined;
    }
    case 'notice': {
      const notice = noticeSchema.safeParse(values[0]);
      return notice.success ? { kind: 'notice', header, notice: notice.data } : undefined;
    }
    default:
      return header.kind satisfies never;
  }
}

/** Decodes one stored event (room history); undefined when it is none of this build's. */
export function decodeEvent(bytes: Uint8Array): DownEvent | undefined {
  try {
    const parsed = downEventSchema.safeParse(unpackr.unpack(bytes));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function unpackAll(body: Uint8Array): unknown[] {
  const values: unknown[] = [];
  if (body.byteLength > 0) {
    unpackr.unpackMultiple(body, (value: unknown) => {
      values.push(value);
    });
  }
  return values;
}

function eventOrNoop(value: unknown): DownEvent {
  const parsed = downEventSchema.safeParse(value);
  return parsed.success ? parsed.data : { t: 'noop' };
}
