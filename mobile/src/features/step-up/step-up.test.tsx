import type { FactorListData } from '@halobuzz/core/api/auth-factors';
import { errorCodes } from '@halobuzz/core/errors/codes';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { atIso } from '../../../testing/fixtures.ts';
import { noFactors, stepUpRoutes } from '../../../testing/privacy-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { Button } from '../../ui/button.tsx';
import { useServices } from '../services.ts';
import { useStepUp } from './step-up.tsx';
import { waysOf } from './step-up-ways.ts';

const words = english.stepUp;

const factorOf = (kind: 'totp' | 'sms' | 'email' | 'passkey', n: string) => ({
  id: `fa_${n.repeat(26)}`,
  kind,
  label: 'Mine',
  createdAt: atIso,
  lastUsedAt: null,
});
const listOf = (kinds: readonly ('totp' | 'sms' | 'email' | 'passkey')[], left = 0): FactorListData => ({
  factors: kinds.map((kind, at) => factorOf(kind, 'abcdefgh'.charAt(at))),
  backupCodes: { left, lastUsedAt: null },
  required: false,
});

describe('the ways', () => {
  it.each([
    ['no factor', noFactors, ['password']],
    ['an app and backup codes', listOf(['totp'], 3), ['totp', 'backup_code']],
    ['two numbers', listOf(['sms', 'sms']), ['sms']],
    ['everything', listOf(['email', 'totp', 'passkey', 'sms'], 1), ['passkey', 'email', 'totp', 'sms', 'backup_code']],
    ['passkeys alone', listOf(['passkey']), ['passkey']],
  ])('of %s', (_name, factors, methods) => {
    expect(waysOf(factors, false).map(({ method }) => method)).toEqual(methods.filter((one) => one !== 'passkey'));
    expect(waysOf(factors, true).map(({ method }) => method)).toEqual(methods);
  });
});

/** A screen that does something guarded, and shows what came of it. */
function Guarded() {
  const { api } = useServices();
  const { run } = useStepUp();
  const results: string[] = [];
  return (
    <Button
      label="Do it"
      onPress={() => {
        void run(() => api.resendCode()).then((answer) => {
          results.push(answer === undefined ? 'given up' : answer.ok ? 'done' : 'refused');
          const output = document.createElement('output');
          output.textContent = results.join();
          document.body.append(output);
        });
      }}
    />
  );
}
const outcome = () => document.querySelector('output')?.textContent;
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const guarded: Handler = ({ authorization }) =>
  authorization === 'Bearer raised' ? success({}) : problem(403, 'step_up_required');
const show = async (routes: Readonly<Record<string, Handler>>) => {
  document.querySelector('output')?.remove();
  const rendered = await renderScreen(<Guarded />, {
    routes: { 'POST /auth/email/resend': guarded, ...stepUpRoutes, ...routes },
  });
  await press('Do it');
  return rendered;
};

describe('the question', () => {
  it('is a dialog with a name, and asks for the password where there is no second factor', async () => {
    const { server } = await show({});
    expect((await screen.findByRole('dialog')).getAttribute('aria-label')).toBe(words.title);
    await press(words.submit);
    expect(await screen.findByText(words.passwordMissing)).toBeTruthy();
    expect(server.count('POST /auth/step-up')).toBe(0);
    fireEvent.change(screen.getByLabelText(words.password), { target: { value: 'password123' } });
    fireEvent.keyDown(screen.getByLabelText(words.password), { key: 'Enter' });
    await waitFor(() => expect(outcome()).toBe('done'));
    expect(server.requests.find(({ route }) => route === 'POST /auth/step-up')?.body).toEqual({
      method: 'password',
      password: 'password123',
    });
  });

  it('takes codes of a second factor, sent where they have to be', async () => {
    const { server } = await show({
      'GET /auth/mfa': () => success(listOf(['totp', 'sms'], 2)),
      'POST /auth/step-up/send': () => success({ sent: true, hint: '•••• 4567', expiresAt: atIso }),
      'POST /auth/step-up': () => problem(400, 'code_invalid'),
    });
    fireEvent.change(await screen.findByLabelText(words.code), { target: { value: '12' } });
    await press(words.submit);
    expect(await screen.findByText(words.codeWrong)).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: words.methods.sms }));
    await press(words.send);
    expect(await screen.findByText(words.sent('•••• 4567'))).toBeTruthy();
    expect(server.requests.at(-1)?.body).toEqual({ factorId: factorOf('sms', 'b').id });
    fireEvent.change(screen.getByLabelText(words.code), { target: { value: '123456' } });
    await press(words.submit);
    expect(await screen.findByText(errorCodes.code_invalid.text)).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: words.methods.backup_code }));
    expect(screen.queryByRole('button', { name: words.send })).toBeNull();
    server.routes.set('POST /auth/step-up', stepUpRoutes['POST /auth/step-up']);
    fireEvent.change(screen.getByLabelText(words.backupCode), { target: { value: 'k3v7-9wzq-4hpn' } });
    await press(words.submit);
    await waitFor(() => expect(outcome()).toBe('done'));
    const proofs = server.requests.filter(({ route }) => route === 'POST /auth/step-up').map(({ body }) => body);
    expect(proofs).toEqual([
      { method: 'sms', code: '123456' },
      { method: 'backup_code', code: 'k3v7-9wzq-4hpn' },
    ]);
  });

  it('says so where a passkey is all there is', async () => {
    await show({ 'GET /auth/mfa': () => success(listOf(['passkey'])) });
    expect(await screen.findByText(words.passkeyOnly)).toBeTruthy();
    await press(english.ui.cancel);
    await waitFor(() => expect(outcome()).toBe('given up'));
  });

  it('is given up by the Escape key', async () => {
    const { server } = await show({});
    await screen.findByLabelText(words.password);
    await act(async () => {
      fireEvent.keyUp(document, { key: 'Escape' });
    });
    await waitFor(() => expect(outcome()).toBe('given up'));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(server.count('POST /auth/email/resend')).toBe(1);
  });

  it('is not asked where the server wants none', async () => {
    await show({ 'POST /auth/email/resend': () => success({}) });
    await waitFor(() => expect(outcome()).toBe('done'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
