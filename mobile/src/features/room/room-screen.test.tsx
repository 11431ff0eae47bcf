import { mediaSchema } from '@halobuzz/core/api/media';
import { CommandError } from '@halobuzz/core/client/pending-commands';
import { errorCodes } from '@halobuzz/core/errors/codes';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { joinDataOf, personOf, rose, sita, streamOf, summaryOf, uuidOf, welcomeOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { likeBatchMs } from './like-batch.ts';
import { RoomScreen } from './room-screen.tsx';

const words = english.room;
const roomId = uuidOf(1);
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const place = (offset?: number) => ({ offset, serverTimeMs: 0 });
const ended = { t: 'ended', reason: 'host', atMs: 0, peakViewers: 30, uniqueViewers: 44, coins: '1500' } as const;

async function enter(routes: Readonly<Record<string, Handler>> = {}, change = {}, account = sita) {
  const rendered = await renderScreen(<RoomScreen roomId={roomId} account={account} />, {
    routes: { 'GET /gifts': () => success({ items: [rose] }), 'GET /auth/me': () => success(account), ...routes },
  });
  await rendered.room.as((listener) => {
    rendered.room.joined?.(joinDataOf(streamOf(1)));
    listener.onState('live');
    listener.onWelcome(welcomeOf(change));
  });
  return rendered;
}

afterEach(() => {
  vi.useRealTimers();
});

describe('in the room', () => {
  it('shows the room, its viewers and that video is off', async () => {
    await enter();
    expect(screen.getByRole('heading', { name: 'Evening ragas' })).toBeTruthy();
    expect(screen.getByTestId('viewer-count').textContent).toBe('12 viewers');
    expect(screen.getByTestId('connection-state').textContent).toBe(words.connection.live);
    expect(screen.getByText(words.mediaOff)).toBeTruthy();
    expect(screen.getByRole('log').textContent).toContain('namaste');
    expect(screen.getByRole('button', { name: `${words.topGifters}: name-b, 30 coins` })).toBeTruthy();
  });

  it('says that the host’s picture is small or gone, while it is', async () => {
    const { room } = await enter();
    const tell = (level: 'high' | 'low' | 'audio') =>
      room.as((listener) => listener.onEvent({ t: 'quality', level, atMs: 0 }, place()));
    await tell('audio');
    expect(screen.getByText(words.hostQuality.audio)).toBeTruthy();
    await tell('low');
    expect(screen.queryByText(words.hostQuality.audio)).toBeNull();
    expect(screen.getByText(words.hostQuality.low)).toBeTruthy();
    await tell('high');
    expect(screen.queryByText(words.hostQuality.low)).toBeNull();
  });

  it('asks for a token of the new role when a seat is taken and lost, and of the next when it runs out', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked: number[] = [];
    const grant = (role: 'viewer' | 'guest') => ({
      ...{
        state: 'on',
        provider: 'agora',
        appId: 'a',
        channel: roomId,
        userAccount: sita.accountId,
        area: 'ASIA',
        token: 't',
      },
      ...{ role, renewAt: '2026-01-02T03:04:05.678Z', renewInMs: 480_000, expiresAt: '2026-01-02T03:06:05.678Z' },
    });
    const routes = {
      [`POST /rooms/${roomId}/media`]: () => {
        asked.push(asked.length);
        return success(grant(asked.length % 2 === 1 ? 'guest' : 'viewer'));
      },
    };
    const rendered = await renderScreen(<RoomScreen roomId={roomId} account={sita} />, {
      routes: { 'GET /gifts': () => success({ items: [rose] }), ...routes },
    });
    const you = welcomeOf().you;
    const joined = { ...joinDataOf(streamOf(1)), media: mediaSchema.parse(grant('viewer')) };
    await rendered.room.as((listener) => {
      rendered.room.joined?.(joined);
      listener.onState('live');
      listener.onWelcome(welcomeOf());
    });
    expect(screen.getByText(english.watching.pictureAwaited)).toBeTruthy();
    expect(asked).toHaveLength(0);
    const guests = (offset: number, ...list: { id: string; name: string }[]) =>
      rendered.room.as((listener) => listener.onEvent({ t: 'guests', guests: list, atMs: 0 }, place(offset)));
    await guests(11, { id: you.id, name: 'me' });
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    await guests(12);
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    await act(async () => vi.advanceTimersByTime(480_000));
    await vi.waitFor(() => expect(asked).toHaveLength(3));
    rendered.view.unmount();
    vi.advanceTimersByTime(3_600_000);
    expect(asked).toHaveLength(3);
  });

  it('shows no media to who may have it no more', async () => {
    const first = {
      state: 'on',
      provider: 'agora',
      appId: 'a',
      channel: roomId,
      userAccount: sita.accountId,
      area: 'ASIA',
    };
    const times = { renewAt: '2026-01-02T03:04:05.678Z', renewInMs: 0, expiresAt: '2026-01-02T03:06:05.678Z' };
    const media = mediaSchema.parse({ ...first, ...times, role: 'viewer', token: 't' });
    const rendered = await enter({ [`POST /rooms/${roomId}/media`]: () => problem(403, 'room_banned') });
    await rendered.room.as(() => rendered.room.joined?.({ ...joinDataOf(streamOf(1)), media }));
    await waitFor(() => expect(rendered.rtc.calls).toContain('leave'));
    expect(screen.queryByText(words.mediaOff)).toBeNull();
  });

  it('follows what happens', async () => {
    const { room } = await enter();
    await room.as((listener) => {
      listener.onEvent({ t: 'count', viewers: 1_893, peak: 1_900 }, place());
      listener.onEvent({ t: 'chat', mid: 'm9', from: personOf('h'), text: 'welcome!', atMs: 0 }, place());
      listener.onEvent({ t: 'joined', who: personOf('d') }, place());
      listener.onEvent(
        { t: 'gift', tx: 't', from: personOf('c'), gift: 'rose', quantity: 2, coins: '2', atMs: 0 },
        place(11),
      );
      listener.onEvent({ t: 'host', online: false, atMs: 0 }, place(12));
      listener.onState('reconnecting');
    });
    expect(screen.getByTestId('viewer-count').textContent).toBe('1.8K viewers');
    expect(screen.getByRole('log').textContent).toContain(`name-h · ${words.host}  welcome!`);
    expect(screen.getByRole('log').textContent).toContain(words.giftSent('name-c', '🌹 Rose', 2));
    expect(screen.getByText(words.hostAway)).toBeTruthy();
    expect(screen.getByTestId('connection-state').textContent).toBe(words.connection.reconnecting);
  });

  it('leaves when the screen does', async () => {
    const { room, view } = await enter();
    expect(room.running).toBe(true);
    view.unmount();
    expect(room.running).toBe(false);
  });

  it('asks whether its connection still lives when the app comes back, and not after it left', async () => {
    const { room, view } = await enter();
    const comeBack = () => act(async () => void document.dispatchEvent(new Event('visibilitychange')));
    await comeBack();
    expect(room.wakes).toBe(1);
    view.unmount();
    await comeBack();
    expect(room.wakes).toBe(1);
  });

  it('says something, by the keyboard, and empties the line', async () => {
    const { room } = await enter();
    const line = screen.getByLabelText(words.chatPlaceholder);
    fireEvent.change(line, { target: { value: '  hello ' } });
    await act(async () => {
      fireEvent.keyDown(line, { key: 'Enter' });
    });
    expect(room.sent).toEqual(['chat hello']);
    expect(line).toHaveProperty('value', '');
    expect(screen.getByRole('log').textContent).toContain('sita  hello');
  });

  it('keeps the line and says why when it was not said', async () => {
    const { room } = await enter();
    room.answer = () => new CommandError('rate_limited', '');
    const line = screen.getByLabelText(words.chatPlaceholder);
    fireEvent.change(line, { target: { value: 'hello' } });
    press(words.send);
    expect((await screen.findByRole('alert')).textContent).toBe(errorCodes.rate_limited.text);
    expect(line).toHaveProperty('value', 'hello');
  });

  it('likes at once, and sends the taps together', async () => {
    vi.useFakeTimers();
    const { room } = await enter();
    for (let n = 0; n < 3; n += 1) press(/^Like/);
    expect(screen.getByRole('button', { name: 'Like, 43 likes' })).toBeTruthy();
    room.answer = () => ({ t: 'like', total: 45 });
    await act(async () => vi.advanceTimersByTimeAsync(likeBatchMs));
    expect(room.sent).toEqual(['like 3']);
    expect(screen.getByRole('button', { name: 'Like, 45 likes' })).toBeTruthy();
  });

  it('takes back likes that did not arrive', async () => {
    vi.useFakeTimers();
    const { room } = await enter();
    room.answer = () => new CommandError('rate_limited', '');
    press(/^Like/);
    await act(async () => vi.advanceTimersByTimeAsync(likeBatchMs));
    expect(screen.getByRole('button', { name: 'Like, 40 likes' })).toBeTruthy();
  });

  it('gives a gift and shows the new balance', async () => {
    const { room } = await enter();
    room.answer = () => ({ t: 'gift', result: 'created', tx: 'tx-1', coins: '1', balance: '499' });
    press(english.gifts.open);
    press(/^Rose/);
    press(english.gifts.confirm);
    await waitFor(() => expect(screen.getByTestId('gift-balance').textContent).toBe('499'));
    expect(room.sent).toEqual([`gift rose 1 ${uuidOf(1)}`]);
    await room.as((listener) => listener.onEvent({ t: 'gift.confirmed', tx: 'tx-1' }, place()));
    expect(screen.getByText(english.gifts.confirmed('🌹 Rose'))).toBeTruthy();
  });

  it('repeats a gift of unknown outcome under its first id after the tray was closed and opened again', async () => {
    const { room } = await enter();
    room.answer = () => new CommandError('wallet_unknown', '');
    press(english.gifts.open);
    press(/^Rose/);
    press(english.gifts.confirm);
    await screen.findByText(errorCodes.wallet_unknown.text);
    press(english.ui.close);
    expect(screen.queryByTestId('gift-balance')).toBeNull();
    room.answer = () => ({ t: 'gift', result: 'exists', tx: 'tx-1', coins: '1', balance: '499' });
    press(english.gifts.open);
    press(/^Rose/);
    press(english.gifts.confirm);
    await waitFor(() => expect(screen.getByTestId('gift-balance').textContent).toBe('499'));
    // The balance is told before the gift has ended, until when no other can be chosen.
    await screen.findByRole('button', { name: english.watching.again('Rose') });
    press(/^Rose/);
    press(english.gifts.confirm);
    await waitFor(() => expect(room.sent).toHaveLength(3));
    expect(room.sent).toEqual([1, 1, 2].map((id) => `gift rose 1 ${uuidOf(id)}`));
  });

  it('shows the wallet’s refusal', async () => {
    const { room } = await enter();
    room.answer = () => new CommandError('wallet_locked', '');
    press(english.gifts.open);
    press(/^Rose/);
    press(english.gifts.confirm);
    expect(await screen.findByText(errorCodes.wallet_locked.text)).toBeTruthy();
  });

  it('asks the unverified to verify before they give', async () => {
    await enter({}, {}, { ...sita, emailVerified: false });
    press(english.gifts.open);
    expect(await screen.findByText(english.verify.banner)).toBeTruthy();
    expect(screen.queryByTestId('gift-balance')).toBeNull();
  });
});

