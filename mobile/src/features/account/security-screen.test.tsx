import type { FactorListData } from '@halobuzz/core/api/auth-factors';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { atIso, tokensOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { SecurityScreen } from './security-screen.tsx';

const { factors: words, security } = english.account;
const { auth, stepUp } = english;
const id = `fa_${'b'.repeat(26)}`;
const factor = { id, kind: 'totp' as const, label: 'My phone', createdAt: atIso, lastUsedAt: null };
const none: FactorListData = { factors: [], backupCodes: { left: 0, lastUsedAt: null }, required: false };
const one: FactorListData = { factors: [factor], backupCodes: { left: 9, lastUsedAt: null }, required: false };
const access = { accessToken: 'raised', tokenType: 'Bearer', expiresInSeconds: 600 };
const enrolment = {
  factorId: id,
  otpauthUri: 'otpauth://totp/x',
  manualKey: 'JBSW Y3DP',
  qrSvg: '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
  expiresAt: atIso,
};
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const show = (list: FactorListData, routes: Readonly<Record<string, Handler>> = {}, passkeys = false) =>
  renderScreen(<SecurityScreen />, { passkeys, routes: { 'GET /auth/mfa': () => success(list), ...routes } });

describe('an authenticator app', () => {
  it('is added by QR code or key after a proof, and its backup codes are shown once', async () => {
    const { server } = await show(none, {
      'POST /auth/mfa/totp': ({ authorization }) =>
        authorization === 'Bearer raised' ? success(enrolment) : problem(403, 'step_up_required'),
      'POST /auth/step-up': () => success(access),
      [`POST /auth/mfa/factors/${id}/confirm`]: () => problem(400, 'code_invalid'),
    });
    expect(await screen.findByText(words.none)).toBeTruthy();
    await press(words.addTotp);
    fireEvent.change(await screen.findByLabelText(stepUp.password), { target: { value: 'password123' } });
    await press(stepUp.submit);
    const picture = await screen.findByRole('img', { name: words.qr });
    expect(decodeURIComponent(picture.querySelector('img')?.src ?? picture.getAttribute('src') ?? '')).toContain(
      '<svg',
    );
    expect(screen.getByText('JBSW Y3DP')).toBeTruthy();
    type(stepUp.code, '000000');
    await press(words.confirm);
    expect(await screen.findByText(english.errors.code_invalid)).toBeTruthy();
    server.routes.set(`POST /auth/mfa/factors/${id}/confirm`, () =>
      success({ factor, backupCodes: ['k3v7-9wzq-4hpn', 'x8d2-mm5r-yt6c'], access }, 201),
    );
    server.routes.set('GET /auth/mfa', () => success(one));
    type(stepUp.code, '123456');
    await press(words.confirm);
    const codes = within(await screen.findByRole('list', { name: words.codesTitle }));
    expect(codes.getByText('k3v7-9wzq-4hpn')).toBeTruthy();
    await press(words.codesKept);
    expect(screen.queryByText('k3v7-9wzq-4hpn')).toBeNull();
    expect(await screen.findByText(words.added('My phone'))).toBeTruthy();
    expect(await screen.findByText(words.codesLeft(9))).toBeTruthy();
  });

  it('is renamed, and removed after saying what that means', async () => {
    const { server } = await show(one, {
      [`POST /auth/mfa/factors/${id}/rename`]: () => success({ ...factor, label: 'Old phone' }),
      [`DELETE /auth/mfa/factors/${id}`]: () => success({ removed: true }),
    });
    await press(words.renameOf('My phone'));
    type(words.name, ' ');
    await press(words.rename);
    expect(await screen.findByText(words.nameMissing)).toBeTruthy();
    server.routes.set('GET /auth/mfa', () => success({ ...one, factors: [{ ...factor, label: 'Old phone' }] }));
    type(words.name, 'Old phone');
    fireEvent.keyDown(screen.getByLabelText(words.name), { key: 'Enter' });
    await press(words.removeOf('Old phone'));
    expect(server.count(`DELETE /auth/mfa/factors/${id}`)).toBe(0);
    expect(screen.getByText(words.removeLead)).toBeTruthy();
    server.routes.set('GET /auth/mfa', () => success(none));
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: words.remove }));
    expect(await screen.findByText(words.none)).toBeTruthy();
  });

  it('that staff may not do without has no way to be removed', async () => {
    await show({ ...one, required: true });
    expect(await screen.findByText(words.required)).toBeTruthy();
    expect(screen.queryByRole('button', { name: words.removeOf('My phone') })).toBeNull();
  });
});

