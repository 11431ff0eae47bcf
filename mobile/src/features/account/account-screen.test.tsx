import type { SessionView } from '@halobuzz/core/api/auth';
import { errorCodes } from '@halobuzz/core/errors/codes';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { atIso, sita } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { formatOf } from '../../ui/format.ts';
import { AccountScreen } from './account-screen.tsx';
import { DevicesScreen } from './devices-screen.tsx';

const format = formatOf(english.format);

const words = english.account;
const sessionOf = (id: string, deviceName: string, current: boolean): SessionView => ({
  sessionId: id,
  deviceId: 'd',
  deviceName,
  userAgent: 'u',
  ipAddress: '203.0.113.1',
  country: 'NP',
  createdAt: atIso,
  lastSeenAt: atIso,
  expiresAt: atIso,
  current,
});
const routes = {
  'GET /auth/devices': () => success({ items: [] }),
  'GET /auth/sessions': () =>
    success({ items: [sessionOf('s1', 'Chrome on Linux', true), sessionOf('s2', 'iPhone', false)] }),
};

it('shows who is signed in and where', async () => {
  await renderScreen(<DevicesScreen />, { routes });
  expect(await screen.findByText('iPhone')).toBeTruthy();
  expect(screen.getByText(words.current)).toBeTruthy();
  expect(screen.queryByRole('button', { name: words.revokeOf('Chrome on Linux') })).toBeNull();
});

it('says nothing of an address that was forgotten', async () => {
  const forgotten = { ...sessionOf('s3', 'Old phone', true), country: 'NP', userAgent: '', ipAddress: '' };
  await renderScreen(<DevicesScreen />, { routes: { 'GET /auth/sessions': () => success({ items: [forgotten] }) } });
  await screen.findByText('Old phone');
  expect(screen.getByText(/^NP · /).textContent).toBe(`NP · ${words.lastSeen(format.time(atIso))}`);
});

it('signs another device out', async () => {
  const { server } = await renderScreen(<DevicesScreen />, {
    routes: { ...routes, 'DELETE /auth/sessions/s2': () => success({ revoked: true }) },
  });
  fireEvent.click(await screen.findByRole('button', { name: words.revokeOf('iPhone') }));
  await waitFor(() => expect(screen.queryByText('iPhone')).toBeNull());
  expect(server.count('DELETE /auth/sessions/s2')).toBe(1);
});

it('says when it could not', async () => {
  await renderScreen(<DevicesScreen />, {
    routes: { ...routes, 'DELETE /auth/sessions/s2': () => problem(429, 'rate_limited') },
  });
  fireEvent.click(await screen.findByRole('button', { name: words.revokeOf('iPhone') }));
  expect((await screen.findByRole('alert')).textContent).toBe(errorCodes.rate_limited.text);
  expect(screen.getByText('iPhone')).toBeTruthy();
});

it('shows whose account it is, and leads to its parts', async () => {
  await renderScreen(<AccountScreen />);
  expect(await screen.findByText(`${sita.email} · ${words.verified}`)).toBeTruthy();
  const places = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
  for (const place of ['profile', 'security', 'devices', 'people']) expect(places).toContain(`/account/${place}`);
});

it('signs out here even if the server cannot be told', async () => {
  const { server, client } = await renderScreen(<AccountScreen />, { routes });
  server.reachable = false;
  fireEvent.click(await screen.findByRole('button', { name: words.signOut }));
  await waitFor(() => expect(screen.queryByText(words.title)).toBeNull());
  expect(await client.hasSession()).toBe(false);
});
