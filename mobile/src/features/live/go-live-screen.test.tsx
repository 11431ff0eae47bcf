import { errorCodes } from '@halobuzz/core/errors/codes';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { problem, success } from '../../../testing/fake-server.ts';
import { streamOf, uuidOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { GoLiveScreen } from './go-live-screen.tsx';

const words = english.goLive;
const start = () => fireEvent.click(screen.getByRole('button', { name: words.submit }));

it('starts a broadcast and enters its room', async () => {
  const { server } = await renderScreen(<GoLiveScreen />, {
    routes: {
      'POST /streams': () => success({ stream: streamOf(1), media: { state: 'off', reason: 'no App ID' } }, 201),
    },
  });
  fireEvent.change(screen.getByLabelText(words.roomTitle), { target: { value: '  Ragas ' } });
  fireEvent.click(screen.getByRole('radio', { name: english.categories.music }));
  start();
  await waitFor(() => expect(navigation.visited).toEqual([`/room/${uuidOf(1)}`]));
  expect(server.requests.at(-1)?.body).toEqual({ title: 'Ragas', category: 'music' });
});

it('wants a title', async () => {
  const { server } = await renderScreen(<GoLiveScreen />);
  start();
  expect(await screen.findByText(words.roomTitleMissing)).toBeTruthy();
  expect(server.count('POST /streams')).toBe(0);
});

it('says why it cannot', async () => {
  await renderScreen(<GoLiveScreen />, { routes: { 'POST /streams': () => problem(409, 'stream_already_live') } });
  fireEvent.change(screen.getByLabelText(words.roomTitle), { target: { value: 'Ragas' } });
  start();
  expect(await screen.findByText(errorCodes.stream_already_live.text)).toBeTruthy();
  expect(navigation.visited).toEqual([]);
});
