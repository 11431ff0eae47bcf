import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { atIso, sita, uuidOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { SanctionsScreen } from './sanctions-screen.tsx';

const words = english.moderation;
const idOf = (letter: string): string => `sa_${letter.repeat(26)}`;
const sanction = (letter: string, more: object = {}) => ({
  ...{ id: idOf(letter), accountId: sita.accountId, hostId: sita.accountId, roomId: uuidOf(1), kind: 'mute' },
  ...{ reason: '', at: atIso, inForce: true, ...more },
});

it('tells what was decided, why, and what became of an appeal', async () => {
  const appeal = { text: 'I quoted', at: atIso, status: 'upheld', note: 'It was no quote.' };
  await renderScreen(<SanctionsScreen />, {
    routes: {
      'GET /users/me/account-sanctions': () => success({ items: [] }),
      'GET /users/me/sanctions': () =>
        success({ items: [sanction('a', { kind: 'ban', reason: 'spam', appeal }), sanction('b', { inForce: false })] }),
    },
  });
  expect(await screen.findByText(`${words.kinds.ban} · ${words.forGood}`)).toBeTruthy();
  expect(screen.getByText('spam')).toBeTruthy();
  expect(screen.getByText(words.appealStates.upheld)).toBeTruthy();
  expect(screen.getByText('It was no quote.')).toBeTruthy();
  expect(screen.getByText(`${words.kinds.mute} · ${words.over}`)).toBeTruthy();
  expect(screen.getByText(words.noReason)).toBeTruthy();
  expect(screen.queryByRole('button', { name: words.appeal }), 'neither may be appealed').toBeNull();
});

it('appeals once, and shows that it is looked at', async () => {
  let appealed = false;
  let refuse = true;
  const open = { text: 'I quoted.', at: atIso, status: 'open' };
  const { server } = await renderScreen(<SanctionsScreen />, {
    routes: {
      'GET /users/me/account-sanctions': () => success({ items: [] }),
      'GET /users/me/sanctions': () => success({ items: [sanction('a', appealed ? { appeal: open } : {})] }),
      [`POST /users/me/sanctions/${idOf('a')}/appeal`]: () => {
        if (refuse) return problem(409, 'conflict');
        appealed = true;
        return success({ sanction: sanction('a', { appeal: open }) }, 201);
      },
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: words.appeal }));
  const send = () => screen.getByRole('button', { name: words.appealSend });
  expect(send().getAttribute('aria-disabled')).toBe('true');
  fireEvent.change(screen.getByLabelText(words.appealText), { target: { value: ' I quoted. ' } });
  fireEvent.click(send());
  expect((await screen.findByRole('alert')).textContent).toBe(english.errors.conflict);
  refuse = false;
  fireEvent.click(send());
  expect(await screen.findByText(words.appealStates.open)).toBeTruthy();
  await waitFor(() => expect(server.count(`POST /users/me/sanctions/${idOf('a')}/appeal`)).toBe(2));
  expect(server.requests.find(({ route }) => route.startsWith('POST /users'))?.body).toEqual({ text: 'I quoted.' });
});

it('says that there is nothing', async () => {
  await renderScreen(<SanctionsScreen />, { routes: { 'GET /users/me/sanctions': () => success({ items: [] }) } });
  expect(await screen.findByText(words.noSanctions)).toBeTruthy();
});

it('shows what was decided about the account: a warning is acknowledged, and appealed against', async () => {
  const decision = (more: object = {}) => ({
    ...{ id: idOf('d'), kind: 'warn', reason: 'spam', statement: 'You repeated yourself.', at: atIso, inForce: true },
    ...more,
  });
  let now = decision();
  const { server } = await renderScreen(<SanctionsScreen />, {
    routes: {
      'GET /users/me/sanctions': () => success({ items: [] }),
      'GET /users/me/account-sanctions': () => success({ items: [now] }),
      [`POST /users/me/account-sanctions/${idOf('d')}/acknowledge`]: () => {
        now = decision({ inForce: false, acknowledgedAt: atIso });
        return success({ sanction: now });
      },
      [`POST /users/me/account-sanctions/${idOf('d')}/appeal`]: () => {
        now = decision({ inForce: false, acknowledgedAt: atIso, appeal: { text: 'No.', at: atIso, status: 'open' } });
        return success({ sanction: now }, 201);
      },
    },
  });
  expect(await screen.findByText('You repeated yourself.')).toBeTruthy();
  expect(screen.getByText(words.toAcknowledge)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: words.acknowledge }));
  expect(await screen.findByText(words.acknowledged)).toBeTruthy();
  expect(screen.queryByText(words.toAcknowledge)).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: words.appeal }));
  fireEvent.change(screen.getByLabelText(words.appealText), { target: { value: ' No. ' } });
  fireEvent.click(screen.getByRole('button', { name: words.appealSend }));
  expect(await screen.findByText(words.appealStates.open)).toBeTruthy();
  const sent = server.requests.find(({ route }) => route.endsWith('/appeal'));
  expect(sent?.body).toEqual({ text: 'No.' });
});
