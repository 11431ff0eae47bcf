import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { atIso, tokensOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { ForgotPasswordScreen } from './forgot-password-screen.tsx';
import { SignInScreen } from './sign-in-screen.tsx';

const { auth: words, stepUp } = english;
const sms = `fa_${'b'.repeat(26)}`;
const challenge = {
  id: 'hm1.x',
  methods: [
    { method: 'totp' },
    { method: 'sms', factorId: sms, hint: '•••• 4567' },
    { method: 'passkey' },
    { method: 'backup_code' },
  ],
  expiresAt: atIso,
};
const asked: Handler = () => success({ mfaRequired: true, challenge });
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const options = { rpId: 'localhost', challenge: 'c1', timeout: 1, allowCredentials: [], userVerification: 'required' };

async function signIn(routes: Readonly<Record<string, Handler>>, passkeys = false) {
  const rendered = await renderScreen(<SignInScreen />, { signedIn: false, routes, passkeys });
  type(words.identifier, 'sita');
  type(words.password, 'password123');
  await press(words.signIn);
  return rendered;
}

describe('a sign-in with a second factor', () => {
  it('asks for it, says what is wrong, and then goes on as signed in', async () => {
    const { server } = await signIn({
      'POST /auth/login': asked,
      'POST /auth/mfa/verify': () => problem(400, 'code_invalid'),
    });
    expect(await screen.findByRole('heading', { name: words.secondTitle })).toBeTruthy();
    expect(navigation.visited).toEqual([]);
    type(stepUp.code, '123456');
    await press(stepUp.submit);
    expect(await screen.findByText(english.errors.code_invalid)).toBeTruthy();
    server.routes.set('POST /auth/mfa/verify', () => success(tokensOf(1)));
    type(stepUp.code, '654321');
    await press(stepUp.submit);
    await waitFor(() => expect(navigation.visited).toEqual(['/']));
    expect(server.requests.filter(({ route }) => route === 'POST /auth/mfa/verify').at(-1)?.body).toEqual({
      challengeId: 'hm1.x',
      device: { id: 'device-1' },
      method: 'totp',
      code: '654321',
    });
  });

  it('sends a code where one has to be sent, and takes a backup code', async () => {
    const { server } = await signIn({
      'POST /auth/login': asked,
      'POST /auth/mfa/challenge/send': () => success({ sent: true, hint: '•••• 4567', expiresAt: atIso }),
      'POST /auth/mfa/verify': () => success(tokensOf(1)),
    });
    fireEvent.click(await screen.findByRole('radio', { name: stepUp.methods.sms }));
    await press(stepUp.sendTo('•••• 4567'));
    expect(await screen.findByText(stepUp.sent('•••• 4567'))).toBeTruthy();
    expect(server.requests.at(-1)?.body).toEqual({ challengeId: 'hm1.x', device: { id: 'device-1' }, factorId: sms });
    fireEvent.click(screen.getByRole('radio', { name: stepUp.methods.backup_code }));
    type(stepUp.backupCode, 'k3v7-9wzq-4hpn');
    await press(stepUp.submit);
    await waitFor(() => expect(navigation.visited).toEqual(['/']));
  });

  it('offers a passkey first where the device knows them, and says when it was refused', async () => {
    const { server, passkeys } = await signIn(
      {
        'POST /auth/login': asked,
        'POST /auth/passkeys/challenge/options': () => success(options),
        'POST /auth/mfa/verify': () => success(tokensOf(1)),
      },
      true,
    );
    passkeys.refusal = 'given_up';
    await press(stepUp.usePasskey);
    expect((await screen.findByRole('alert')).textContent).toBe(stepUp.passkeyGivenUp);
    passkeys.refusal = undefined;
    await press(stepUp.usePasskey);
    await waitFor(() => expect(navigation.visited).toEqual(['/']));
    expect(passkeys.asked).toEqual(['get c1', 'get c1']);
    expect(server.count('POST /auth/mfa/verify')).toBe(1);
  });

  it('begins again when the challenge is over', async () => {
    await signIn({ 'POST /auth/login': asked, 'POST /auth/mfa/verify': () => problem(401, 'challenge_invalid') });
    await screen.findByText(words.secondLead);
    type(stepUp.code, '123456');
    await press(stepUp.submit);
    expect(await screen.findByText(words.secondOver)).toBeTruthy();
    await press(words.startAgain);
    expect(await screen.findByLabelText(words.password)).toBeTruthy();
  });

  it('tells the owner of an account that is being deleted how to keep it', async () => {
    const erasure = { cancelToken: 'ct', cancelUntil: '2026-12-24T10:00:00.000Z' };
    const pending = problem(403, 'erasure_pending');
    await signIn({
      'POST /auth/login': asked,
      'POST /auth/mfa/verify': () => ({ ...pending, body: { ...Object(pending.body), erasure } }),
    });
    await screen.findByText(words.secondLead);
    type(stepUp.code, '123456');
    await press(stepUp.submit);
    expect(await screen.findByRole('button', { name: english.privacy.cancel.keep })).toBeTruthy();
  });
});

describe('a passkey alone', () => {
  it('signs in without a name', async () => {
    const { passkeys } = await renderScreen(<SignInScreen />, {
      signedIn: false,
      passkeys: true,
      routes: {
        'POST /auth/passkeys/sign-in/options': () => success(options),
        'POST /auth/passkeys/sign-in': () => success(tokensOf(1)),
      },
    });
    await press(words.byPasskey);
    await waitFor(() => expect(navigation.visited).toEqual(['/']));
    expect(passkeys.asked).toEqual(['get c1']);
  });

  it('that nobody knows is refused in words', async () => {
    await renderScreen(<SignInScreen />, {
      signedIn: false,
      passkeys: true,
      routes: {
        'POST /auth/passkeys/sign-in/options': () => success(options),
        'POST /auth/passkeys/sign-in': () => problem(401, 'passkey_rejected'),
      },
    });
    await press(words.byPasskey);
    expect((await screen.findByRole('alert')).textContent).toBe(english.errors.passkey_rejected);
  });

  it('is not offered where the device knows none', async () => {
    await renderScreen(<SignInScreen />, { signedIn: false });
    expect(screen.queryByRole('button', { name: words.byPasskey })).toBeNull();
  });
});

describe('an account that nobody gets into', () => {
  it.each(['account_banned', 'account_too_young', 'parent_consent_required'] as const)(
    '%s says why, and what to do',
    async (code) => {
      await signIn({ 'POST /auth/login': () => problem(403, code) });
      expect((await screen.findByRole('alert')).textContent).toBe(words.refused[code].title);
      expect(screen.getByText(words.refused[code].lead)).toBeTruthy();
    },
  );

  it('for a while says for how long, and how to shorten it', async () => {
    const paused = problem(429, 'rate_limited');
    await signIn({
      'POST /auth/login': () => ({ ...paused, body: { ...Object(paused.body), retryAfterMs: 100_000 } }),
    });
    expect(await screen.findByText(words.waitFor(2))).toBeTruthy();
    expect(screen.getAllByRole('link', { name: words.forgot })[0]?.getAttribute('href')).toBe('/forgot-password');
  });
});

it('a forgotten password: a code by mail, a new password, and no session', async () => {
  const { server, client } = await renderScreen(<ForgotPasswordScreen />, {
    signedIn: false,
    routes: {
      'POST /auth/password/forgot': () => success({ passwordReset: 'requested' }, 202),
      'POST /auth/password/reset': () => problem(400, 'code_invalid'),
    },
  });
  await press(words.sendCode);
  expect(await screen.findByText(words.identifierMissing)).toBeTruthy();
  type(words.identifier, 'sita');
  await press(words.sendCode);
  expect(await screen.findByText(words.forgotSent)).toBeTruthy();
  await press(words.setPassword);
  expect(await screen.findByText(words.resetCodeMissing)).toBeTruthy();
  type(words.resetCode, 'abc.def');
  type(words.newPassword, 'nine monsoon lanterns');
  await press(words.setPassword);
  expect(await screen.findByText(english.errors.code_invalid)).toBeTruthy();
  server.routes.set('POST /auth/password/reset', () => success({ passwordReset: 'done' }));
  await press(words.setPassword);
  expect(await screen.findByText(words.resetDone)).toBeTruthy();
  expect(await client.hasSession()).toBe(false);
});
