import { CommandError } from '@halobuzz/core/client/pending-commands';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { personOf, streamOf, uuidOf } from '../../../testing/fixtures.ts';
import { ownStreamOf } from '../../../testing/host-fixtures.ts';
import { commands, hostRoomId, openHostPanel, press, sitaHere, type } from '../../../testing/open-host-panel.tsx';
import { english } from '../../i18n/english.ts';
import type { RtcSession } from '../../media/rtc.ts';

const { host: words, moderation, room: roomWords } = english;
const roomId = hostRoomId;

describe('who has which tools', () => {
  it.each([
    ['viewer', undefined],
    ['moderator', [moderation.title, words.chat, words.guests]],
    ['admin', [moderation.title, words.chat, words.guests]],
    [
      'host',
      [
        ...[words.tools, words.dashboard, words.guests, words.battle, words.chat, moderation.title],
        ...[words.broadcast, roomWords.end],
      ],
    ],
  ] as const)('a %s', async (role, tools) => {
    await openHostPanel({ role });
    const bar = screen.queryByRole('toolbar', { name: words.tools });
    if (tools === undefined) expect(bar).toBeNull();
    else {
      const buttons = within(screen.getByRole('toolbar', { name: words.tools })).getAllByRole('button');
      expect(buttons.map((button) => button.textContent)).toEqual(tools);
    }
  });
});

const mic = (on: boolean) => words.of(words.micFace(on), on ? words.microphoneOn : words.microphoneOff);
const camera = (on: boolean) => words.of(words.cameraFace(on), on ? words.cameraOn : words.cameraOff);

describe('devices', () => {
  const session = (fails = false) => {
    const calls: [string, boolean][] = [];
    const turn = (name: string) => async (on: boolean) => {
      if (fails) throw new Error('in use');
      calls.push([name, on]);
    };
    // Only what the panel uses of a session.
    const rtc = { setMicrophone: turn('microphone'), setCamera: turn('camera') } as unknown as RtcSession;
    return { rtc, calls };
  };

  it('are turned off and on, and stay so for the next time', async () => {
    const { rtc, calls } = session();
    const { storage } = await openHostPanel({ rtc });
    press(mic(true));
    fireEvent.click(await screen.findByRole('button', { name: mic(false) }));
    await screen.findByRole('button', { name: mic(true) });
    press(camera(true));
    await screen.findByRole('button', { name: camera(false) });
    expect(calls).toEqual([
      ['microphone', false],
      ['microphone', true],
      ['camera', false],
    ]);
    await waitFor(async () =>
      expect(JSON.parse((await storage.get('live-devices')) ?? '{}')).toEqual({ microphoneOn: true, cameraOn: false }),
    );
  });

  it('show each what it does, though both were turned at once', async () => {
    const asked: Record<string, () => void> = {};
    const turn = (name: string) => () => new Promise<void>((resolve) => Object.assign(asked, { [name]: resolve }));
    // Only what the panel uses of a session.
    const rtc = { setMicrophone: turn('microphone'), setCamera: turn('camera') } as unknown as RtcSession;
    await openHostPanel({ rtc });
    press(mic(true));
    press(camera(true));
    await act(async () => asked.microphone?.());
    await act(async () => asked.camera?.());
    expect(screen.getByRole('button', { name: mic(false) })).toBeTruthy();
    expect(screen.getByRole('button', { name: camera(false) })).toBeTruthy();
  });

  it('are at hand for a guest in a seat, and for no other viewer', async () => {
    const { rtc, calls } = session();
    const { happens } = await openHostPanel({ rtc, role: 'viewer' });
    expect(screen.queryByRole('toolbar')).toBeNull();
    await happens({ t: 'guests', guests: [sitaHere], atMs: 1 });
    fireEvent.click(await screen.findByRole('button', { name: camera(true) }));
    await waitFor(() => expect(calls).toEqual([['camera', false]]));
    const buttons = within(screen.getByRole('toolbar', { name: words.tools })).getAllByRole('button');
    expect(buttons).toHaveLength(2);
    await happens({ t: 'guests', guests: [], atMs: 2 });
    expect(screen.queryByRole('toolbar')).toBeNull();
  });

  it('that do not obey are told', async () => {
    await openHostPanel({ rtc: session(true).rtc });
    press(camera(true));
    expect((await screen.findByRole('alert')).textContent).toBe(words.deviceFailed);
    expect(screen.getByRole('button', { name: camera(true) })).toBeTruthy();
  });
});

