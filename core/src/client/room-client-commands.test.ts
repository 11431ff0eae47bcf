import { describe, expect, it } from 'vitest';
import { upExamples } from '../../testing/protocol-examples.ts';
import { roomClientHarness } from '../../testing/room-client-harness.ts';
import { pendingCommandsMax } from './pending-commands.ts';

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
    for (const sent of [viewersSent, pageSent]) {
      socket.reply({ ok: true, id: sent?.id ?? -1, data: { t: 'viewers', viewers: [] } });
    }
    await expect(Promise.all(replies)).resolves.toEqual([
      { t: 'chat', mid: 'm' },
      { t: 'like', total: 3 },
      { t: 'viewers', viewers: [] },
      { t: 'viewers', viewers: [] },
    ]);
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
    const replies = Array.from({ length: pendingCommandsMax }, () => harness.client.gift('rose', 1));
    const sent = socket.sent.length;
    await expect(harness.client.gift('rose', 1)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(socket.sent).toHaveLength(sent);
    const failed = Promise.allSettled(replies);
    harness.client.stop();
    expect((await failed).every((entry) => entry.status === 'rejected')).toBe(true);
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

  it('keep a client id that the caller chose', async () => {
    const harness = roomClientHarness();
    const socket = await harness.goLive();
    const gift = harness.client.gift('rose', 1, upExamples.gift.clientId);
    expect(socket.sent.at(-1)).toMatchObject({ clientId: upExamples.gift.clientId });
    const failed = expect(gift).rejects.toMatchObject({ code: 'session_revoked' });
    socket.end(4501);
    await failed;
  });
});
