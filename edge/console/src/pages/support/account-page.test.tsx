import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { myId, type ShowOptions, showPage } from '../../../testing/render-page.tsx';
import { AccountPage } from './account-page.tsx';

const id = `a${'b'.repeat(26)}`;
const at = '2026-11-23T11:04:05.678Z';
const noObjects: readonly object[] = [];
const person = {
  ...{ accountId: id, username: 'asha', emailVerified: true, status: 'active', roles: ['viewer'], country: 'NP' },
  ...{ createdAt: at, sessions: 1, factors: ['totp'], backupCodesLeft: 9, opened: noObjects },
};
const session = {
  ...{ sessionId: `se_${'a'.repeat(26)}`, deviceId: `dv_${'a'.repeat(26)}`, deviceName: 'Phone', userAgent: 'Firefox' },
  ...{ country: 'NP', createdAt: at, lastSeenAt: at, expiresAt: at },
};

/** The edge with one person on it, who changes as acts of the page say. */
function edge() {
  const state = { person: { ...person } };
  const base = `/admin/accounts/${id}`;
  const routes: NonNullable<ShowOptions['routes']> = {
    [`GET ${base}`]: () => success(state.person),
    [`GET ${base}/sanctions`]: () => success({ items: [], strikes: 0, suggestion: { kind: 'warn' } }),
    [`POST ${base}/open`]: ({ body }) => {
      // What the page sent.
      const { scopes } = body as { scopes: string[] };
      state.person = { ...state.person, opened: scopes.map((scope) => ({ scope, until: at })) };
      return success({ opened: state.person.opened });
    },
    [`GET ${base}/sessions`]: () => success({ sessions: [session], devices: [] }),
    [`POST ${base}/sessions/end`]: () => success(state.person),
    [`POST ${base}/factor-reset`]: () => problem(409, 'conflict'),
  };
  return { state, routes };
}

const show = (roles: NonNullable<ShowOptions['roles']>, { routes } = edge(), who = id) =>
  showPage(<AccountPage />, { roles, routes, at: `/accounts/${who}`, pattern: '/accounts/:id' });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name, hidden: true }));
const give = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

test('shows what is not private, and nothing else before a reason is given', async () => {
  const { server } = await show(['support']);
  expect(await screen.findByRole('heading', { name: '@asha' })).toBeTruthy();
  expect(screen.getByText('authenticator app')).toBeTruthy();
  expect(screen.getAllByText(/say first why/).length).toBe(6);
  expect(server.count(`GET /admin/accounts/${id}/sessions`)).toBe(0);
  expect(server.count(`GET /admin/accounts/${id}/sanctions`)).toBe(0);
});

test('opens the part that was asked for, with the reason, and ends a session there once', async () => {
  const { server } = await show(['support']);
  await screen.findByRole('heading', { name: '@asha' });
  press('Open: Sessions and devices');
  press('Open');
  expect(await screen.findByText(/needs at least/)).toBeTruthy();
  give(/^Why/, 'a stranger is signed in, ticket 4711');
  press('Open');
  expect(await screen.findByText('Phone')).toBeTruthy();
  const opened = server.requests.find(({ route }) => route.endsWith('/open'));
  expect(opened?.body).toEqual({ reason: 'a stranger is signed in, ticket 4711', scopes: ['sessions'] });
  press('End… the session on Phone');
  give(/^Reason/, 'asked for it by telephone');
  press('End the session');
  press('Working…');
  await waitFor(() => expect(screen.queryByRole('dialog', { hidden: true })).toBeNull());
  const ended = server.requests.filter(({ route }) => route.endsWith('/sessions/end'));
  expect(ended.map(({ body }) => body)).toEqual([
    { reason: 'asked for it by telephone', sessionId: session.sessionId },
  ]);
});

test('a moderator sees no private part, finance the wallet alone, and neither an act of support', async () => {
  const shown = await show(['moderator']);
  await screen.findByRole('heading', { name: '@asha' });
  expect(screen.queryByText(/say first why/)).toBeNull();
  expect(screen.queryByRole('button', { name: /Lift pauses/ })).toBeNull();
  expect(shown.server.count(`GET /admin/accounts/${id}`)).toBe(1);
  await show(['finance']);
  expect(await screen.findByRole('heading', { name: 'Wallet and statement' })).toBeTruthy();
  expect(screen.getAllByText(/say first why/).length).toBe(1);
});

test('a conflict says that somebody was first, and loads what is there now', async () => {
  const { server } = await show(['support']);
  await screen.findByRole('heading', { name: '@asha' });
  press('Ask for a reset of all factors…');
  give(/^Reason/, 'passport compared in a video call');
  press('Ask for the reset');
  expect(await screen.findByText(/Somebody changed this meanwhile/)).toBeTruthy();
  const before = server.count(`GET /admin/accounts/${id}`);
  press('Load what is there now');
  await waitFor(() => expect(server.count(`GET /admin/accounts/${id}`)).toBe(before + 1));
});

test('offers an approval where one waits, and roles to admins alone', async () => {
  const waiting = edge();
  const factorReset = { resetId: `fr_${'a'.repeat(26)}`, state: 'asked', askedBy: myId, askedAt: at };
  waiting.state.person = { ...waiting.state.person, ...{ factorReset } };
  await show(['support'], waiting);
  expect(await screen.findByText(/waits for a second person/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Approve the reset of all factors…' })).toBeTruthy();
  expect(screen.queryByRole('heading', { name: 'Staff roles' })).toBeNull();
  await show(['admin']);
  expect(await screen.findByRole('button', { name: 'Give moderator…' })).toBeTruthy();
});

test('nobody acts on themselves', async () => {
  const mine = edge();
  const routes = {
    [`GET /admin/accounts/${myId}`]: () => success({ ...person, accountId: myId, username: 'sita' }),
  };
  await show(['admin'], { ...mine, routes }, myId);
  expect(await screen.findByText(/This is you/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /End all sessions|Open private|Give / })).toBeNull();
});
