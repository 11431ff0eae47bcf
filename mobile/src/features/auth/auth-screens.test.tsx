import { errorCodes } from '@halobuzz/core/errors/codes';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { problem, success } from '../../../testing/fake-server.ts';
import { atIso, sita, tokensOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { nextPathOf } from './next-path.ts';
import { SignInScreen } from './sign-in-screen.tsx';
import { SignUpScreen } from './sign-up-screen.tsx';
import { SignedInOnly } from './signed-in-only.tsx';
import { VerifyBanner } from './verify-banner.tsx';
import { VerifyEmailScreen } from './verify-email-screen.tsx';

const words = english.auth;
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const noteOf = (label: string): string | null | undefined => {
  const id = screen.getByLabelText(label).getAttribute('aria-describedby');
  return id === null ? undefined : document.getElementById(id)?.textContent;
};
const terms = {
  name: 'terms',
  version: '2026-11-23',
  title: 'Terms of use',
  effectiveAt: atIso,
  locale: 'en',
  textHash: 'a'.repeat(64),
  url: 'https://edge.example/legal/terms/2026-11-23',
};
const unverified = { ...sita, emailVerified: false };

describe('signing up', () => {
  const fill = (): void => {
    type(english.account.profile.birthDate, '1998-04-17');
    type(words.username, 'sita');
    type(words.email, 'sita@example.org');
    type(words.password, 'password123');
  };

  it('shows what is wrong at each field, and sends nothing', async () => {
    const { server } = await renderScreen(<SignUpScreen />, { signedIn: false });
    type(words.username, '-');
    press(words.signUp);
    await waitFor(() => expect(noteOf(words.username)).toBe(words.usernameWrong));
    expect(noteOf(words.email)).toBe(words.emailWrong);
    expect(noteOf(words.password)).toBe(words.passwordWrong);
    expect(screen.getByLabelText(words.username).getAttribute('aria-invalid')).toBe('true');
    expect(server.count('POST /auth/register')).toBe(0);
  });

  it('is closed while staff paused it, with the reason', async () => {
    const { server } = await renderScreen(<SignUpScreen />, {
      signedIn: false,
      routes: { 'GET /switches': () => success({ version: 1, paused: ['sign_up'] }) },
    });
    expect(await screen.findByText(words.signUpPaused)).toBeTruthy();
    fill();
    press(words.signUp);
    expect(server.count('POST /auth/register')).toBe(0);
  });

  const saidBy = (frame: HTMLIFrameElement, data: unknown, of: MessageEventInit = {}): boolean =>
    window.dispatchEvent(
      new MessageEvent('message', { data, source: frame.contentWindow, origin: new URL(frame.src).origin, ...of }),
    );

  it('shows a challenge when one is asked for, and sends what was typed again with its token', async () => {
    const { server } = await renderScreen(<SignUpScreen />, {
      signedIn: false,
      routes: {
        'POST /auth/register': ({ body }) =>
          JSON.stringify(body).includes('"turnstileToken":"good"')
            ? success({ accountId: sita.accountId, username: 'sita', emailVerification: 'sent' }, 201)
            : problem(403, 'challenge_required'),
        'POST /auth/login': () => success(tokensOf(1)),
        'GET /auth/me': () => success(unverified),
      },
    });
    fill();
    press(words.signUp);
    const frame = await screen.findByTitle<HTMLIFrameElement>(words.challengeTitle);
    expect(new URL(frame.src).pathname).toBe('/challenge/sign_up');
    const solved = { type: 'halobuzz.challenge', state: 'solved', token: 'good' };
    // Another window, another origin, something else: nothing is sent.
    saidBy(frame, solved, { source: window });
    saidBy(frame, solved, { origin: 'https://evil.example' });
    saidBy(frame, { ...solved, token: 7 });
    expect(server.count('POST /auth/register')).toBe(1);
    saidBy(frame, solved);
    await waitFor(() => expect(navigation.visited).toEqual(['/verify-email']));
    expect(server.count('POST /auth/register')).toBe(2);
  });

  it('lets somebody load a challenge anew that did not load', async () => {
    await renderScreen(<SignUpScreen />, {
      signedIn: false,
      routes: { 'POST /auth/register': () => problem(403, 'challenge_required') },
    });
    fill();
    press(words.signUp);
    const frame = await screen.findByTitle<HTMLIFrameElement>(words.challengeTitle);
    saidBy(frame, { type: 'halobuzz.challenge', state: 'failed' });
    await screen.findByText(words.challengeFailed);
    press(words.challengeAgain);
    expect(await screen.findByTitle(words.challengeTitle)).not.toBe(frame);
  });

  it('takes a field’s error away when the field changes', async () => {
    await renderScreen(<SignUpScreen />, { signedIn: false });
    press(words.signUp);
    await waitFor(() => expect(noteOf(words.username)).toBe(words.usernameWrong));
    type(words.username, 'si');
    expect(noteOf(words.username)).toBe(words.usernameHint);
    expect(noteOf(words.email)).toBe(words.emailWrong);
  });

  it('shows the server’s field errors at the fields they name', async () => {
    const errors = [{ field: 'password', message: 'was seen in a data breach' }];
    await renderScreen(<SignUpScreen />, {
      signedIn: false,
      routes: { 'POST /auth/register': () => problem(400, 'validation_failed', errors) },
    });
    fill();
    press(words.signUp);
    await waitFor(() => expect(noteOf(words.password)).toBe('Was seen in a data breach'));
    expect(navigation.visited).toEqual([]);
  });

  it('shows a taken username at the username', async () => {
    await renderScreen(<SignUpScreen />, {
      signedIn: false,
      routes: { 'POST /auth/register': () => problem(409, 'username_taken') },
    });
    fill();
    press(words.signUp);
    await waitFor(() => expect(noteOf(words.username)).toBe(errorCodes.username_taken.text));
  });

  it('shows an error of a field that the form does not have for the whole', async () => {
    const errors = [{ field: 'device.id', message: 'is odd' }];
    await renderScreen(<SignUpScreen />, {
      signedIn: false,
      routes: { 'POST /auth/register': () => problem(400, 'validation_failed', errors) },
    });
    fill();
    press(words.signUp);
    expect((await screen.findByRole('alert')).textContent).toBe(errorCodes.validation_failed.text);
  });

  it('registers, signs in and goes on to the code, by the keyboard alone', async () => {
    navigation.params = { next: '/wallet' };
    const { server } = await renderScreen(<SignUpScreen />, {
      signedIn: false,
      routes: {
        'GET /legal': () => success({ documents: [terms] }),
        'POST /auth/register': () =>
          success({ accountId: sita.accountId, username: 'sita', emailVerification: 'sent' }, 201),
        'POST /auth/login': () => success(tokensOf(1)),
        'GET /auth/me': () => success(unverified),
        'PUT /users/me/birth-date': () => success({ said: true, adult: true }),
      },
    });
    fill();
    fireEvent.keyDown(screen.getByLabelText(words.password), { key: 'Enter' });
    await waitFor(() => expect(navigation.visited).toEqual(['/verify-email?next=%2Fwallet']));
    await waitFor(() => expect(server.count('GET /privacy/consents')).toBe(1));
    // What is paused is asked for beside it, whenever that is answered.
    expect(server.count('GET /switches')).toBe(1);
    const others = server.requests.filter(({ route }) => route !== 'GET /switches');
    expect(others.map(({ route, body }) => [route, body])).toEqual([
      ['GET /legal', undefined],
      [
        'POST /auth/register',
        { username: 'sita', email: 'sita@example.org', password: 'password123', termsVersion: '2026-11-23' },
      ],
      ['POST /auth/login', { identifier: 'sita', password: 'password123', device: { id: 'device-1', name: 'Test' } }],
      ['GET /auth/me', undefined],
      ['PUT /users/me/birth-date', { birthDate: '1998-04-17' }],
      ['GET /privacy/consents', undefined],
    ]);
  });

  it('makes no account for who is too young, and sends nothing', async () => {
    const { server } = await renderScreen(<SignUpScreen />, { signedIn: false });
    fill();
    type(english.account.profile.birthDate, `${new Date(Date.now()).getFullYear() - 5}-04-17`);
    press(words.signUp);
    expect((await screen.findByRole('alert')).textContent).toBe(words.tooYoung(13));
    expect(server.count('POST /auth/register')).toBe(0);
  });

  it('sends once however often it is pressed', async () => {
    const { server } = await renderScreen(<SignUpScreen />, {
      signedIn: false,
      routes: { 'POST /auth/register': () => problem(503, 'hashing_busy') },
    });
    fill();
    press(words.signUp);
    fireEvent.keyDown(screen.getByLabelText(words.password), { key: 'Enter' });
    expect((await screen.findByRole('alert')).textContent).toBe(errorCodes.hashing_busy.text);
    expect(server.count('POST /auth/register')).toBe(1);
  });

  it('tells a password manager which password it is asked for', async () => {
    const { view } = await renderScreen(<SignUpScreen />, { signedIn: false });
    const fresh = screen.getByLabelText(words.password);
    expect(fresh.getAttribute('autocomplete')).toBe('new-password');
    expect(fireEvent.paste(fresh)).toBe(true);
    view.unmount();
    await renderScreen(<SignInScreen />, { signedIn: false });
    expect(screen.getByLabelText(words.password).getAttribute('autocomplete')).toBe('current-password');
  });

  it('shows the password when asked', async () => {
    await renderScreen(<SignUpScreen />, { signedIn: false });
    expect(screen.getByLabelText(words.password).getAttribute('type')).toBe('password');
    press(words.showPassword);
    expect(screen.getByLabelText(words.password).getAttribute('type')).not.toBe('password');
    press(words.hidePassword);
    expect(screen.getByLabelText(words.password).getAttribute('type')).toBe('password');
  });
});

describe('signing in', () => {
  it('goes back to where it was asked for', async () => {
    navigation.params = { next: '/wallet' };
    const { client } = await renderScreen(<SignInScreen />, {
      signedIn: false,
      routes: { 'POST /auth/login': () => success(tokensOf(1)) },
    });
    type(words.identifier, 'sita');
    type(words.password, 'password123');
    press(words.signIn);
    await waitFor(() => expect(navigation.visited).toEqual(['/wallet']));
    expect(await client.hasSession()).toBe(true);
  });

  it('says what was wrong and keeps what was typed', async () => {
    await renderScreen(<SignInScreen />, {
      signedIn: false,
      routes: { 'POST /auth/login': () => problem(401, 'invalid_credentials') },
    });
    press(words.signIn);
    await waitFor(() => expect(noteOf(words.identifier)).toBe(words.identifierMissing));
    type(words.identifier, 'sita');
    type(words.password, 'nope');
    press(words.signIn);
    expect((await screen.findByRole('alert')).textContent).toBe(errorCodes.invalid_credentials.text);
    expect(screen.getByLabelText(words.identifier)).toHaveProperty('value', 'sita');
  });

  it('tells why the last session ended', async () => {
    await renderScreen(<SignInScreen />, {
      routes: { 'POST /auth/refresh': () => problem(401, 'session_revoked') },
    });
    expect((await screen.findByText(errorCodes.session_revoked.text)).textContent).toBeTruthy();
  });

  it.each([
    ['/room/1', '/room/1'],
    [['/a', '/b'], '/a'],
    [undefined, '/'],
    ['https://evil.example', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
  ])('never leads to another site: %s', (next, path) => {
    expect(nextPathOf(next)).toBe(path);
  });
});

describe('verifying the e-mail address', () => {
  const routes = {
    'GET /auth/me': () => success(unverified),
    'POST /dev/grants': () => problem(403, 'email_unverified'),
  };

  it('refuses what is no code, and shows the server’s answer at the field', async () => {
    await renderScreen(<VerifyEmailScreen />, {
      routes: { ...routes, 'POST /auth/email/verify': () => problem(400, 'code_invalid') },
    });
    type(english.verify.code, '12');
    press(english.verify.submit);
    await waitFor(() => expect(noteOf(english.verify.code)).toBe(english.verify.codeWrong));
    type(english.verify.code, '123456');
    press(english.verify.submit);
    await waitFor(() => expect(noteOf(english.verify.code)).toBe(errorCodes.code_invalid.text));
  });

  it('goes on when the code is right', async () => {
    let verified = false;
    await renderScreen(<VerifyEmailScreen />, {
      routes: {
        ...routes,
        'GET /auth/me': () => success({ ...sita, emailVerified: verified }),
        'POST /auth/email/verify': () => {
          verified = true;
          return success(sita);
        },
      },
    });
    type(english.verify.code, '123456');
    press(english.verify.submit);
    await waitFor(() => expect(navigation.visited).toEqual(['/']));
    expect(screen.getByText(english.verify.done)).toBeTruthy();
  });

  it('sends another code', async () => {
    await renderScreen(<VerifyEmailScreen />, {
      routes: { ...routes, 'POST /auth/email/resend': () => success({ emailVerification: 'sent' }) },
    });
    press(english.verify.resend);
    expect(await screen.findByText(english.verify.resent)).toBeTruthy();
  });

  it('leads to the mailbox on development servers only', async () => {
    await renderScreen(<VerifyEmailScreen />, { routes });
    expect(await screen.findByRole('button', { name: english.verify.mailbox })).toBeTruthy();
  });

  it('has no mailbox elsewhere', async () => {
    const { server } = await renderScreen(<VerifyEmailScreen />, {
      routes: { 'GET /auth/me': () => success(unverified) },
    });
    await waitFor(() => expect(server.count('POST /dev/grants')).toBe(1));
    expect(screen.queryByRole('button', { name: english.verify.mailbox })).toBeNull();
  });
});

describe('what only the signed-in see', () => {
  const secret = (
    <SignedInOnly>
      <VerifyBanner />
    </SignedInOnly>
  );

  it('sends others to sign in and back', async () => {
    navigation.path = '/wallet';
    await renderScreen(secret, { signedIn: false });
    await waitFor(() => expect(navigation.visited).toEqual(['/sign-in?next=%2Fwallet']));
  });

  it('keeps what stood in the address, but for what stands behind its #', async () => {
    navigation.path = '/go-live';
    navigation.params = { draft: 'd1', '#': 'secret' };
    await renderScreen(secret, { signedIn: false });
    await waitFor(() => expect(navigation.visited).toEqual(['/sign-in?next=%2Fgo-live%3Fdraft%3Dd1']));
  });

  it('is shown to them', async () => {
    await renderScreen(secret, { routes: { 'GET /auth/me': () => success(unverified) } });
    expect(await screen.findByText(english.verify.banner)).toBeTruthy();
  });

  it('waits for the network without forgetting the session', async () => {
    const { server, client } = await renderScreen(secret, {
      routes: { 'GET /auth/me': () => problem(503, 'unavailable') },
    });
    expect((await screen.findByRole('alert')).textContent).toContain(errorCodes.unavailable.text);
    expect(await client.hasSession()).toBe(true);
    server.routes.set('GET /auth/me', () => success(unverified));
    press(english.ui.retry);
    expect(await screen.findByText(english.verify.banner)).toBeTruthy();
  });
});
