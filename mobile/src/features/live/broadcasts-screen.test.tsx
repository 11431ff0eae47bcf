import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { problem, success } from '../../../testing/fake-server.ts';
import { streamOf, uuidOf } from '../../../testing/fixtures.ts';
import { ownStreamOf, pastStreamOf } from '../../../testing/host-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { BroadcastsScreen } from './broadcasts-screen.tsx';

const words = english.live;
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const draft = ownStreamOf(1, { title: 'Draft' });
const scheduled = ownStreamOf(2, { title: 'Soon', status: 'scheduled', scheduledAt: '2026-12-24T10:00:00.000Z' });

it('shows drafts, what is scheduled first, and what is over, page by page', async () => {
  const { server } = await renderScreen(<BroadcastsScreen />, {
    routes: {
      'GET /streams/mine': () => success({ items: [draft, scheduled] }),
      'GET /streams/mine/ended': ({ query }) =>
        success(query === '' ? { items: [pastStreamOf(3)], next: 'c' } : { items: [pastStreamOf(4)] }),
    },
  });
  const drafts = await screen.findByRole('list', { name: words.drafts });
  const entries = within(drafts).getAllByRole('listitem');
  expect(entries.map((entry) => entry.textContent?.slice(0, 4))).toEqual(['Soon', 'Draf']);
  expect(entries[0]?.textContent).toContain(words.visibility.public);
  fireEvent.click(await screen.findByRole('button', { name: english.ui.more }));
  const over = await screen.findByRole('link', { name: /^Past 4/ });
  expect(over.textContent).toContain('1:02:03 · 40 viewers at most · 4,510 coins');
  expect(server.requests.filter(({ route }) => route === 'GET /streams/mine/ended').map(({ query }) => query)).toEqual([
    '',
    '?cursor=c',
  ]);
  fireEvent.click(over);
  fireEvent.click(screen.getByRole('link', { name: `${words.edit}: Soon` }));
  fireEvent.click(screen.getByRole('link', { name: `${words.edit}: Draft` }));
  expect(navigation.visited).toEqual([
    `/broadcasts/${uuidOf(4)}`,
    `/schedule?draft=${uuidOf(2)}`,
    `/go-live?draft=${uuidOf(1)}`,
  ]);
});

it('starts what is kept, and says why it cannot', async () => {
  let refuse = true;
  await renderScreen(<BroadcastsScreen />, {
    routes: {
      'GET /streams/mine': () => success({ items: [draft] }),
      'GET /streams/mine/ended': () => success({ items: [] }),
      [`POST /streams/${uuidOf(1)}/start`]: () =>
        refuse ? problem(409, 'stream_already_live') : success({ stream: streamOf(1) }),
    },
  });
  expect(await screen.findByText(words.noPast)).toBeTruthy();
  press(`${words.start}: Draft`);
  expect(await screen.findByText(english.errors.stream_already_live)).toBeTruthy();
  refuse = false;
  press(`${words.start}: Draft`);
  await waitFor(() => expect(navigation.visited).toEqual([`/room/${uuidOf(1)}`]));
});

it('lets a scheduled one go after a second question', async () => {
  let items = [scheduled];
  const { server } = await renderScreen(<BroadcastsScreen />, {
    routes: {
      'GET /streams/mine': () => success({ items }),
      'GET /streams/mine/ended': () => success({ items: [] }),
      [`DELETE /streams/${uuidOf(2)}`]: () => {
        items = [];
        return success({});
      },
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: `${words.cancelIt}: Soon` }));
  expect(screen.getByText(words.discardAsk('Soon'))).toBeTruthy();
  press(words.keep);
  expect(server.count(`DELETE /streams/${uuidOf(2)}`)).toBe(0);
  press(`${words.cancelIt}: Soon`);
  press(words.discardYes);
  expect(await screen.findByText(words.noDrafts)).toBeTruthy();
});
