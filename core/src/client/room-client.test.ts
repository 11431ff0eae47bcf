import { describe, expect, it } from 'vitest';
import { eventExamples, noticeExamples, upExamples } from '../../testing/protocol-examples.ts';
import { roomClientHarness } from '../../testing/room-client-harness.ts';
import { limits } from '../limits.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { backoffMaxMs } from './backoff.ts';

const { host, chat } = eventExamples;

describe('joining', () => {
  it('joins, says hello with the ticket, and is live when welcomed', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    expect(socket.url).toBe('wss://gw-1.test/v1/room');
    expect(socket.sent).toEqual([
      { t: 'hello', id: 0, protocol: PROTOCOL_VERSION, room: upExamples.hello.room, ticket: 'ticket-1' },
    ]);
    expect(harness.states()).toEqual(['connecting', 'live']);
    expect(harness.client.state).toBe('live');
  });

  it('starts once', async () => {
    const harness = roomClientHarness();
    harness.client.start();
    harness.client.start();
    await harness.settle();
    expect(harness.joins).toBe(1);
    expect(harness.sockets).toHaveLength(1);
  });

  it('gives a socket up that never welcomes, and tries again with a new ticket', async () => {
    const harness = roomClientHarness();
    harness.client.start();
    await harness.settle();
    harness.socket().open();
    harness.timers.advance(limits.clientWelcomeTimeoutMs);
    expect(harness.socket().closed).toBe(true);
    expect(harness.client.state).toBe('reconnecting');
    await harness.nextAttempt();
    harness.socket().open();
    expect(harness.socket().sent).toMatchObject([{ ticket: 'ticket-2' }]);
  });

  it('tries again when the address is none', async () => {
    const harness = roomClientHarness();
    harness.socketsFail = true;
    harness.client.start();
    await harness.settle();
    expect(harness.client.state).toBe('reconnecting');
    harness.socketsFail = false;
    await harness.nextAttempt();
    expect(harness.sockets).toHaveLength(1);
    expect(harness.joins).toBe(2);
  });

  it('tries again when the edge cannot answer', async () => {
    const harness = roomClientHarness();
    harness.onJoin = (attempt) =>
      attempt === 1 ? Promise.reject(new TypeError('network')) : Promise.reject({ code: 'unavailable' });
    harness.client.start();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await harness.settle();
      expect(harness.client.state).toBe('reconnecting');
      expect(harness.joins).toBe(attempt);
      await harness.nextAttempt();
    }
  });

  it.each([
    ['room_ended', 'ended'],
    ['room_banned', 'refused'],
    ['forbidden', 'refused'],
  ])('does not try again when the edge answers %s', async (code, state) => {
    const harness = roomClientHarness();
    harness.onJoin = () => Promise.reject({ code });
    harness.client.start();
    await harness.settle();
    expect(harness.seen.at(-1)).toEqual({ state, detail: code });
    expect(harness.timers.waitingMs()).toEqual([]);
  });

  it.each([{ code: 'constructor' }, { code: 7 }, null, 'no'])('takes %j for an outage', async (thrown) => {
    const harness = roomClientHarness();
    harness.onJoin = () => Promise.reject(thrown);
    harness.client.start();
    await harness.settle();
    expect(harness.client.state).toBe('reconnecting');
  });
});