describe('the host', () => {
  const asHost = { you: { ...welcomeOf().you, role: 'host' } };

  it('ends the broadcast, asked twice, and sees the summary', async () => {
    const { server, room } = await enter(
      {
        [`POST /streams/${roomId}/end`]: () =>
          success({ stream: streamOf(1, { status: 'ended' }), summary: summaryOf() }),
        [`GET /streams/${roomId}/summary`]: () => success(summaryOf()),
      },
      asHost,
    );
    expect(screen.queryByRole('button', { name: english.gifts.open })).toBeNull();
    press(words.end);
    fireEvent.click(await screen.findByRole('button', { name: words.endNo }));
    press(words.end);
    fireEvent.click(await screen.findByRole('button', { name: words.endYes }));
    await waitFor(() => expect(server.count(`POST /streams/${roomId}/end`)).toBe(1));
    await room.as((listener) => {
      listener.onEvent(ended, place(11));
      listener.onState('ended', 'room_ended');
    });
    expect(await screen.findByText('1:02:03')).toBeTruthy();
    expect(screen.getByText('4,510')).toBeTruthy();
    expect(screen.getByText('1. maya: 4,000 coins')).toBeTruthy();
  });

  it('hears why it could not be ended', async () => {
    await enter({ [`POST /streams/${roomId}/end`]: () => problem(403, 'stream_not_yours') }, asHost);
    press(words.end);
    fireEvent.click(await screen.findByRole('button', { name: words.endYes }));
    expect((await screen.findByRole('alert')).textContent).toContain(errorCodes.stream_not_yours.text);
  });
});

