import { describe, expect, it } from 'vitest';
import { eventExamples } from '../../testing/protocol-examples.ts';
import { type FakeSocket, type RoomClientHarness, roomClientHarness } from '../../testing/room-client-harness.ts';
import { limits } from '../limits.ts';

const { host, count } = eventExamples;
/** No longer than this passes before a dead socket is given up: silence, the answer's time, the first tick's shift. */
const deadAfterMs = limits.clientProbeAfterMs + limits.clientProbeAnswerMs + limits.clientTickMs;

const syncsOf = (socket: FakeSocket) => socket.sent.filter(({ t }) => t === 'sync');

function answerSync(socket: FakeSocket, offset: number): void {
  const id = syncsOf(socket).at(-1)?.id ?? -1;
  socket.reply({ ok: true, id, data: { t: 'sync', recovered: true, epoch: 1, offset } });
}

/** Lets time pass in small steps, with `each` after every one. */
function pass(harness: RoomClientHarness, ms: number, each: () => void = () => undefined): void {
  for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
    harness.timers.advance(1_000);
    each();
  }
}

describe('a socket', () => {
  it('that fell silent without closing is asked, then given up, and the client comes back', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    socket.events(1, [host]);
    pass(harness, limits.clientProbeAfterMs - limits.clientTickMs);
    expect(syncsOf(socket)).toEqual([]);
    pass(harness, 2 * limits.clientTickMs);
    expect(syncsOf(socket)).toMatchObject([{ point: { epoch: 1, offset: 1 } }]);
    pass(harness, deadAfterMs);
    expect(socket.closed).toBe(true);
    await harness.nextAttempt();
    harness.socket().open();
    expect(harness.socket().sent).toMatchObject([{ t: 'hello', point: { epoch: 1, offset: 1 } }]);
  });

  it('that answers lives on, however quiet the room is', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    let answered = 0;
    pass(harness, 10 * deadAfterMs, () => {
      if (syncsOf(socket).length === answered) return;
      answered = syncsOf(socket).length;
      answerSync(socket, 0);
    });
    expect(answered).toBeGreaterThan(5);
    expect(socket.closed).toBe(false);
  });

  it('that brings anything is not asked, but for its position', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    pass(harness, limits.clientPositionCheckMs - limits.clientTickMs, () => socket.events(0, [], { lossy: [count] }));
    expect(syncsOf(socket)).toEqual([]);
    pass(harness, 2 * limits.clientTickMs, () => socket.events(0, [], { lossy: [count] }));
    expect(syncsOf(socket)).toHaveLength(1);
    answerSync(socket, 2);
    socket.events(1, [host, host], { flags: 1 });
    expect(harness.offsets().filter((offset) => offset !== undefined)).toEqual([1, 2]);
  });

  it('that lost its place takes a new snapshot', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    pass(harness, limits.clientProbeAfterMs + limits.clientTickMs);
    const id = syncsOf(socket).at(-1)?.id ?? -1;
    socket.reply({ ok: true, id, data: { t: 'sync', recovered: false, epoch: 9, offset: 2 } });
    await harness.settle();
    expect(socket.closed).toBe(true);
    await harness.nextAttempt();
    harness.socket().open();
    expect(harness.socket().sent[0]).not.toHaveProperty('point');
  });

  it('whose probe is refused goes on: the answer came', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    pass(harness, limits.clientProbeAfterMs + limits.clientTickMs);
    const error = { code: 'rate_limited', message: 'x', retry: 'later', retryAfterMs: 100 } as const;
    socket.reply({ ok: false, id: syncsOf(socket).at(-1)?.id ?? -1, error });
    await harness.settle();
    expect(socket.closed).toBe(false);
    expect(harness.client.state).toBe('live');
  });
});

describe('waking', () => {
  it('asks a live socket at once, and gives it up soon', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    harness.client.wake();
    expect(syncsOf(socket)).toHaveLength(1);
    pass(harness, limits.clientProbeAnswerMs + limits.clientTickMs);
    expect(socket.closed).toBe(true);
  });

  it('tries again at once', async () => {
    const harness = roomClientHarness();
    harness.onJoin = () => Promise.reject(new Error('down'));
    harness.client.start();
    await harness.settle();
    const { joins } = harness;
    harness.client.wake();
    harness.client.wake();
    await harness.settle();
    expect(harness.joins).toBe(joins + 1);
  });

  it('does not jump the queue of a draining node, nor do anything where there is nothing to do', async () => {
    const harness = roomClientHarness();
    harness.client.wake();
    expect(harness.joins).toBe(0);
    const socket = await harness.goLive();
    socket.notice({ t: 'drain', afterMs: 3_000, jitterMs: 1 });
    socket.end(4003);
    harness.client.wake();
    await harness.settle();
    expect(harness.sockets).toHaveLength(1);
    expect(harness.timers.waitingMs()).toHaveLength(1);
    harness.client.stop();
    harness.client.wake();
    expect(harness.timers.waitingMs()).toEqual([]);
  });
});
