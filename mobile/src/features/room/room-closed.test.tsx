import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { roomId } from '../../../testing/enter-room.tsx';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { accountIdOf, atIso, sita, streamOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { RoomScreen } from './room-screen.tsx';

const words = english.watching;
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

async function refused(code: ErrorCode, routes: Readonly<Record<string, Handler>> = {}) {
  const rendered = await renderScreen(<RoomScreen roomId={roomId} account={sita} />, { routes });
  await rendered.room.as((listener) => listener.onState('refused', code));
  return rendered;
}

describe('a closed room', () => {
  it('asks for its password, and tries again with it, also a second time', async () => {
    const { room } = await refused('room_password_required');
    expect(room.password).toBeUndefined();
    expect(screen.getByRole('button', { name: words.enter }).getAttribute('aria-disabled')).toBe('true');
    fireEvent.change(screen.getByLabelText(words.password), { target: { value: 'momo-night' } });
    press(words.enter);
    expect(room.password).toBe('momo-night');
    expect(room.running).toBe(true);
    await room.as((listener) => listener.onState('refused', 'room_password_wrong'));
    expect(screen.getByText(english.errors.room_password_wrong)).toBeTruthy();
    const before = room.listener;
    fireEvent.change(screen.getByLabelText(words.password), { target: { value: 'momo-night' } });
    press(words.enter);
    expect(room.listener).not.toBe(before);
  });

  it('opens to who follows its host from here', async () => {
    const relation = { following: true, followsYou: false, blocking: false, blockedBy: false };
    const { room } = await refused('room_followers_only', {
      [`GET /streams/${roomId}`]: () => success(streamOf(1)),
      'POST /users/host/follow': () => success({ relation, changed: true }),
    });
    const before = room.listener;
    fireEvent.click(await screen.findByRole('button', { name: english.people.followOf('host') }));
    await waitFor(() => expect(room.listener).not.toBe(before));
    expect(room.running).toBe(true);
  });

  it('says why somebody is banned, and takes an appeal once', async () => {
    const ban = {
      ...{ id: `sa_${'a'.repeat(26)}`, accountId: sita.accountId, hostId: accountIdOf('h'), roomId, kind: 'ban' },
      ...{ reason: 'spam', at: atIso, inForce: true },
    };
    const { server } = await refused('room_banned', {
      'GET /users/me/sanctions': () => success({ items: [{ ...ban, kind: 'mute', id: `sa_${'b'.repeat(26)}` }, ban] }),
      [`GET /streams/${roomId}`]: () => success(streamOf(1)),
      [`POST /users/me/sanctions/${ban.id}/appeal`]: () =>
        success({ sanction: { ...ban, appeal: { text: 'no', at: atIso, status: 'open' } } }),
    });
    expect(await screen.findByText(words.banReason('spam'))).toBeTruthy();
    expect(screen.getByText(words.banForever)).toBeTruthy();
    fireEvent.change(screen.getByLabelText(words.appeal), { target: { value: 'I quoted somebody.' } });
    press(words.sendAppeal);
    expect(await screen.findByText(words.appealOpen)).toBeTruthy();
    expect(server.requests.at(-1)?.body).toEqual({ text: 'I quoted somebody.' });
    expect(screen.queryByLabelText(words.appeal)).toBeNull();
  });

  it('shows a blocked person no ban that is not there', async () => {
    await refused('room_banned', {
      'GET /users/me/sanctions': () => success({ items: [] }),
      [`GET /streams/${roomId}`]: () => problem(404, 'room_not_found'),
    });
    expect(screen.getByText(english.errors.room_banned)).toBeTruthy();
    expect(screen.queryByText(words.banned)).toBeNull();
  });

  it.each<[ErrorCode, string]>([
    ['room_private', words.askInvitation],
    ['room_kicked', words.kickedLead],
    ['room_country_blocked', words.countryLead],
  ])('explains %s', async (code, lead) => {
    await refused(code);
    expect(screen.getByText(english.errors[code])).toBeTruthy();
    expect(screen.getByText(lead)).toBeTruthy();
  });

  it('leads the age gate to where a birth date is said', async () => {
    await refused('room_adults_only');
    expect(screen.getByRole('link', { name: words.sayBirthDate }).getAttribute('href')).toBe('/account');
  });

  it('is taken back from another window', async () => {
    const { room } = await refused('replaced');
    room.running = false;
    press(words.useHere);
    expect(room.running).toBe(true);
  });

  it('suggests other rooms, and not itself', async () => {
    await refused('room_not_found', { 'GET /streams': () => success({ items: [streamOf(1), streamOf(2)] }) });
    expect(await screen.findByText('Room 2')).toBeTruthy();
    expect(screen.queryByText('Room 1')).toBeNull();
  });
});

it('suggests other rooms when the broadcast has ended', async () => {
  const { room } = await renderScreen(<RoomScreen roomId={roomId} account={sita} />, {
    routes: { 'GET /streams': () => success({ items: [streamOf(2)] }) },
  });
  await room.as((listener) => listener.onState('ended', 'room_ended'));
  await act(async () => {});
  expect(await screen.findByText('Room 2')).toBeTruthy();
});