it('a telephone number is asked for, and confirmed by a code', async () => {
  const { server } = await show(none, {
    'POST /auth/mfa/sms': () => problem(400, 'recipient_refused'),
    [`POST /auth/mfa/factors/${id}/confirm`]: () => success({ factor: { ...factor, kind: 'sms' }, access }, 201),
  });
  await press(words.addSms);
  type(words.phone, '+977 980 1234567');
  await press(words.sendCode);
  expect(await screen.findByText(english.errors.recipient_refused)).toBeTruthy();
  server.routes.set('POST /auth/mfa/sms', () => success({ factorId: id, hint: '•••• 4567', expiresAt: atIso }));
  await press(words.sendCode);
  expect(await screen.findByText(stepUp.sent('•••• 4567'))).toBeTruthy();
  type(stepUp.code, '123456');
  await press(words.confirm);
  expect(await screen.findByText(words.added('My phone'))).toBeTruthy();
});

it('new backup codes are shown until they are kept, and it is said when they could not be saved', async () => {
  const { texts } = await show(one, {
    'POST /auth/mfa/backup-codes': () => success({ backupCodes: ['aaaa-bbbb-cccc'] }, 201),
  });
  await press(words.codesNew);
  expect(await screen.findByText('aaaa-bbbb-cccc')).toBeTruthy();
  fireEvent.keyUp(document, { key: 'Escape' });
  expect(screen.getByText('aaaa-bbbb-cccc')).toBeTruthy();
  texts.saves = false;
  await press(words.save);
  expect((await screen.findByRole('alert')).textContent).toBe(words.notSaved);
  texts.saves = true;
  await press(words.save);
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  expect(texts.files).toEqual([{ name: 'halobuzz-backup-codes.txt', text: 'aaaa-bbbb-cccc\n' }]);
});

describe('a passkey', () => {
  const options = {
    rp: { id: 'localhost', name: 'HaloBuzz' },
    user: { id: 'dQ', name: 'sita', displayName: 'sita' },
    challenge: 'c1',
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    timeout: 1,
    excludeCredentials: [],
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
  };

  it('is made on the device, and says why it could not be', async () => {
    const { server, passkeys } = await show(
      none,
      {
        'POST /auth/passkeys/options': () => success(options),
        'POST /auth/passkeys': () => success({ factor: { ...factor, kind: 'passkey', label: 'Test' }, access }, 201),
      },
      true,
    );
    passkeys.refusal = 'exists';
    await press(words.addPasskey);
    expect(await screen.findByText(words.passkeyProblems.exists)).toBeTruthy();
    passkeys.refusal = undefined;
    await press(words.addPasskey);
    expect(await screen.findByText(words.added('Test'))).toBeTruthy();
    expect(server.requests.find(({ route }) => route === 'POST /auth/passkeys')?.body).toMatchObject({ label: 'Test' });
  });

  it('is not offered where the device knows none', async () => {
    await show(none);
    expect(await screen.findByText(words.passkeyUnavailable)).toBeTruthy();
  });
});

it('a changed password brings new tokens for this session', async () => {
  const { storage } = await show(none, { 'POST /auth/password/change': () => problem(401, 'invalid_credentials') });
  type(security.currentPassword, 'wrong password');
  type(auth.newPassword, 'nine monsoon lanterns');
  await press(security.passwordChange);
  expect(await screen.findByText(english.errors.invalid_credentials)).toBeTruthy();
  expect(await storage.get('refresh-token')).toBe('refresh-1');
});

it('a new password is told, and its fields are emptied', async () => {
  const { storage } = await show(none, { 'POST /auth/password/change': () => success(tokensOf(7)) });
  type(security.currentPassword, 'password123');
  type(auth.newPassword, 'nine monsoon lanterns');
  await press(security.passwordChange);
  expect(await screen.findByText(security.passwordDone)).toBeTruthy();
  expect(await storage.get('refresh-token')).toBe('refresh-7');
  expect(screen.getByLabelText(auth.newPassword).getAttribute('value')).toBe('');
});

it('another e-mail address is proven by a code that goes there', async () => {
  const { server } = await show(none, {
    'POST /auth/email/change': () => success({ emailChange: 'sent' }),
    'POST /auth/email/change/confirm': () => problem(400, 'code_invalid'),
  });
  type(security.newEmail, 'nowhere');
  await press(security.emailChange);
  expect(await screen.findByText(auth.emailWrong)).toBeTruthy();
  type(security.newEmail, 'new@example.org');
  await press(security.emailChange);
  expect(await screen.findByText(security.emailSent('new@example.org'))).toBeTruthy();
  type(stepUp.code, '123456');
  await press(security.emailConfirm);
  expect(await screen.findByText(english.errors.code_invalid)).toBeTruthy();
  const account = {
    ...Object((await (await server.fetch('https://edge.example/api/v1/auth/me', { method: 'GET' })).json()).data),
  };
  server.routes.set('POST /auth/email/change/confirm', () => success({ ...account, email: 'new@example.org' }));
  server.routes.set('GET /auth/me', () => success({ ...account, email: 'new@example.org' }));
  await press(security.emailConfirm);
  expect(await screen.findByText(security.emailDone)).toBeTruthy();
  await waitFor(() => expect(screen.getByText(security.emailNow('new@example.org'))).toBeTruthy());
});
