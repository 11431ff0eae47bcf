import { fireEvent, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { problem, success } from '../../../testing/fake-server.ts';
import { atIso } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { AppealLinkScreen } from './appeal-link-screen.tsx';

const words = english.moderation;

it('says so where the link is not complete, and asks nothing', async () => {
  const { server } = await renderScreen(<AppealLinkScreen />, {});
  expect(await screen.findByText(words.linkNone)).toBeTruthy();
  expect(server.requests.filter(({ route }) => route.includes('/appeals'))).toEqual([]);
});

it('shows the ban by a press alone, and sends the one appeal', async () => {
  const ban = {
    ...{ id: `sa_${'a'.repeat(26)}`, kind: 'ban', reason: 'spam', statement: 'You cheated others.', at: atIso },
    inForce: true,
  };
  let right = false;
  navigation.params = { '#': 'the.token' };
  const { server } = await renderScreen(<AppealLinkScreen />, {
    routes: {
      'POST /appeals/read': () => (right ? success({ sanction: ban }) : problem(404, 'not_found')),
      'POST /appeals': () => success({ sanction: ban }, 201),
    },
  });
  const read = () => screen.findByRole('button', { name: words.linkRead });
  expect(await read()).toBeTruthy();
  expect(server.count('POST /appeals/read')).toBe(0);
  fireEvent.click(await read());
  expect(await screen.findByText(english.errors.not_found)).toBeTruthy();
  right = true;
  fireEvent.click(await read());
  expect(await screen.findByText('You cheated others.')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: words.appeal }));
  fireEvent.change(screen.getByLabelText(words.appealText), { target: { value: 'It was not me.' } });
  fireEvent.click(screen.getByRole('button', { name: words.appealSend }));
  expect(await screen.findByText(words.linkSent)).toBeTruthy();
  const sent = server.requests.filter(({ route }) => route === 'POST /appeals');
  expect(sent.map(({ body }) => body)).toEqual([{ token: 'the.token', text: 'It was not me.' }]);
});
