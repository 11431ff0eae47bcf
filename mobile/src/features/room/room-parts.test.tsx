import { CommandError } from '@halobuzz/core/client/pending-commands';
import { errorCodes } from '@halobuzz/core/errors/codes';
import type { RoomBattle } from '@halobuzz/core/protocol/messages/battle';
import { initialRoomSettings } from '@halobuzz/core/protocol/messages/settings';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { enterRoom, place, roomId } from '../../../testing/enter-room.tsx';
import { success } from '../../../testing/fake-server.ts';
import { personOf, sita, uuidOf, welcomeOf } from '../../../testing/fixtures.ts';
import { english } from '../../i18n/english.ts';
import { quietMs } from './connection-note.tsx';

const words = english.watching;
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const you = welcomeOf().you;
const own = { id: sita.accountId, name: 'sita' };

afterEach(() => {
  vi.useRealTimers();
});

describe('a message', () => {
  const openLine = async (text: string) => {
    fireEvent.click(await screen.findByText(text, { exact: false, selector: '[role=button]' }));
    return within(await screen.findByRole('dialog'));
  };

  it('is answered, with what it said', async () => {
    const { room } = await enterRoom();
    const menu = await openLine('namaste');
    fireEvent.click(menu.getByRole('button', { name: words.reply }));
    expect(screen.getByText(words.replyingTo('name-b', 'namaste'))).toBeTruthy();
    const input = screen.getByLabelText(english.room.chatPlaceholder);
    fireEvent.change(input, { target: { value: 'namaste to you' } });
    await act(async () => {
      fireEvent.keyDown(input, { key: 'Enter' });
    });
    expect(room.sent).toEqual(['chat namaste to you > m1']);
    expect(screen.queryByText(words.replyingTo('name-b', 'namaste'))).toBeNull();
    expect(screen.getByRole('log').textContent).toContain('↪ name-b: namaste');
  });

  it('has its writer mentioned by a press on the name', async () => {
    await enterRoom();
    fireEvent.click(screen.getByText('name-b', { exact: true }));
    expect(screen.getByLabelText(english.room.chatPlaceholder)).toHaveProperty('value', '@name-b ');
  });

  it('is reported within two presses of the menu', async () => {
    const { server } = await enterRoom(
      {},
      { routes: { [`POST /rooms/${roomId}/messages/m1/report`]: () => success({ reportId: 'rp_1' }) } },
    );
    const menu = await openLine('namaste');
    fireEvent.click(menu.getByRole('button', { name: words.reportMessage }));
    fireEvent.click(screen.getByRole('button', { name: english.people.send }));
    await waitFor(() => expect(server.count(`POST /rooms/${roomId}/messages/m1/report`)).toBe(1));
  });

  it('of one’s own is taken away, and of nobody else by a viewer', async () => {
    const { room } = await enterRoom({
      chat: [
        { t: 'chat', mid: 'm1', from: personOf('b'), text: 'namaste', atMs: 0 },
        { t: 'chat', mid: 'm2', from: own, text: 'mine', atMs: 0 },
      ],
    });
    room.answer = () => ({ t: 'chat.delete' });
    const theirs = await openLine('namaste');
    expect(theirs.queryByRole('button', { name: words.removeMessage })).toBeNull();
    fireEvent.click(theirs.getByRole('button', { name: english.ui.close }));
    const mine = await openLine('mine');
    fireEvent.click(mine.getByRole('button', { name: words.removeMessage }));
    await waitFor(() => expect(room.sent).toEqual([JSON.stringify({ t: 'chat.delete', mid: 'm2' })]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('the rules of the chat', () => {
  it('stand above the line while they hold, and what is pinned above the chat', async () => {
    const { room } = await enterRoom({ pinned: { t: 'chat', mid: 'p', from: personOf('h'), text: 'rules', atMs: 0 } });
    expect(screen.getByRole('status', { name: words.pinnedBy('name-h') }).textContent).toContain('rules');
    await room.as((listener) => {
      const settings = { ...initialRoomSettings, slowModeSeconds: 5, followersOnly: true };
      listener.onEvent({ t: 'settings', settings, atMs: 0 }, place(11));
      listener.onEvent({ t: 'pinned', atMs: 0 }, place(12));
    });
    expect(screen.getByText(words.slowMode(5))).toBeTruthy();
    expect(screen.getByText(words.followersOnly)).toBeTruthy();
    expect(screen.queryByText('rules')).toBeNull();
  });

  it('count down to the next message in a slow room', async () => {
    vi.useFakeTimers();
    const { room } = await enterRoom({ settings: { ...initialRoomSettings, slowModeSeconds: 3 } });
    const input = screen.getByLabelText(english.room.chatPlaceholder);
    const say = (value: string) =>
      act(async () => {
        fireEvent.change(input, { target: { value } });
        fireEvent.keyDown(input, { key: 'Enter' });
        await vi.advanceTimersByTimeAsync(0);
      });
    await say('one');
    expect(screen.getByText(words.slowWait(3))).toBeTruthy();
    await say('two');
    expect(room.sent).toEqual(['chat one']);
    await act(async () => vi.advanceTimersByTimeAsync(3_500));
    expect(screen.queryByText(words.slowWait(1))).toBeNull();
    await say('two');
    expect(room.sent).toEqual(['chat one', 'chat two']);
  });

  it('open again at the moment they say, whenever somebody types', async () => {
    vi.useFakeTimers();
    const { room } = await enterRoom({ settings: { ...initialRoomSettings, slowModeSeconds: 3 } });
    const input = screen.getByLabelText(english.room.chatPlaceholder);
    const type = (value: string) => act(async () => fireEvent.change(input, { target: { value } }));
    await type('one');
    await act(async () => {
      fireEvent.keyDown(input, { key: 'Enter' });
      await vi.advanceTimersByTimeAsync(0);
    });
    await act(async () => vi.advanceTimersByTimeAsync(2_600));
    // Past the end, and before the countdown's next tick.
    vi.setSystemTime(Date.now() + 450);
    await type('two');
    expect(screen.queryByText(words.slowWait(1))).toBeNull();
    await act(async () => {
      fireEvent.keyDown(input, { key: 'Enter' });
      await vi.advanceTimersByTimeAsync(0);
    });
    expect(room.sent).toEqual(['chat one', 'chat two']);
  });

  it('say that one is muted, and no longer when one is not', async () => {
    const { room } = await enterRoom({ you: { ...you, mute: {} } });
    expect(screen.getByText(words.muted)).toBeTruthy();
    await room.as((listener) => listener.onEvent({ t: 'moderated', act: 'unmute', who: own, atMs: 0 }, place(11)));
    expect(screen.queryByText(words.muted)).toBeNull();
  });
});

describe('a battle', () => {
  const battle = (change: Partial<RoomBattle> = {}): RoomBattle => ({
    battle: `bt_${'a'.repeat(26)}`,
    state: 'running',
    startsAtMs: Date.now() - 1_000,
    endsAtMs: Date.now() + 90_000,
    sides: [
      { room: uuidOf(2), host: personOf('r'), coins: '50' },
      { room: roomId, host: personOf('h'), coins: '20' },
    ],
    ...change,
  });

  it('shows the own side first, moves with the score, and names the winner', async () => {
    const { room } = await enterRoom({ battle: battle() });
    const bar = screen.getByRole('group', { name: words.battleWith('name-r') });
    expect(bar.textContent).toMatch(/^name-h 20.*50 name-r$/);
    await room.as((listener) =>
      listener.onEvent({ t: 'battle.score', battle: battle().battle, own: '1200', rival: '60' }, place()),
    );
    expect(bar.textContent).toMatch(/^name-h 1,200.*60 name-r$/);
    const final = battle({ state: 'final', endsAtMs: Date.now(), outcome: { kind: 'won', winner: roomId } });
    await room.as((listener) => listener.onEvent({ t: 'battle', now: final, atMs: 0 }, place(11)));
    expect(screen.getByText(words.battleWon('name-h'))).toBeTruthy();
  });

  it('is history a while after it was decided', async () => {
    await enterRoom({ battle: battle({ state: 'final', endsAtMs: Date.now() - 120_000, outcome: { kind: 'draw' } }) });
    expect(screen.queryByRole('group', { name: words.battleWith('name-r') })).toBeNull();
  });
});

it('shows a goal and how far it has come', async () => {
  const { room } = await enterRoom({ goal: { goal: 1, title: 'Drums', target: '200', progress: '50' } });
  const bar = screen.getByRole('progressbar', { name: 'Drums' });
  expect(bar.getAttribute('aria-valuenow')).toBe('25');
  await room.as((listener) => listener.onEvent({ t: 'goal.progress', goal: 1, progress: '200' }, place()));
  expect(bar.getAttribute('aria-valuenow')).toBe('100');
  expect(screen.getByText(words.goalReached('Drums'))).toBeTruthy();
});

describe('a seat', () => {
  const untilMs = Date.now() + 60_000;

  it('is asked for in the menu, and taken back', async () => {
    const { room } = await enterRoom();
    room.answer = () => ({ t: 'guest', changed: true, seated: false });
    press(words.menu);
    press(words.askSeat);
    await room.as((listener) =>
      listener.onEvent({ t: 'guest.asks', requests: [{ person: own, untilMs }], invitations: [] }, place()),
    );
    expect(screen.getByText(words.seatAsked)).toBeTruthy();
    press(words.cancelSeat);
    await waitFor(() => expect(room.sent).toEqual(['guest request', 'guest cancel']));
  });

  it('is offered over the picture, and left again', async () => {
    const { room } = await enterRoom({
      you: { ...you, asks: { requests: [], invitations: [{ person: own, untilMs }] } },
    });
    room.answer = () => ({ t: 'guest', changed: true, seated: true });
    press(words.acceptSeat);
    await room.as((listener) => {
      listener.onEvent({ t: 'guests', guests: [own], atMs: 0 }, place(11));
      listener.onEvent({ t: 'guest.asks', requests: [], invitations: [] }, place());
    });
    expect(screen.queryByRole('button', { name: words.acceptSeat })).toBeNull();
    press(words.menu);
    press(words.leaveSeat);
    await waitFor(() => expect(room.sent).toEqual(['guest accept', 'guest leave']));
  });

  it('is refused with the reason', async () => {
    const { room } = await enterRoom();
    room.answer = () => new CommandError('guest_asks_full', '');
    press(words.menu);
    press(words.askSeat);
    expect((await screen.findByRole('alert')).textContent).toBe(errorCodes.guest_asks_full.text);
  });
});

describe('who is here', () => {
  it('is listed by pages, nobody twice, and said to be a part in a large room', async () => {
    const { room } = await enterRoom();
    room.answer = (command) =>
      command === 'viewers'
        ? { t: 'viewers', viewers: [personOf('b'), personOf('c')], next: 'n1', sample: true }
        : { t: 'viewers', viewers: [personOf('c'), personOf('d')], sample: true };
    press(/12 viewers/);
    expect(await screen.findByText(words.sample)).toBeTruthy();
    press(english.ui.more);
    await waitFor(() => expect(screen.getByRole('list', { name: words.whoWatches }).children).toHaveLength(3));
    expect(room.sent).toEqual(['viewers', 'viewers n1']);
  });

  it('is not shown where the host hides it', async () => {
    const privacy = { visibility: 'public', adultsOnly: false, hideViewers: true, recording: false } as const;
    await enterRoom({ room: { ...welcomeOf().room, privacy: { ...privacy, screenshots: 'allow' } } });
    expect(screen.getByTestId('viewer-count').textContent).toBe('12 viewers');
    expect(screen.queryByRole('button', { name: /12 viewers/ })).toBeNull();
  });
});

it('shows who gave most, ever or lately, and one’s own place', async () => {
  const { room } = await enterRoom();
  room.answer = (command) => {
    const week = command.includes('week');
    const entries = [{ rank: 1, person: personOf(week ? 'w' : 'b'), coins: '30' }];
    return { t: 'leaderboard', scope: week ? 'week' : 'room', entries, own: { rank: 7, coins: '5' } };
  };
  press(new RegExp(english.room.topGifters));
  expect(await screen.findByText(words.ownRank(7, '5 coins'))).toBeTruthy();
  fireEvent.click(screen.getByRole('radio', { name: words.boards.week }));
  expect(await screen.findByText('name-w')).toBeTruthy();
});

it('offers the room’s address to others', async () => {
  const { shared } = await enterRoom();
  press(words.menu);
  press(words.share);
  expect(shared).toEqual([{ title: 'Evening ragas', url: `https://edge.example/room/${roomId}` }]);
});

it('reports the room within two presses of its menu', async () => {
  const { server } = await enterRoom(
    {},
    { routes: { [`POST /rooms/${roomId}/report`]: () => success({ reportId: 'rp_1' }) } },
  );
  press(words.menu);
  press(words.reportRoom);
  press(english.people.send);
  await waitFor(() => expect(server.count(`POST /rooms/${roomId}/report`)).toBe(1));
});

it('says what a lost connection does once it has been away for a while, and keeps what is there', async () => {
  vi.useFakeTimers();
  const { room } = await enterRoom();
  await room.as((listener) => listener.onState('reconnecting'));
  expect(screen.queryByTestId('connection-note')).toBeNull();
  await act(async () => vi.advanceTimersByTimeAsync(quietMs));
  expect(screen.getByTestId('connection-note').textContent).toBe(words.reconnecting);
  expect(screen.getByRole('log').textContent).toContain('namaste');
  await room.as((listener) => listener.onState('live'));
  expect(screen.queryByTestId('connection-note')).toBeNull();
});
