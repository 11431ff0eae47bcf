import { describe, expect, it } from 'vitest';
import { eventExamples, replyExamples, upExamples } from '../../testing/protocol-examples.ts';
import { type RoomClientHarness, roomClientHarness } from '../../testing/room-client-harness.ts';
import { limits } from '../limits.ts';

describe('commands', () => {
  it('get their own reply', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const replies = [
      harness.client.chat('hi'),
      harness.client.like(3),
      harness.client.viewers(),
      harness.client.viewers('c'),
    ];
    const [, chatSent, likeSent, viewersSent, pageSent] = socket.sent;
    expect(chatSent).toMatchObject({ t: 'chat', text: 'hi' });
    expect(viewersSent).not.toHaveProperty('cursor');
    expect(pageSent).toMatchObject({ cursor: 'c' });
    socket.reply({ ok: true, id: likeSent?.id ?? -1, data: { t: 'like', total: 3 } });
    socket.reply({ ok: true, id: chatSent?.id ?? -1, data: { t: 'chat', mid: 'm' } });
    for (const sent of [viewersSent, pageSent]) socket.reply({ ...replyExamples.viewers, id: sent?.id ?? -1 });
    await expect(Promise.all(replies)).resolves.toEqual([
      { t: 'chat', mid: 'm' },
      { t: 'like', total: 3 },
      expect.objectContaining({ t: 'viewers' }),
      expect.objectContaining({ t: 'viewers' }),
    ]);
  });

  it('of hosts, guests and givers say what they are meant to', async () => {
    const { client, ...harness } = roomClientHarness();
    const socket = await harness.goLive();
    const from = socket.sent.length;
    const who = upExamples.guest.who ?? '';
    const replies = [
      client.setGoal('A new guitar', '5000'),
      client.clearGoal(),
      client.guest('request'),
      client.guest('invite', who),
      client.gift('rose', 2, upExamples.gift.clientId, who),
      client.reportQuality({ level: 'medium', rttMs: 64 }),
    ];
    const sent = socket.sent.slice(from);
    expect(sent.map(({ id: _id, ...body }) => body)).toEqual([
      { t: 'goal', title: 'A new guitar', target: '5000' },
      { t: 'goal.clear' },
      { t: 'guest', act: 'request' },
      { t: 'guest', act: 'invite', who },
      { t: 'gift', clientId: upExamples.gift.clientId, gift: 'rose', quantity: 2, recipient: who },
      { t: 'quality', level: 'medium', rttMs: 64 },
    ]);
    const examples = ['goal', 'goal.clear', 'guest', 'guest', 'gift', 'quality'] as const;
    for (const [at, { id = -1 }] of sent.entries()) socket.reply({ ...replyExamples[examples[at] ?? 'goal'], id });
    const settled = await Promise.all(replies);
    expect(settled.map(({ t }) => t)).toEqual([...examples]);
    expect(settled[3]).toMatchObject({ changed: true, seated: false });
  });

  it('fail with what the server says', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const like = harness.client.like(1);
    socket.reply({
      ok: false,
      id: socket.sent.at(-1)?.id ?? -1,
      error: { code: 'validation_failed', message: 'x', retry: 'never', errors: [{ field: 'quantity', message: 'y' }] },
    });
    await expect(like).rejects.toMatchObject({ code: 'validation_failed', errors: [{ field: 'quantity' }] });
  });

  it('fail when the socket is lost, and at once when there is none', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const before = expect(harness.client.chat('hi')).rejects.toMatchObject({ code: 'unavailable' });
    socket.end(1006);
    await before;
    await expect(harness.client.ping()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('are bounded, and one too many is not sent: its sender was told that it failed', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const replies = Array.from({ length: limits.clientPendingCommandsMax }, () => harness.client.gift('rose', 1));
    const sent = socket.sent.length;
    await expect(harness.client.gift('rose', 1)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(socket.sent).toHaveLength(sent);
    const failed = Promise.allSettled(replies);
    harness.client.stop();
    expect((await failed).every((entry) => entry.status === 'rejected')).toBe(true);
  });

  it('without an answer fail in time, once, and leave no timer', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const timers = harness.timers.waitingMs().length;
    const chat = harness.client.chat('hi');
    const { id = -1 } = socket.sent.at(-1) ?? {};
    const failed = expect(chat).rejects.toMatchObject({ code: 'unavailable' });
    harness.timers.advance(limits.clientCommandTimeoutMs);
    await failed;
    socket.reply({ ...replyExamples.chat, id });
    expect(harness.timers.waitingMs()).toHaveLength(timers);
    expect(socket.sent.filter(({ t }) => t === 'chat')).toHaveLength(1);
  });

  it('that are answered with another kind of reply fail', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const ping = harness.client.ping();
    socket.reply({ ...replyExamples.leave, id: socket.sent.at(-1)?.id ?? -1 });
    await expect(ping).rejects.toMatchObject({ code: 'internal' });
  });

  it('under way are neither lost nor repeated when the node sends the room anew', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const like = harness.client.like(2);
    const gift = harness.client.gift('rose', 1);
    const [likeSent, giftSent] = socket.sent.slice(-2);
    socket.welcome({ epoch: 2, offset: 7 });
    expect(socket.sent.filter(({ t }) => t === 'like' || t === 'gift')).toHaveLength(2);
    socket.reply({ ...replyExamples.like, id: likeSent?.id ?? -1 });
    socket.reply({ ...replyExamples.gift, id: giftSent?.id ?? -1 });
    await expect(Promise.all([like, gift])).resolves.toMatchObject([{ t: 'like' }, { t: 'gift' }]);
  });

  it('carry what the server says of when to repeat them', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const chat = harness.client.chat('hi');
    const error = { code: 'rate_limited', message: 'x', retry: 'later', retryAfterMs: 700 } as const;
    socket.reply({ ok: false, id: socket.sent.at(-1)?.id ?? -1, error });
    await expect(chat).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 700 });
  });

  it('ignore replies that belong to none', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    socket.reply({ ok: false, id: null, error: { code: 'frame_malformed', message: 'x', retry: 'never' } });
    socket.reply({ ok: true, id: 77, data: { t: 'leave' } });
    expect(harness.client.state).toBe('live');
  });
});