it('is folded on a phone, but for what is wanted now and the way out', async () => {
  const { happens } = await openHostPanel({ folded: true });
  const shown = () =>
    within(screen.getByRole('toolbar', { name: words.tools }))
      .getAllByRole('button')
      .map((button) => button.textContent);
  expect(shown()).toEqual([words.tools, roomWords.end]);
  await happens({ t: 'guest.asks', requests: [{ person: personOf('d'), untilMs: 9 }], invitations: [] });
  expect(shown()).toEqual([words.tools, words.guestsWaiting(1), roomWords.end]);
});

describe('the dashboard', () => {
  it('shows how it goes, as it goes', async () => {
    const { happens } = await openHostPanel({ tool: words.dashboard });
    expect(await screen.findByLabelText(`${words.coins}: 1,200`)).toBeTruthy();
    expect(screen.getByLabelText(`${words.diamonds}: 600`)).toBeTruthy();
    expect(screen.getByLabelText(`${words.viewers}: 12`)).toBeTruthy();
    await happens({ t: 'count', viewers: 30, peak: 45 });
    await happens({ t: 'quality', level: 'low', atMs: 0 });
    await happens({ t: 'gift', tx: 't1', from: personOf('c'), gift: 'rose', quantity: 1, coins: '1', atMs: 0 });
    expect(screen.getByLabelText(`${words.peak}: 45`)).toBeTruthy();
    expect(screen.getByLabelText(`${words.picture}: ${words.pictures.low}`)).toBeTruthy();
    expect(await screen.findByLabelText(`${words.giftRate}: 1`)).toBeTruthy();
    expect(screen.getByRole('list', { name: words.topGifters }).textContent).toContain('1. name-c1,200 coins');
  });
});

describe('guests', () => {
  const asks = {
    requests: [{ person: personOf('d'), untilMs: 9 }],
    invitations: [{ person: personOf('e'), untilMs: 9 }],
  };

  it('are answered, withdrawn, removed and invited', async () => {
    const { room } = await openHostPanel({
      ...{ tool: words.guestsWaiting(1), you: { asks } },
      welcome: { guests: [personOf('g')] },
    });
    for (const name of [
      words.of(words.removeSeat, 'name-g'),
      words.of(words.accept, 'name-d'),
      words.of(words.decline, 'name-d'),
      words.of(words.withdraw, 'name-e'),
      words.of(words.inviteGuest, 'name-b'),
    ]) {
      fireEvent.click(await screen.findByRole('button', { name }));
      await waitFor(() => expect(screen.getByRole('button', { name }).getAttribute('aria-busy')).toBe('false'));
    }
    expect(room.sent.filter((sent) => sent.startsWith('guest'))).toEqual([
      ...[`guest remove ${personOf('g').id}`, `guest accept ${personOf('d').id}`, `guest decline ${personOf('d').id}`],
      ...[`guest decline ${personOf('e').id}`, `guest invite ${personOf('b').id}`],
    ]);
    expect(screen.queryByText('sita'), 'nobody invites themselves').toBeNull();
  });

  it('keep their seats where a moderator may not give any', async () => {
    const { room } = await openHostPanel({
      tool: words.guests,
      role: 'moderator',
      welcome: { guests: [personOf('g')] },
    });
    expect(screen.queryByText(words.requests)).toBeNull();
    room.answer = () => new CommandError('forbidden', '');
    press(words.of(words.removeSeat, 'name-g'));
    expect((await screen.findByRole('alert')).textContent).toBe(english.errors.forbidden);
  });
});