describe('reconnecting', () => {
  it('resumes on the same node with its place, then asks for a ticket when that fails', async () => {
    const harness = roomClientHarness();
    const first = await harness.goLive({ resume: 'resume-1' });
    first.events(1, [host, host]);
    first.end(1006);
    await harness.nextAttempt();
    const second = harness.socket();
    second.open();
    expect(second.url).toBe(first.url);
    expect(second.sent).toMatchObject([{ resume: 'resume-1', point: { epoch: 1, offset: 2 } }]);
    expect(harness.joins).toBe(1);
    second.end(1006);
    await harness.nextAttempt();
    harness.socket().open();
    expect(harness.socket().sent).toMatchObject([{ ticket: 'ticket-2', point: { epoch: 1, offset: 2 } }]);
    expect(harness.joins).toBe(2);
  });

  it('uses the newest resume token', async () => {
    const harness = roomClientHarness();
    const first = await harness.goLive({ resume: 'resume-1' });
    first.notice({ t: 'resume', resume: 'resume-2', resumeExpiresAtMs: harness.timers.clock.now() + 300_000 });
    first.end(1006);
    await harness.nextAttempt();
    harness.socket().open();
    expect(harness.socket().sent).toMatchObject([{ resume: 'resume-2' }]);
  });

  it('does not use a resume token that has expired', async () => {
    const harness = roomClientHarness();
    const first = await harness.goLive({ resumeExpiresAtMs: harness.timers.clock.now() });
    first.end(1006);
    await harness.nextAttempt();
    expect(harness.joins).toBe(2);
  });

  it.each([4401, 4402, 4403, 4404])('gets a new ticket after %i, even when it was live', async (code) => {
    const harness = roomClientHarness();
    (await harness.goLive()).end(code);
    await harness.nextAttempt();
    harness.socket().open();
    expect(harness.socket().sent).toMatchObject([{ ticket: 'ticket-2' }]);
  });

  it.each([
    [4501, 'refused', 'session_revoked'],
    [4502, 'refused', 'account_banned'],
    [4504, 'ended', 'room_ended'],
    [4500, 'refused', 'upgrade_required'],
    [4999, 'refused', undefined],
  ])('does not come back after %i', async (code, state, detail) => {
    const harness = roomClientHarness();
    (await harness.goLive()).end(code);
    expect(harness.seen.at(-1)).toEqual({ state, detail });
    expect(harness.timers.waitingMs()).toEqual([]);
    harness.client.start();
    await harness.settle();
    expect(harness.joins).toBe(1);
  });

  it('waits longer and longer, with full jitter, and from the start again once it was live', async () => {
    const harness = roomClientHarness();
    harness.onJoin = () => Promise.reject(new Error('down'));
    harness.client.start();
    const delays: number[] = [];
    for (let attempt = 0; attempt < 30; attempt += 1) {
      await harness.settle();
      const [delay] = harness.timers.waitingMs();
      delays.push(delay ?? Number.NaN);
      await harness.nextAttempt();
    }
    delays.forEach((delay, attempt) => {
      expect(delay).toBeLessThan(Math.min(backoffMaxMs, 500 * 2 ** attempt));
    });
    expect(Math.max(...delays)).toBeGreaterThan(backoffMaxMs / 2);
    harness.onJoin = () => Promise.resolve({ url: 'wss://gw.test', ticket: 't' });
    await harness.settle();
    await harness.nextAttempt();
    harness.socket().open();
    harness.socket().welcome();
    harness.timers.advance(limits.clientStableMs);
    harness.socket().end(1006);
    expect(harness.timers.waitingMs()[0]).toBeLessThan(500);
  });

  it('comes back to another node when and as a draining one says', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    socket.notice({ t: 'drain', afterMs: 2_000, jitterMs: limits.drainSpreadMs });
    // A token for the node that goes away is of no use.
    socket.notice({ t: 'resume', resume: 'late', resumeExpiresAtMs: Number.MAX_SAFE_INTEGER });
    socket.notice(noticeExamples.closing);
    harness.timers.advance(500);
    expect(harness.client.state).toBe('live');
    socket.end(4003);
    const [delay] = harness.timers.waitingMs();
    expect(delay).toBeGreaterThanOrEqual(1_500);
    expect(delay).toBeLessThan(1_500 + limits.drainSpreadMs);
    await harness.nextAttempt();
    harness.socket().open();
    expect(harness.socket().sent).toMatchObject([{ ticket: 'ticket-2' }]);
  });

  it('comes back at once when the time that a draining node named has passed', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    socket.notice({ t: 'drain', afterMs: 10, jitterMs: 10 });
    harness.timers.advance(60);
    socket.end(4003);
    expect(harness.timers.waitingMs()).toEqual([0]);
  });

  it('hears nothing more of an old socket', async () => {
    const harness = roomClientHarness();
    const old = await harness.goLive();
    old.end(1006);
    const before = harness.seen.length;
    const attempts = harness.timers.waitingMs();
    old.events(1, [host]);
    old.events(0, [], { lossy: [chat] });
    old.welcome();
    old.end(4501);
    old.end(1006);
    expect(harness.seen).toHaveLength(before);
    expect(harness.timers.waitingMs()).toEqual(attempts);
    await harness.nextAttempt();
    old.open();
    old.welcome();
    expect(harness.client.state).toBe('reconnecting');
    expect(old.sent).toHaveLength(1);
  });

  it('drops a socket that sends what is no frame', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    socket.deliver(Uint8Array.of(1, 2, 3));
    expect(socket.closed).toBe(true);
    expect(harness.client.state).toBe('reconnecting');
  });
});

describe('stopping', () => {
  it.each(['at once', 'while joining', 'while connecting', 'live', 'while reconnecting'])(
    '%s leaves nothing',
    async (when) => {
      const harness = roomClientHarness();
      if (when !== 'at once') harness.client.start();
      if (when !== 'at once' && when !== 'while joining') await harness.settle();
      if (when === 'live' || when === 'while reconnecting') {
        harness.socket().open();
        harness.socket().welcome();
      }
      if (when === 'while reconnecting') harness.socket().end(1006);
      harness.client.stop();
      expect(harness.timers.waitingMs()).toEqual([]);
      const before = harness.seen.length;
      await harness.settle();
      harness.timers.advance(60_000);
      await harness.settle();
      expect(harness.seen).toHaveLength(before);
      expect(harness.timers.waitingMs()).toEqual([]);
      const last = harness.sockets.at(-1);
      if (when !== 'while reconnecting' && last !== undefined) expect(last.closed).toBe(true);
      expect(harness.client.state).toBe('stopped');
    },
  );

  it('lets it be started again', async () => {
    const harness = roomClientHarness();
    await harness.goLive();
    harness.client.stop();
    await harness.goLive();
    expect(harness.states()).toEqual(['connecting', 'live', 'stopped', 'connecting', 'live']);
  });
});