describe('gifts', () => {
  it('are repeated under the same ids after a lost socket, and settle once', async () => {
    const harness = roomClientHarness();
    const first = await harness.goLive();
    const gift = harness.client.gift('rose', 2);
    const sent = first.sent.at(-1);
    expect(sent).toMatchObject({ t: 'gift', gift: 'rose', quantity: 2 });
    first.end(1006);
    await harness.nextAttempt();
    const second = harness.socket();
    second.open();
    expect(second.sent).toHaveLength(1);
    second.welcome();
    expect(second.sent.slice(1)).toEqual([sent]);
    const reply = { t: 'gift', result: 'exists', tx: 'x', coins: '2', balance: '8' } as const;
    second.reply({ ok: true, id: sent?.id ?? -1, data: reply });
    second.reply({ ok: true, id: sent?.id ?? -1, data: { ...reply, balance: '0' } });
    await expect(gift).resolves.toEqual(reply);
    second.end(1006);
    await harness.nextAttempt();
    harness.socket().open();
    harness.socket().welcome();
    expect(harness.socket().sent).toHaveLength(1);
  });

  it('given before the welcome are sent with it, in order', async () => {
    const harness = roomClientHarness();
    harness.client.start();
    const gifts = ['rose', 'kite'].map((gift) => harness.client.gift(gift, 1));
    await harness.settle();
    harness.socket().open();
    harness.socket().welcome();
    expect(harness.socket().sent).toMatchObject([{ t: 'hello' }, { gift: 'rose' }, { gift: 'kite' }]);
    const failed = Promise.allSettled(gifts);
    harness.client.stop();
    await failed;
  });

  it('are sent again on the same socket when no answer comes, and given up after a minute', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const failed = expect(harness.client.gift('rose', 1)).rejects.toMatchObject({ code: 'wallet_unknown' });
    const sent = socket.sent.at(-1);
    for (let waitedMs = 0; waitedMs < limits.clientGiftTimeoutMs; waitedMs += 1_000) {
      harness.timers.advance(1_000);
      // Anything that comes shows that the socket lives.
      socket.events(0, [], { lossy: [eventExamples.count] });
    }
    await failed;
    const gifts = socket.sent.filter(({ t }) => t === 'gift');
    expect(gifts.length).toBeGreaterThanOrEqual(limits.clientGiftTimeoutMs / limits.clientCommandTimeoutMs - 1);
    expect(new Set(gifts.map((gift) => JSON.stringify(gift)))).toEqual(new Set([JSON.stringify(sent)]));
    harness.client.stop();
    expect(harness.timers.waitingMs()).toEqual([]);
  });

  it('that were never sent were not charged, and say so', async () => {
    const harness = roomClientHarness();
    harness.onJoin = () => Promise.reject(new Error('down'));
    harness.client.start();
    const failed = expect(harness.client.gift('rose', 1)).rejects.toMatchObject({ code: 'unavailable' });
    harness.timers.advance(limits.clientGiftTimeoutMs);
    await failed;
    harness.client.stop();
  });

  it.each([
    ['the wallet did not answer', { code: 'wallet_unknown', message: 'x', retry: 'later' } as const, 2_000],
    ['it was too early', { code: 'rate_limited', message: 'x', retry: 'later', retryAfterMs: 300 } as const, 300],
  ])('are repeated under their id when %s', async (_, error, afterMs) => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const gift = harness.client.gift('rose', 1);
    const sent = socket.sent.at(-1);
    const id = sent?.id ?? -1;
    socket.reply({ ok: false, id, error });
    harness.timers.advance(afterMs - 1);
    expect(socket.sent.filter(({ t }) => t === 'gift')).toHaveLength(1);
    harness.timers.advance(1);
    expect(socket.sent.filter(({ t }) => t === 'gift')).toEqual([sent, sent]);
    socket.reply({ ...replyExamples.gift, id });
    await expect(gift).resolves.toMatchObject({ t: 'gift' });
  });

  it('refused for good are not repeated', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const gift = harness.client.gift('rose', 1);
    const error = { code: 'insufficient_balance', message: 'x', retry: 'never' } as const;
    socket.reply({ ok: false, id: socket.sent.at(-1)?.id ?? -1, error });
    await expect(gift).rejects.toMatchObject({ code: 'insufficient_balance' });
  });

  it.each(['coins_held', 'spend_cap_reached'] as const)(
    'refused with %s say so at once, and when to try again',
    async (code) => {
      const harness = roomClientHarness();
      const socket = await harness.goLive();
      const gift = harness.client.gift('rose', 1);
      const error = { code, message: 'x', retry: 'later', retryAfterMs: 3_600_000 } as const;
      socket.reply({ ok: false, id: socket.sent.at(-1)?.id ?? -1, error });
      await expect(gift).rejects.toMatchObject({ code, retryAfterMs: 3_600_000 });
      expect(socket.sent.filter(({ t }) => t === 'gift')).toHaveLength(1);
    },
  );

  it('keep a client id that the caller chose', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const gift = harness.client.gift('rose', 1, upExamples.gift.clientId);
    expect(socket.sent.at(-1)).toMatchObject({ clientId: upExamples.gift.clientId });
    const failed = expect(gift).rejects.toMatchObject({ code: 'wallet_unknown' });
    socket.end(4501);
    await failed;
  });

  it.each([
    ['the room is left', (harness: RoomClientHarness) => harness.client.stop()],
    ['the client is sent away', (harness: RoomClientHarness) => harness.socket().end(4501)],
  ])('that were sent may have been charged, and say so, when %s', async (_, ends) => {
    const harness = roomClientHarness();
    await harness.goLive();
    const sent = expect(harness.client.gift('rose', 1)).rejects.toMatchObject({ code: 'wallet_unknown' });
    ends(harness);
    await sent;
    expect(harness.timers.waitingMs()).toEqual([]);
  });
});
