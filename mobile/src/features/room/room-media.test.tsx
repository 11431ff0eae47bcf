import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { enterRoom, grantOf, place, roomId } from '../../../testing/enter-room.tsx';
import { success } from '../../../testing/fake-server.ts';
import { joinDataOf, personOf, sita, streamOf, uuidOf, welcomeOf } from '../../../testing/fixtures.ts';
import { english } from '../../i18n/english.ts';

const words = english.watching;
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const watching = async (routes = {}) => {
  const rendered = await enterRoom({}, { media: grantOf(), routes });
  await waitFor(() => expect(rendered.rtc.calls).toContain('receive high'));
  return rendered;
};
const host = welcomeOf().room.host;

describe('watching', () => {
  it('shows the host’s picture where it was awaited', async () => {
    const { rtc } = await watching();
    const elements: string[] = [];
    expect(screen.getByText(words.pictureAwaited)).toBeTruthy();
    await act(async () => rtc.options?.onPicture(host.id, { show: (id) => elements.push(id) }));
    expect(screen.queryByText(words.pictureAwaited)).toBeNull();
    expect(document.getElementById(elements[0] ?? '')).toBeTruthy();
    await act(async () => rtc.options?.onPicture(host.id, undefined));
    expect(screen.getByText(words.pictureAwaited)).toBeTruthy();
  });

  it('goes down with a bad line, says so, and reports it to the room', async () => {
    const { rtc, room } = await watching();
    room.answer = () => ({ t: 'quality' });
    // Readings come every two seconds.
    const begin = performance.now();
    const clock = vi.spyOn(performance, 'now');
    for (let n = 1; n <= 12; n += 1) {
      clock.mockReturnValue(begin + n * 2_000);
      await act(async () => rtc.read({ uplink: 1, downlink: 5, receiveLossPercent: 40, rttMs: 900 }));
    }
    clock.mockRestore();
    await waitFor(() => expect(rtc.calls.some((call) => call !== 'receive high' && /^receive/.test(call))).toBe(true));
    expect(screen.getByText(new RegExp(`${words.poorLine}|${words.poorLineSound}`))).toBeTruthy();
    expect(room.sent.some((command) => command.startsWith('quality'))).toBe(true);
  });

  it('is silent on wish, and without a picture to save data', async () => {
    const { rtc } = await watching();
    press(words.menu);
    fireEvent.click(screen.getByRole('switch', { name: words.sound }));
    expect(rtc.calls.at(-1)).toBe('hear false');
    fireEvent.click(screen.getByRole('switch', { name: words.dataSaver }));
    await waitFor(() => expect(rtc.calls.at(-1)).toBe('receive none'));
    expect(screen.getByText(words.soundOnlyOn)).toBeTruthy();
    fireEvent.click(screen.getByRole('switch', { name: words.dataSaver }));
    await waitFor(() => expect(rtc.calls.at(-1)).toBe('receive high'));
  });

  it('plays sound with a touch where the browser wants one', async () => {
    const { rtc } = await watching();
    let played = 0;
    await act(async () =>
      rtc.options?.onSoundBlocked?.(() => {
        played += 1;
      }),
    );
    press(words.tapForSound);
    expect(played).toBe(1);
    expect(screen.queryByRole('button', { name: words.tapForSound })).toBeNull();
  });

  it('says that media could not be joined, and tries again', async () => {
    const rendered = await enterRoom();
    rendered.rtc.fails = true;
    await rendered.room.as((listener) => listener.onState('live'));
    await act(async () => {});
    await rendered.room.as(() => rendered.room.joined?.({ ...joinDataOf(streamOf(1)), media: grantOf() }));
    expect(await screen.findByText(words.mediaFailed)).toBeTruthy();
    rendered.rtc.fails = false;
    press(words.mediaAgain);
    expect(await screen.findByText(words.pictureAwaited)).toBeTruthy();
  });

  it('takes no access of a place that was given up into the next one', async () => {
    const { rtc, room } = await watching();
    const joins = () => rtc.calls.filter((call) => call.startsWith('join'));
    await room.as((listener) => listener.onState('refused', 'replaced'));
    press(words.useHere);
    await room.as((listener) => {
      listener.onState('live');
      listener.onWelcome(welcomeOf());
    });
    expect(screen.getByTestId('viewer-count')).toBeTruthy();
    expect(joins()).toHaveLength(1);
    await room.as(() => room.joined?.({ ...joinDataOf(streamOf(1)), media: grantOf({ token: 't2' }) }));
    await waitFor(() => expect(joins()).toHaveLength(2));
  });

  it('takes the token of a new role to the session that is open, and leaves with the screen', async () => {
    const { rtc, room, view } = await watching({
      [`POST /rooms/${roomId}/media`]: () => success(grantOf({ token: 't2', role: 'guest' })),
    });
    await room.as((listener) =>
      listener.onEvent({ t: 'guests', guests: [{ id: sita.accountId, name: 'sita' }], atMs: 0 }, place(11)),
    );
    await waitFor(() => expect(rtc.calls).toContain('renew t2'));
    // Who publishes is steered by the ladder of who sends.
    await waitFor(() => expect(rtc.calls.some((call) => call.startsWith('encode'))).toBe(true));
    expect(rtc.calls.filter((call) => call.startsWith('join'))).toHaveLength(1);
    view.unmount();
    await waitFor(() => expect(rtc.sessions).toBe(0));
  });
});

it('shows the rival of a battle with the media of their room, while it runs', async () => {
  const rivalRoom = uuidOf(2);
  const { rtc, room } = await watching({
    [`POST /rooms/${rivalRoom}/media`]: () => success({ ...grantOf({ token: 'r' }), channel: rivalRoom }),
  });
  const battle = {
    ...{ battle: `bt_${'a'.repeat(26)}`, startsAtMs: Date.now(), endsAtMs: Date.now() + 60_000 },
    sides: [
      { room: roomId, host: personOf('h'), coins: '0' },
      { room: rivalRoom, host: personOf('r'), coins: '0' },
    ],
  };
  await room.as((listener) =>
    listener.onEvent({ t: 'battle', now: { ...battle, state: 'running' }, atMs: 0 }, place(11)),
  );
  await waitFor(() => expect(rtc.calls).toContain(`join ${rivalRoom} viewer`));
  await waitFor(() => expect(rtc.calls).toContain('receive low'));
  await room.as((listener) =>
    listener.onEvent({ t: 'battle', now: { ...battle, state: 'settling' }, atMs: 0 }, place(12)),
  );
  await waitFor(() => expect(rtc.sessions).toBe(1));
});
