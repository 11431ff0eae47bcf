import { describe, expect, it } from 'vitest';
import { roomClientHarness } from '../../testing/room-client-harness.ts';
import { limits } from '../limits.ts';

describe('coming back', () => {
  it('not before the edge said, and not all in the same moment', async () => {
    const delays = new Set<number>();
    for (let seed = 1; seed <= 20; seed += 1) {
      const harness = roomClientHarness(seed);
      harness.onJoin = () => Promise.reject({ code: 'rate_limited', retryAfterMs: 7_000 });
      harness.client.start();
      await harness.settle();
      const [delay = 0] = harness.timers.waitingMs();
      expect(delay).toBeGreaterThanOrEqual(7_000);
      expect(delay).toBeLessThan(7_500);
      delays.add(delay);
    }
    expect(delays.size).toBeGreaterThan(10);
  });

  it('not before the node said when it closed', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const error = { code: 'feed_lost', message: 'x', retry: 'later', retryAfterMs: 4_000 } as const;
    socket.notice({ t: 'closing', error });
    socket.end(4004);
    expect(harness.timers.waitingMs()[0]).toBeGreaterThanOrEqual(4_000);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -5, '3'])('whatever nonsense it said: %s', async (retryAfterMs) => {
    const harness = roomClientHarness();
    harness.onJoin = () => Promise.reject({ code: 'unavailable', retryAfterMs });
    harness.client.start();
    await harness.settle();
    expect(harness.timers.waitingMs()[0]).toBeLessThan(500);
  });

  it('ever more slowly when each connection falls as soon as it is made', async () => {
    const harness = roomClientHarness(3);
    await harness.goLive();
    const delays: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      harness.socket().end(1006);
      delays.push(harness.timers.waitingMs()[0] ?? 0);
      await harness.nextAttempt();
      harness.socket().open();
      harness.socket().welcome();
    }
    expect(Math.max(...delays)).toBeGreaterThan(5_000);
    harness.timers.advance(limits.clientStableMs);
    harness.socket().end(1006);
    expect(harness.timers.waitingMs()[0]).toBeLessThan(500);
  });
});

describe('an access token that the edge does not take', () => {
  it('is refreshed before the next try', async () => {
    const harness = roomClientHarness();
    const order: string[] = [];
    harness.onJoin = (attempt) => {
      order.push('join');
      if (attempt === 1) return Promise.reject({ code: 'unauthenticated' });
      return Promise.resolve({ url: 'wss://gw.test', ticket: 't' });
    };
    harness.onRefresh = async () => void order.push('refresh');
    harness.client.start();
    await harness.settle();
    await harness.nextAttempt();
    expect(order).toEqual(['join', 'refresh', 'join']);
    expect(harness.sockets).toHaveLength(1);
  });

  it('ends it when the refresh is refused, and is tried again when the refresh finds nobody', async () => {
    const harness = roomClientHarness();
    harness.onJoin = () => Promise.reject({ code: 'unauthenticated' });
    harness.onRefresh = () => Promise.reject(new TypeError('network'));
    harness.client.start();
    await harness.settle();
    await harness.nextAttempt();
    expect(harness.client.state).toBe('reconnecting');
    expect(harness.joins).toBe(1);
    harness.onRefresh = () => Promise.reject({ code: 'refresh_rejected' });
    await harness.nextAttempt();
    expect(harness.seen.at(-1)).toEqual({ state: 'refused', detail: 'refresh_rejected' });
    expect(harness.timers.waitingMs()).toEqual([]);
  });
});

it('one answer of the edge serves a client that left and came again', async () => {
  const harness = roomClientHarness();
  let answer: (place: { url: string; ticket: string }) => void = () => undefined;
  harness.onJoin = () => new Promise((resolve) => (answer = resolve));
  harness.client.start();
  harness.client.stop();
  harness.client.start();
  await harness.settle();
  answer({ url: 'wss://gw.test', ticket: 't' });
  await harness.settle();
  expect(harness.joins).toBe(1);
  expect(harness.sockets).toHaveLength(1);
});