describe('battles', () => {
  const challenge = (from: string, to: string) => ({
    ...{ battle: `bt_${'a'.repeat(26)}`, seconds: 300, untilMs: Date.now() + 30_000, state: 'invited' as const },
    from: { room: from, host: personOf('h') },
    to: { room: to, host: personOf('k') },
  });
  const battleOf = (id: string) => ({
    ...{ id, status: 'invited', seconds: 300, invitedAt: '2026-11-22T10:00:00.000Z' },
    ...{ expiresAt: '2026-11-22T10:00:30.000Z', sides: [] },
  });
  const id = `bt_${'a'.repeat(26)}`;

  it('are offered to hosts who are live, for as long as is chosen', async () => {
    const { server } = await openHostPanel({
      tool: words.battle,
      routes: {
        'GET /streams': () =>
          success({
            items: [streamOf(1), streamOf(2, { host: { ...personOf('k'), handle: 'kiran' } })].map(withoutName),
          }),
        [`POST /streams/${roomId}/battles`]: () => success(battleOf(id), 201),
      },
    });
    fireEvent.click(screen.getByRole('radio', { name: words.minutes(10) }));
    fireEvent.click(await screen.findByRole('button', { name: words.of(words.challenge, 'kiran') }));
    expect(await screen.findByText(words.challengeSent('kiran'))).toBeTruthy();
    expect(server.requests.at(-1)?.body).toEqual({ opponent: uuidOf(2), seconds: 600 });
    expect(screen.queryByRole('button', { name: words.of(words.challenge, 'host') }), 'not oneself').toBeNull();
  });

  it('that come in are accepted or declined', async () => {
    const { server, happens } = await openHostPanel({
      ...{ tool: words.battle, you: { challenge: challenge(uuidOf(2), roomId) } },
      routes: {
        [`POST /battles/${id}/accept`]: () => problem(409, 'battle_expired'),
        [`POST /battles/${id}/decline`]: () => success(battleOf(id)),
      },
    });
    expect(screen.getByText(words.challengedBy('name-h', words.minutes(5)))).toBeTruthy();
    press(words.accept);
    expect(await screen.findByText(english.errors.battle_expired)).toBeTruthy();
    press(words.decline);
    await waitFor(() => expect(server.count(`POST /battles/${id}/decline`)).toBe(1));
    await happens({ t: 'battle.challenge', challenge: { ...challenge(uuidOf(2), roomId), state: 'declined' } });
    expect(screen.getByText(words.challengeEnded.declined)).toBeTruthy();
  });

  it('that wait are taken back, and that run are given up after a second question', async () => {
    const { server, happens } = await openHostPanel({
      ...{ tool: words.battle, you: { challenge: challenge(roomId, uuidOf(2)) } },
      routes: { [`POST /battles/${id}/cancel`]: () => success(battleOf(id)) },
    });
    press(words.withdraw);
    await waitFor(() => expect(server.count(`POST /battles/${id}/cancel`)).toBe(1));
    const side = (room: string, coins: string) => ({ room, host: personOf('h'), coins });
    await happens({
      ...{ t: 'battle', atMs: 0 },
      now: {
        ...{ battle: id, state: 'running', startsAtMs: 0, endsAtMs: Date.now() + 100_000 },
        sides: [side(roomId, '1200'), side(uuidOf(2), '90')],
      },
    });
    expect(screen.getByText(/^1,200 to 90, 1:\d\d left$/)).toBeTruthy();
    press(words.giveUp);
    expect(screen.getByText(words.giveUpAsk)).toBeTruthy();
    press(words.giveUp);
    await waitFor(() => expect(server.count(`POST /battles/${id}/cancel`)).toBe(2));
  });
});

it('counts a battle by the server’s clock', async () => {
  const serverAheadMs = 60_000;
  const battle = {
    ...{ battle: `bt_${'a'.repeat(26)}`, state: 'running' as const, startsAtMs: 0 },
    ...{ endsAtMs: Date.now() + serverAheadMs + 90_000, sides: [] },
  };
  await openHostPanel({ tool: words.battle, serverAheadMs, welcome: { battle } });
  expect(screen.getByText(/, 1:(30|29) left$/)).toBeTruthy();
});

/** A broadcast's host has an id and a handle, and no name. */
const withoutName = ({ host: { id, handle }, ...stream }: ReturnType<typeof streamOf>) => ({
  ...stream,
  host: { id, handle },
});

