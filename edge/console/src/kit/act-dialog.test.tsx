import { anything } from '@halobuzz/core/api/read-answer';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { type FakeAnswer, type Handler, problem, success } from '../../testing/fake-server.ts';
import { showPage, tokensOf } from '../../testing/render-page.tsx';
import { call } from '../api/call.ts';
import { ActDialog } from './act-dialog.tsx';

let reloads = 0;

function Acting() {
  const [open, setOpen] = useState(true);
  if (!open) return <output>closed</output>;
  return (
    <ActDialog
      title="Freeze the wallet"
      danger
      fields={[
        { name: 'coins', label: 'Coins', kind: 'number' },
        { name: 'note', label: 'Note', required: false },
      ]}
      confirm="Freeze"
      onSubmit={({ values, reason, idempotencyKey }) =>
        call({
          ...{ method: 'POST', path: '/admin/act', body: { ...values, reason }, idempotencyKey, schema: anything },
        })
      }
      onDone={() => setOpen(false)}
      onClose={() => setOpen(false)}
      onReload={() => {
        reloads += 1;
      }}
    />
  );
}

const show = (answer: Handler) => showPage(<Acting />, { routes: { 'POST /admin/act': answer } });
const fill = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('asks for what is missing before anything is sent, each at its field', async () => {
  const { server } = await show(() => success({}));
  press('Freeze');
  expect(screen.getByLabelText('Coins').getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByText('needs at least 3 characters')).toBeTruthy();
  fill('Reason', 'x'.repeat(301));
  fill('Coins', '5');
  press('Freeze');
  expect(screen.getByText('has too many characters (max 300)')).toBeTruthy();
  expect(server.count('POST /admin/act')).toBe(0);
});

test('sends once however often one presses, and says that it is done', async () => {
  let answer: (given: FakeAnswer) => void = () => {};
  const { server } = await show(
    () =>
      new Promise<FakeAnswer>((resolve) => {
        answer = resolve;
      }),
  );
  fill('Coins', '5');
  fill('Reason', 'reported as stolen');
  press('Freeze');
  press('Working…');
  await waitFor(() => expect(server.count('POST /admin/act')).toBe(1));
  press('Cancel');
  expect(screen.getByRole('dialog')).toBeTruthy();
  answer(success({}));
  expect(await screen.findByText('closed')).toBeTruthy();
  expect(screen.getByText('Freeze the wallet: done.')).toBeTruthy();
  expect(server.count('POST /admin/act')).toBe(1);
  expect(server.requests.at(-1)?.body).toEqual({ coins: '5', note: '', reason: 'reported as stolen' });
});

test('keeps its key while the words are the same, so that a lost answer cannot double it', async () => {
  const { server } = await show(() => success({}));
  server.reachable = false;
  fill('Coins', '5');
  fill('Reason', 'reported as stolen');
  press('Freeze');
  await screen.findByText(/No answer came/);
  server.reachable = true;
  server.routes.set('POST /admin/act', () =>
    problem(400, 'validation_failed', [{ field: 'coins', message: 'too many' }]),
  );
  press('Freeze');
  await screen.findByText('too many');
  expect(screen.getByLabelText('Coins').getAttribute('aria-invalid')).toBe('true');
  fill('Coins', '6');
  press('Freeze');
  await waitFor(() => expect(server.count('POST /admin/act')).toBe(3));
  const keys = server.requests.filter(({ route }) => route === 'POST /admin/act').map((sent) => sent.idempotencyKey);
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).not.toBe(keys[1]);
});

test('a conflict offers what is there now', async () => {
  await show(() => problem(409, 'conflict', [{ field: 'version', message: 'is 4 by now' }]));
  fill('Coins', '5');
  fill('Reason', 'reported as stolen');
  press('Freeze');
  expect(await screen.findByText(/Somebody changed this meanwhile/)).toBeTruthy();
  expect(screen.getByText(/version: is 4 by now/)).toBeTruthy();
  const before = reloads;
  press('Load what is there now');
  expect(reloads).toBe(before + 1);
});

const factors = () =>
  success({
    factors: [
      {
        ...{ id: `fa_${'a'.repeat(26)}`, kind: 'totp', label: 'Mine' },
        ...{ createdAt: '2026-01-02T03:04:05.678Z', lastUsedAt: null },
      },
    ],
    backupCodes: { left: 2, lastUsedAt: null },
    required: true,
  });
const guarded: Handler = ({ authorization }) =>
  authorization === 'Bearer raised' ? success({}) : problem(403, 'step_up_required');

test('asks for a proof of identity once and then does it', async () => {
  const { server } = await show(guarded);
  server.routes.set('GET /auth/mfa', factors);
  server.routes.set('POST /auth/step-up', () =>
    success({ accessToken: 'raised', tokenType: 'Bearer', expiresInSeconds: 600 }),
  );
  fill('Coins', '5');
  fill('Reason', 'reported as stolen');
  press('Freeze');
  fireEvent.change(await screen.findByLabelText('Code'), { target: { value: '123456' } });
  press('Continue');
  expect(await screen.findByText('closed')).toBeTruthy();
  expect(server.count('POST /admin/act')).toBe(2);
  expect(server.requests.find(({ route }) => route === 'POST /auth/step-up')?.body).toEqual({
    method: 'totp',
    code: '123456',
  });
});

test('a proof that is not given leaves it undone', async () => {
  const { server } = await show(guarded);
  server.routes.set('GET /auth/mfa', factors);
  server.routes.set('POST /auth/refresh', () => success(tokensOf('access-2')));
  fill('Coins', '5');
  fill('Reason', 'reported as stolen');
  press('Freeze');
  await screen.findByLabelText('Code');
  fireEvent.click(screen.getAllByRole('button', { name: 'Cancel' }).at(-1) ?? document.body);
  expect(await screen.findByText(/Nothing was done: you did not prove/)).toBeTruthy();
  expect(server.count('POST /admin/act')).toBe(1);
});
