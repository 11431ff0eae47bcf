import { describe, expect, it } from 'vitest';
import { eventExamples, replyExamples } from '../../testing/protocol-examples.ts';
import { type FakeSocket, roomClientHarness } from '../../testing/room-client-harness.ts';
import { limits } from '../limits.ts';

const { host, ended } = eventExamples;
/** Not the one that the example of a snapshot has. */
const chat = { ...eventExamples.chat, mid: 'new' };
const deleted = { ...eventExamples['chat.deleted'], mids: [chat.mid] };
const confirmed = eventExamples['gift.confirmed'];

describe('reliable events', () => {
  it('drops what it has seen', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    socket.events(1, [host, host]);
    socket.events(1, [host, host]);
    socket.events(2, [host, host], { lossy: [chat] });
    expect(harness.offsets()).toEqual([1, 2, 3, undefined]);
  });

  it('fills a gap, then delivers what it held back, in order and once', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    socket.events(1, [host]);
    socket.events(4, [host], { lossy: [chat] });
    socket.events(5, [host]);
    expect(harness.offsets()).toEqual([1]);
    const sync = socket.sent.at(-1);
    expect(socket.sent.filter((message) => message.t === 'sync')).toEqual([
      { t: 'sync', id: sync?.id, point: { epoch: 1, offset: 1 } },
    ]);
    socket.reply({ ok: true, id: sync?.id ?? -1, data: { t: 'sync', recovered: true, epoch: 1, offset: 4 } });
    socket.events(2, [host, host, host], { flags: 1 });
    await harness.settle();
    expect(harness.offsets()).toEqual([1, 2, 3, 4, undefined, 5]);
    expect(harness.client.state).toBe('live');
  });

  it('asks again when the recovery itself has a gap behind it', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    socket.events(5, [host]);
    socket.events(1, [host], { flags: 1 });
    const syncs = socket.sent.flatMap((message) => (message.t === 'sync' ? [message.point.offset] : []));
    expect(syncs).toEqual([0, 1]);
    socket.events(2, [host, host, host], { flags: 1 });
    expect(harness.offsets()).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps no command waiting for a sync that was answered', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    for (let round = 0; round < limits.clientPendingCommandsMax + 1; round += 1) {
      const next = round * 2 + 1;
      socket.events(next + 1, [host]);
      const id = socket.sent.at(-1)?.id ?? -1;
      socket.reply({ ok: true, id, data: { t: 'sync', recovered: true, epoch: 1, offset: next + 1 } });
      socket.events(next, [host, host], { flags: 1 });
    }
    const ping = harness.client.ping();
    socket.reply({ ok: true, id: socket.sent.at(-1)?.id ?? -1, data: { t: 'ping', serverTimeMs: 1 } });
    await expect(ping).resolves.toEqual({ t: 'ping', serverTimeMs: 1 });
  });

  it('asks for a gap that the server would not fill with the next hello', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    socket.events(9, [host]);
    const error = { code: 'rate_limited', message: 'x', retry: 'later' } as const;
    socket.reply({ ok: false, error, id: socket.sent.at(-1)?.id ?? -1 });
    await harness.settle();
    expect(socket.closed).toBe(true);
    await harness.nextAttempt();
    harness.socket().open();
    expect(harness.socket().sent[0]).toMatchObject({ point: { epoch: 1, offset: 0 } });
  });

  it('gives up a socket on which a sync is never answered, and keeps its place', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    socket.events(9, [host]);
    harness.timers.advance(limits.clientCommandTimeoutMs);
    await harness.settle();
    expect(socket.closed).toBe(true);
    await harness.nextAttempt();
    harness.socket().open();
    expect(harness.socket().sent[0]).toMatchObject({ point: { epoch: 1, offset: 0 } });
  });

  it('takes a fresh snapshot when the history is too short', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    socket.events(9, [host]);
    const data = { t: 'sync', recovered: false, epoch: 1, offset: 9 } as const;
    socket.reply({ ok: true, data, id: socket.sent.at(-1)?.id ?? -1 });
    await harness.settle();
    expect(socket.closed).toBe(true);
    await harness.nextAttempt();
    harness.socket().open();
    expect(harness.socket().sent[0]).not.toHaveProperty('point');
    harness.socket().welcome({ offset: 9 });
    harness.socket().events(10, [host]);
    expect(harness.offsets()).toEqual([10]);
  });

  it('takes a fresh snapshot when the room has a new epoch', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    socket.events(1, [host], { epoch: 2 });
    expect(harness.offsets()).toEqual([]);
    expect(socket.sent.at(-1)).toMatchObject({ t: 'sync' });
  });

  it('holds no more frames than it may', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    for (let offset = 2; !socket.closed && offset < 1_000; offset += 1) socket.events(offset, [host]);
    expect(socket.closed).toBe(true);
    expect(harness.offsets()).toEqual([]);
    expect(harness.client.state).toBe('reconnecting');
  });

  it('goes on from its place when the welcome says recovered', async () => {
    const harness = roomClientHarness();
    (await harness.goLive()).events(1, [host]);
    harness.socket().end(1006);
    await harness.nextAttempt();
    const socket = harness.socket();
    socket.open();
    socket.welcome({ recovered: true, offset: 3 });
    socket.events(2, [host, host], { flags: 1 });
    expect(harness.offsets()).toEqual([1, 2, 3]);
  });

  it('takes the welcome for a snapshot when it had no place to recover from', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive({ recovered: true, offset: 7 });
    socket.events(8, [host]);
    expect(harness.offsets()).toEqual([8]);
  });

  it('waits for the welcome before it takes events', async () => {
    const harness = roomClientHarness();
    harness.client.start();
    await harness.settle();
    harness.socket().open();
    harness.socket().events(1, [host], { lossy: [chat] });
    expect(harness.offsets()).toEqual([]);
    expect(harness.socket().closed).toBe(false);
  });

  it('ends with the room, and still hears what became of the last gifts', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const gift = harness.client.gift('rose', 1);
    const sent = socket.sent.at(-1);
    socket.events(1, [ended]);
    expect(harness.seen.slice(-2)).toMatchObject([{ event: ended }, { state: 'ended', detail: 'room_ended' }]);
    await expect(harness.client.chat('hello')).rejects.toMatchObject({ code: 'room_ended' });
    socket.reply({ ...replyExamples.gift, id: sent?.id ?? -1 });
    await expect(gift).resolves.toMatchObject({ t: 'gift' });
    socket.events(0, [], { lossy: [confirmed] });
    expect(harness.seen.at(-1)).toMatchObject({ event: confirmed });
    socket.end(4504);
    expect(harness.states()).toEqual(['connecting', 'live', 'ended']);
    expect(harness.timers.waitingMs()).toEqual([]);
  });

  it.each(['the connection falls', 'nobody closes'])('leaves nothing of an ended room when %s', async (how) => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const gift = expect(harness.client.gift('rose', 1)).rejects.toMatchObject({ code: 'wallet_unknown' });
    socket.events(1, [ended]);
    if (how === 'the connection falls') socket.end(1006);
    else harness.timers.advance(60_000);
    await gift;
    expect(harness.client.state).toBe('ended');
    expect(harness.timers.waitingMs()).toEqual([]);
    expect(harness.sockets).toHaveLength(1);
  });

  it('shows a chat message once, also when the snapshot had it', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive({ chat: [{ ...chat, mid: 'shown' }] });
    const messages = ['shown', 'a', 'b', 'a'].map((mid) => ({ ...chat, mid }));
    socket.events(0, [], { lossy: messages });
    socket.end(1006);
    await harness.nextAttempt();
    harness.socket().open();
    harness.socket().welcome({ recovered: true });
    harness.socket().events(0, [], { lossy: [...messages, { ...chat, mid: 'c' }] });
    const heard = harness.seen.flatMap((entry) =>
      'event' in entry && entry.event.t === 'chat' ? [entry.event.mid] : [],
    );
    expect(heard).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['in the same frame', (socket: FakeSocket) => socket.events(1, [deleted], { lossy: [chat] })],
    [
      'behind a gap that is filled later',
      (socket: FakeSocket) => {
        socket.events(2, [host], { lossy: [chat] });
        socket.events(1, [host, host, deleted], { flags: 1 });
      },
    ],
  ])('does not show a message after its deletion: %s', async (_, comes) => {
    const harness = roomClientHarness();
    comes(await harness.goLive());
    const heard = harness.seen.flatMap((entry) => ('event' in entry ? [entry.event.t] : []));
    expect(heard).toContain('chat.deleted');
    expect(heard).not.toContain('chat');
  });

  it('outlives a listener that throws: the rest is told, and the platform hears of the error', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    harness.onEvent = () => {
      throw new Error('a bug of the app');
    };
    socket.events(1, [host, host], { lossy: [chat] });
    expect(harness.offsets()).toEqual([1, 2, undefined]);
    expect(harness.client.state).toBe('live');
    expect(() => harness.timers.advance(0)).toThrow('a bug of the app');
  });

  it('takes a new snapshot when it is started again: what it missed of its last frame is not lost in silence', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    harness.onEvent = () => harness.client.stop();
    socket.events(1, [host, host]);
    harness.onEvent = () => undefined;
    harness.client.start();
    await harness.settle();
    harness.socket().open();
    expect(harness.socket().sent[0]).not.toHaveProperty('point');
  });

  it('tells a listener that left in the middle of a frame nothing more', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    harness.onEvent = () => harness.client.stop();
    socket.events(1, [host, host], { lossy: [chat] });
    expect(harness.offsets()).toEqual([1]);
    expect(harness.client.state).toBe('stopped');
  });
});