describe('outside', () => {
  it('waits while it joins', async () => {
    const { room } = await renderScreen(<RoomScreen roomId={roomId} account={sita} />);
    expect(screen.getByText(words.loading)).toBeTruthy();
    await room.as((listener) => listener.onState('reconnecting'));
    expect(screen.getByText(words.connection.reconnecting)).toBeTruthy();
  });

  it('says why it was refused', async () => {
    const { room } = await renderScreen(<RoomScreen roomId={roomId} account={sita} />);
    await room.as((listener) => listener.onState('refused', 'room_banned'));
    expect(screen.getByRole('alert').textContent).toBe(errorCodes.room_banned.text);
  });

  it('shows what the last event said until the summary is there', async () => {
    const { room } = await enter();
    await room.as((listener) => listener.onEvent({ ...ended, reason: 'host_lost' }, place(11)));
    expect(screen.getByText(english.ended.hostLost)).toBeTruthy();
    expect(screen.getByText('1,500')).toBeTruthy();
  });

  it('shows the summary of a room that was over before, and asks again until it is final', async () => {
    vi.useFakeTimers();
    const { server, room } = await renderScreen(<RoomScreen roomId={roomId} account={sita} />, {
      routes: { [`GET /streams/${roomId}/summary`]: () => success(summaryOf({ final: false, coins: '1' })) },
    });
    await room.as((listener) => listener.onState('ended', 'room_ended'));
    await act(async () => vi.advanceTimersByTimeAsync(0));
    expect(screen.getByText(english.ended.notFinal)).toBeTruthy();
    server.routes.set(`GET /streams/${roomId}/summary`, () => success(summaryOf()));
    await act(async () => vi.advanceTimersByTimeAsync(3_000));
    expect(screen.queryByText(english.ended.notFinal)).toBeNull();
    const asked = server.count(`GET /streams/${roomId}/summary`);
    await act(async () => vi.advanceTimersByTimeAsync(10_000));
    expect(server.count(`GET /streams/${roomId}/summary`)).toBe(asked);
  });
});
