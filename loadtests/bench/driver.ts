import { randomBytes } from 'node:crypto';
import { newUuidV7 } from '@halobuzz/core/ids';
import { decodeFrame, encode } from '@halobuzz/core/protocol/codec';
import { frameKinds } from '@halobuzz/core/protocol/header';
import { type Dialect, dialectsOf } from './dialects.ts';
import type { DriverCommands, DriverCounts, GiftFigures } from './driver-commands.ts';
import { findMarks, nowMicros } from './event-mark.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import { serveLines } from './line-worker.ts';
import { paced } from './paced.ts';
import { openViewer, type ViewerSocket } from './viewer-socket.ts';

/**
 * A load driver: a process full of viewers. They read headers, or, as probes, everything, and take latencies. Probes have a
 * process of their own: behind a thousand others in one event loop they would measure how fast the driver reads.
 */

/** Where a gift's answer is waited for: command id → sent at, µs. */
const giftsWaiting = new Map<number, number>();
const giftLatency = new LatencyHistogram();
const delivery = new LatencyHistogram();
const viewers: ViewerSocket[] = [];
const probes: ViewerSocket[] = [];
const totals = { events: 0, frames: 0, bytes: 0, probeEvents: 0, marks: 0, closed: 0, giftsRefused: 0 };
const giftAnswerWaitMs = 10_000;

function clear(): void {
  delivery.clear();
  Object.assign(totals, { events: 0, frames: 0, bytes: 0, probeEvents: 0, marks: 0 });
}

function onPayload(bytes: Buffer, from: number, to: number): void {
  const now = nowMicros();
  totals.marks += findMarks(bytes, from, to, (micros) => delivery.add((now - micros) / 1_000));
  if (giftsWaiting.size > 0 && bytes[from + 1] === frameKinds.reply) onReply(bytes.subarray(from, to), now);
}

function onReply(payload: Uint8Array, now: number): void {
  const frame = decodeFrame(payload);
  if (frame?.kind !== 'reply' || frame.reply.id === null) return;
  const sentAt = giftsWaiting.get(frame.reply.id);
  if (sentAt === undefined) return;
  giftsWaiting.delete(frame.reply.id);
  if (frame.reply.ok) giftLatency.add((now - sentAt) / 1_000);
  else totals.giftsRefused += 1;
}

async function open(args: DriverCommands['open']['args']): Promise<number> {
  const { target, from, to, probes: probe } = args;
  const dialectOf = dialectsOf(target);
  const ready = new Map<number, Dialect>();
  for (let viewer = from; args.signFirst && viewer < to; viewer += 1) ready.set(viewer, dialectOf(viewer));
  const startedMs = performance.now();
  let next = from;
  const openInTurn = async (): Promise<void> => {
    while (next < to) {
      const viewer = next;
      next += 1;
      const socket = await openViewer(ready.get(viewer) ?? dialectOf(viewer), probe, {
        onEvents: (events, payloadBytes) => {
          totals.events += events;
          totals.frames += 1;
          totals.bytes += payloadBytes;
          if (probe) totals.probeEvents += events;
        },
        onPayload,
        onClosed: () => {
          totals.closed += 1;
        },
      });
      viewers.push(socket);
      if (probe) probes.push(socket);
    }
  };
  await Promise.all(Array.from({ length: args.concurrency }, openInTurn));
  return performance.now() - startedMs;
}

function counts(): DriverCounts {
  return {
    ...{ events: totals.events, frames: totals.frames, bytes: totals.bytes, closed: totals.closed },
    ...{ marks: totals.marks, probeEvents: totals.probeEvents },
    ...{ samples: delivery.total, p50Ms: delivery.percentile(50), p99Ms: delivery.percentile(99) },
  };
}

/** Probes give gifts in turn; resolves when all are answered, or the last has been waited for long enough. */
async function give(perSecond: number, seconds: number, gift: string): Promise<GiftFigures> {
  giftsWaiting.clear();
  giftLatency.clear();
  totals.giftsRefused = 0;
  const random = (length: number): Uint8Array => randomBytes(length);
  const sent = await paced(perSecond, seconds, (index) => {
    const id = 1_000 + index;
    giftsWaiting.set(id, nowMicros());
    probes[index % probes.length]?.send(
      encode({ t: 'gift', id, clientId: newUuidV7(Date.now(), random), gift, quantity: 1 }),
    );
  });
  const deadlineMs = performance.now() + giftAnswerWaitMs;
  while (giftsWaiting.size > 0 && performance.now() < deadlineMs)
    await new Promise((resolve) => setTimeout(resolve, 5));
  return {
    ...{ sent, accepted: giftLatency.total, refused: totals.giftsRefused, unanswered: giftsWaiting.size },
    ...{ p50Ms: giftLatency.percentile(50), p99Ms: giftLatency.percentile(99) },
  };
}

serveLines<DriverCommands>({
  async open(args) {
    return { tookMs: await open(args) };
  },
  async clear() {
    clear();
    return {};
  },
  async counts() {
    return counts();
  },
  async give(args) {
    return give(args.perSecond, args.seconds, args.gift);
  },
  async close() {
    for (const viewer of viewers.splice(0)) viewer.close();
    probes.length = 0;
    totals.closed = 0;
    return {};
  },
});
