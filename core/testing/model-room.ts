import type { DownEvent } from '@halobuzz/core/protocol/down';
import type { ResumePoint } from '@halobuzz/core/protocol/messages/fields';
import type { UpMessage } from '@halobuzz/core/protocol/up';
import type { FakeSocket } from './room-client-harness.ts';

/** The simplest room that answers as a gateway should: a history of one epoch, bounded from below. */
export interface ModelRoom {
  readonly epoch: () => number;
  readonly head: () => number;
  /** Happens in the room; answers the event's offset. */
  append(): number;
  /** The event at an offset. */
  eventAt(offset: number): DownEvent;
  /** Forgets all but the newest `kept` events. */
  trim(kept: number): void;
  /** Begins again, as after a store that lost its memory. */
  newEpoch(): void;
  /** Answers what a client sent and has not been answered yet. */
  answer(socket: FakeSocket): void;
}

export function modelRoom(): ModelRoom {
  let epoch = 1;
  let head = 0;
  let oldest = 1;
  const answered = new WeakMap<FakeSocket, number>();

  /** `atMs` marks the offset, so that a test sees which event reached the listener. */
  const eventAt = (offset: number): DownEvent => ({ t: 'host', online: true, atMs: epoch * 1_000_000 + offset });
  const reaches = (point: ResumePoint | undefined): point is ResumePoint =>
    point !== undefined && point.epoch === epoch && point.offset + 1 >= oldest && point.offset <= head;
  const recover = (socket: FakeSocket, point: ResumePoint): void => {
    const missing = Array.from({ length: head - point.offset }, (_, i) => eventAt(point.offset + 1 + i));
    if (missing.length > 0) socket.events(point.offset + 1, missing, { epoch, flags: 1 });
  };

  const answerOne = (socket: FakeSocket, message: UpMessage): void => {
    if (message.t === 'hello') {
      const recovered = reaches(message.point);
      socket.welcome({ epoch, offset: head, recovered });
      if (reaches(message.point)) recover(socket, message.point);
    } else if (message.t === 'sync') {
      const recovered = reaches(message.point);
      socket.reply({ ok: true, id: message.id, data: { t: 'sync', recovered, epoch, offset: head } });
      if (reaches(message.point)) recover(socket, message.point);
    }
  };

  return {
    epoch: () => epoch,
    head: () => head,
    append: () => {
      head += 1;
      return head;
    },
    eventAt,
    trim: (kept) => {
      oldest = Math.max(oldest, head - kept + 1);
    },
    newEpoch: () => {
      epoch += 1;
      head = 0;
      oldest = 1;
    },
    answer: (socket) => {
      for (let at = answered.get(socket) ?? 0; at < socket.sent.length && !socket.closed; at += 1) {
        answered.set(socket, at + 1);
        const message = socket.sent[at];
        if (message !== undefined) answerOne(socket, message);
      }
    },
  };
}
