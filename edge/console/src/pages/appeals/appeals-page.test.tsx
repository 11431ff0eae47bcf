import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { type ShowOptions, showPage } from '../../../testing/render-page.tsx';
import { AppealsPage } from './appeals-page.tsx';

const id = `sa_${'b'.repeat(26)}`;
const accountId = `a${'b'.repeat(26)}`;
const at = '2026-11-23T11:04:05.678Z';
const sanction = {
  ...{
    id,
    accountId,
    handle: 'asha',
    version: 2,
    kind: 'mute',
    reason: 'harassment',
    statement: 'You insulted others.',
  },
  ...{ by: `a${'c'.repeat(26)}`, at, endsAt: at, inForce: true, appeal: { text: 'I quoted.', at, status: 'open' } },
};
const decidePath = `POST /admin/accounts/${accountId}/sanctions/${id}/appeal`;

const show = (routes: NonNullable<ShowOptions['routes']> = {}, at = '/appeals') =>
  showPage(<AppealsPage />, {
    ...{ roles: ['moderator'], at },
    routes: { 'GET /admin/account-appeals': () => success({ items: [sanction] }), ...routes },
  });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name, hidden: true }));
const give = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

test('decides an appeal at the version that is shown, once however often one presses', async () => {
  const { server } = await show({ [decidePath]: () => success({ sanction: { ...sanction, version: 3 } }) });
  expect(await screen.findByText('I quoted.')).toBeTruthy();
  press('Mute');
  expect(await screen.findByText('You insulted others.')).toBeTruthy();
  press('Decide the appeal');
  expect(server.count(decidePath)).toBe(0);
  give(/^Decision/, 'lifted');
  give(/^Answer/, 'We overlooked that.');
  give(/^Reason/, 'it was a quotation');
  press('Decide the appeal');
  press('Working…');
  await waitFor(() => expect(screen.queryByRole('dialog', { hidden: true })).toBeNull());
  const sent = server.requests.filter(({ route }) => route === decidePath);
  expect(sent.map(({ body }) => body)).toEqual([
    { version: 2, outcome: 'lifted', note: 'We overlooked that.', reason: 'it was a quotation' },
  ]);
});

test('says that somebody was first, and loads what is there now', async () => {
  const { server } = await show({ [decidePath]: () => problem(409, 'conflict') });
  fireEvent.click(await screen.findByRole('button', { name: 'Mute' }));
  give(/^Decision/, 'upheld');
  give(/^Answer/, 'It stands.');
  give(/^Reason/, 'nothing new in it');
  press('Decide the appeal');
  expect(await screen.findByText(/Somebody changed this meanwhile/)).toBeTruthy();
  press('Load what is there now');
  await waitFor(() => expect(server.count('GET /admin/account-appeals')).toBe(2));
});

test('shows appeals of rooms where the address asks for them', async () => {
  const inRoom = {
    ...{
      id,
      accountId,
      hostId: accountId,
      roomId: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
      kind: 'ban',
      reason: 'spam',
    },
    ...{ at, inForce: true, appeal: { text: 'Not me.', at, status: 'open' } },
  };
  const { server } = await show({ 'GET /admin/appeals': () => success({ items: [inRoom] }) }, '/appeals?against=rooms');
  expect(await screen.findByText('Not me.')).toBeTruthy();
  expect(server.count('GET /admin/account-appeals')).toBe(0);
});
