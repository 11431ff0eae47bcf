import { errorCodes } from '@halobuzz/core/errors/codes';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem, success } from '../../testing/fake-server.ts';
import { showConsole, tokensOf } from '../../testing/render-page.tsx';

const fill = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

test('signs in by password and second factor, and sends neither the cookie nor a token along before', async () => {
  const { server } = showConsole({
    signedIn: false,
    roles: ['moderator'],
    routes: {
      'POST /auth/login': () =>
        success({
          mfaRequired: true,
          challenge: {
            id: 'hm1.challenge',
            methods: [{ method: 'totp' }, { method: 'backup_code' }],
            expiresAt: '2026-11-23T12:05:00.000Z',
          },
        }),
      'POST /auth/mfa/verify': ({ body }) =>
        typeof body === 'object' && body !== null && 'code' in body && body.code === '123456'
          ? success(tokensOf('access-1'))
          : problem(400, 'code_invalid'),
    },
  });
  await screen.findByRole('heading', { name: 'HaloBuzz console' });
  await press('Sign in');
  expect(await screen.findByText(/Type your name/)).toBeTruthy();
  expect(server.count('POST /auth/login')).toBe(0);
  fill('Username or e-mail address', ' sita ');
  fill('Password', 'nine monsoon lanterns');
  await press('Sign in');
  await screen.findByRole('heading', { name: 'Your second factor' });
  fill('Code', '000000');
  await press('Continue');
  expect(await screen.findByText(errorCodes.code_invalid.text)).toBeTruthy();
  fill('Code', '123456');
  await press('Continue');
  expect(await screen.findByRole('heading', { name: 'Overview', level: 1 })).toBeTruthy();
  const login = server.requests.find(({ route }) => route === 'POST /auth/login');
  expect(login).toMatchObject({ client: 'web', authorization: undefined, body: { identifier: 'sita' } });
  expect(JSON.stringify(login?.body)).not.toContain('secret');
});

test('who is no staff sees nothing but the way out', async () => {
  showConsole({ roles: ['viewer', 'host'] });
  expect(await screen.findByText(/who is not staff/)).toBeTruthy();
  expect(screen.queryByRole('navigation')).toBeNull();
});

test('a session that is over leads to the sign-in and says why', async () => {
  const { server } = showConsole({ routes: { 'POST /auth/refresh': () => problem(401, 'session_revoked') } });
  expect(await screen.findByText(new RegExp(errorCodes.session_revoked.text))).toBeTruthy();
  expect(localStorage.getItem('halobuzz.session')).toBeNull();
  expect(server.count('GET /auth/me')).toBe(0);
});

test('without an answer nothing is forgotten, and one can try again', async () => {
  const { server } = showConsole();
  server.reachable = false;
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('No answer came'));
  server.reachable = true;
  await press('Try again');
  expect(await screen.findByRole('heading', { name: 'Overview', level: 1 })).toBeTruthy();
});