describe('the chat', () => {
  it('is set, announced in, and cleared', async () => {
    const { room, happens } = await openHostPanel({ tool: words.chat });
    fireEvent.click(screen.getByRole('radio', { name: words.slowSteps(30) }));
    fireEvent.click(screen.getByRole('switch', { name: words.followersOnly }));
    fireEvent.click(screen.getByRole('radio', { name: words.linkPolicies.none }));
    fireEvent.click(screen.getByRole('switch', { name: words.filter }));
    await waitFor(() => expect(commands(room)).toHaveLength(4));
    expect(commands(room)).toEqual([
      { t: 'settings', slowModeSeconds: 30 },
      { t: 'settings', followersOnly: true },
      { t: 'settings', links: 'none' },
      { t: 'settings', keywordFilter: false },
    ]);
    type(words.announce, '  Break at nine ');
    press(words.announceDo);
    await waitFor(() => expect(room.sent.slice(-2)).toEqual(['chat Break at nine', '{"t":"pin","mid":"m-9"}']));
    await happens({
      ...{ t: 'pinned', atMs: 0 },
      message: { t: 'chat', mid: 'm-9', from: personOf('h'), text: 'Break at nine', atMs: 0 },
    });
    expect(screen.getByText('name-h: Break at nine')).toBeTruthy();
    press(words.unpin);
    await waitFor(() => expect(commands(room).at(-1)).toEqual({ t: 'unpin' }));
  });

  it('has a goal of gifts', async () => {
    const { room, happens } = await openHostPanel({ tool: words.chat });
    room.answer = (command) => (command === 'goal.clear' ? { t: 'goal.clear' } : { t: 'goal', goal: 1 });
    type(words.goalTitle, 'New strings');
    type(words.goalCoins, '0');
    press(words.goalSet);
    expect(await screen.findByText(words.goalWrong)).toBeTruthy();
    type(words.goalCoins, '5000');
    press(words.goalSet);
    await waitFor(() => expect(room.sent).toContain('goal 5000 New strings'));
    const now = { goal: 1, title: 'New strings', target: '5000', progress: '1200' };
    await happens({ t: 'goal', now, atMs: 0 });
    expect(screen.getByText(words.goalNow('New strings', '1,200', '5,000'))).toBeTruthy();
    press(words.goalClear);
    await waitFor(() => expect(room.sent).toContain('goal.clear'));
  });

  it('says why a moderator may not', async () => {
    const { room } = await openHostPanel({ tool: words.chat, role: 'moderator' });
    expect(screen.queryByLabelText(words.goalTitle)).toBeNull();
    room.answer = () => new CommandError('forbidden', '');
    fireEvent.click(screen.getByRole('switch', { name: words.followersOnly }));
    expect((await screen.findByRole('alert')).textContent).toBe(english.errors.forbidden);
  });
});

describe('the broadcast', () => {
  it('is changed while it runs', async () => {
    const own = ownStreamOf(1, { status: 'live', title: 'Ragas' });
    const { server } = await openHostPanel({
      tool: words.broadcast,
      routes: {
        'GET /streams/mine': () => success({ items: [own] }),
        [`PATCH /streams/${roomId}`]: () => success({ stream: own }),
        [`GET /streams/${roomId}/invitations`]: () => success({ items: [] }),
        [`POST /streams/${roomId}/invitations`]: () =>
          success({ items: [{ handle: 'maya', at: '2026-11-22T10:00:00.000Z' }] }),
      },
    });
    await screen.findByLabelText(english.goLive.roomTitle);
    type(english.goLive.roomTitle, 'Night ragas');
    fireEvent.click(screen.getByRole('radio', { name: english.live.visibility.followers }));
    press(words.save);
    expect(await screen.findByText(words.saved)).toBeTruthy();
    const change = server.requests.find(({ route }) => route === `PATCH /streams/${roomId}`)?.body;
    expect(change).toMatchObject({ title: 'Night ragas', privacy: { visibility: 'followers' } });
    expect(change).not.toHaveProperty('scheduledAt');
    type(english.live.inviteHandle, 'maya');
    press(english.live.invite);
    expect(await screen.findByText('@maya')).toBeTruthy();
  });

  it('is left for a moment, or ended', async () => {
    const { server } = await openHostPanel({
      routes: { [`POST /streams/${roomId}/end`]: () => problem(503, 'unavailable') },
    });
    press(roomWords.end);
    expect(await screen.findByText(words.leaveNote(60))).toBeTruthy();
    expect(screen.getByRole('link', { name: words.leave }).getAttribute('href')).toBe('/');
    press(roomWords.endNo);
    expect(screen.queryByText(words.endNote)).toBeNull();
    press(roomWords.end);
    fireEvent.click(await screen.findByRole('button', { name: roomWords.endYes }));
    expect((await screen.findByRole('alert')).textContent).toBe(english.errors.unavailable);
    expect(server.count(`POST /streams/${roomId}/end`)).toBe(1);
  });
});
