import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { myId, showPage } from '../../../testing/render-page.tsx';
import { RoomPage } from './room-page.tsx';
import { WatchPage } from './watch-page.tsx';

const at = '2026-11-23T11:04:05.678Z';
const id = '019b7d3c-2f4e-7a11-8c22-1d5e6f708192';
const host = { id: `a${'h'.repeat(26)}`, handle: 'gita' };
const room = {
  ...{ id, title: 'Evening songs', category: 'music', region: 'r1', country: 'NP', viewers: 1_214, host },
  ...{ adultsOnly: false, visibility: 'public', startedAt: at },
  risk: {
    score: 47,
    why: [
      { reason: 'reports', points: 40, value: 2 },
      { reason: 'new_account', points: 7, value: 0 },
    ],
  },
};
const act = { id: `${id}.0`, roomId: id, act: 'end', code: 'violence', reason: 'a fight', by: myId, at };
const message = (given: object) => ({ id: 'm1', from: { id: host.id, handle: 'gita' }, text: 'hello', at, ...given });
const detail = (given: object = {}, figures: object = {}) => ({
  room: { ...room, status: 'live', ...given },
  figures: {
    ...{ peakViewers: 1_300, uniqueViewers: 2_000, likes: 5, gifts: 3, coins: '4100' },
    ...{ hostOnline: true, chatClosed: false, ...figures },
  },
  chat: [message({ text: 'hi all' })],
  history: { streams: [], acts: [act] },
});
const list: Handler = () => success({ at, weighed: 12, items: [room] });
const fill = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const showRoom = (data: object, routes: Readonly<Record<string, Handler>> = {}) =>
  showPage(<RoomPage />, {
    ...{ roles: ['moderator'], at: `/watch/${id}`, pattern: '/watch/:id' },
    routes: { [`GET /admin/watch/${id}`]: () => success(data), ...routes },
  });

test('the list says why a room is there, and ends a broadcast with rule, reason and bar, once', async () => {
  const { server } = await showPage(<WatchPage />, {
    roles: ['moderator'],
    routes: {
      'GET /admin/watch': list,
      [`POST /admin/watch/${id}/end`]: () => success({ act }),
    },
  });
  const link = await screen.findByRole('link', { name: 'Evening songs' });
  expect(link.getAttribute('href')).toContain(`/watch/${id}`);
  expect(screen.getByText('2 reports in the last hour, account made today')).toBeTruthy();
  press('End now: Evening songs');
  press('End the broadcast');
  expect(await screen.findByText('is required')).toBeTruthy();
  fill('Rule', 'violence');
  fill('The host goes live again', '60');
  fill('Reason', 'a fight on camera');
  press('End the broadcast');
  press(/Working|End the broadcast/);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const sent = server.requests.filter(({ route }) => route.endsWith('/end'));
  expect(sent.map(({ body }) => body)).toEqual([{ code: 'violence', reason: 'a fight on camera', barMinutes: 60 }]);
});

test('a room shows its figures, chat and what staff did before, and closes its chat', async () => {
  const { server } = await showRoom(detail(), { [`POST /admin/watch/${id}/acts`]: () => success({ act }) });
  expect(await screen.findByText('hi all')).toBeTruthy();
  expect(screen.getByText('1,214 now, 1,300 at most')).toBeTruthy();
  expect(screen.getByText('a fight')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Take the cover away' })).toBeNull();
  press('Close the chat');
  const dialog = screen.getByRole('dialog');
  fireEvent.change(within(dialog).getByLabelText('Rule'), { target: { value: 'harassment' } });
  fireEvent.change(within(dialog).getByLabelText('Reason'), { target: { value: 'insults' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Close the chat' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(server.requests.find(({ route }) => route.endsWith('/acts'))?.body).toEqual({
    ...{ act: 'close_chat', code: 'harassment', reason: 'insults' },
  });
});

test('a colleague was first: the dialog says so, and nothing is lost', async () => {
  await showRoom(detail(), {
    [`POST /admin/watch/${id}/end`]: () =>
      problem(409, 'conflict', [{ field: 'id', message: 'is over since a moment' }]),
  });
  await screen.findByText('hi all');
  press('End now');
  fill('Rule', 'spam');
  fill('Reason', 'spam all over');
  press('End the broadcast');
  expect(await screen.findByText(/is over since a moment/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Load what is there now' })).toBeTruthy();
});

test('chat on record wants a reason, and shows what was taken away and by whom', async () => {
  const items = [
    message({ id: 'm0', text: 'an insult', removed: { at, by: myId } }),
    message({ id: 'm2', text: undefined, removed: { at, by: host.id } }),
    message({ id: 'm3', text: 'buy now', flagged: 'buy now' }),
  ];
  const { server } = await showRoom(detail({ visibility: 'private' }), {
    [`POST /admin/watch/${id}/chat`]: ({ body }) =>
      success(
        JSON.stringify(body).includes('before')
          ? { roomId: id, found: true, items: [message({ id: 'm9', text: 'long ago' })] }
          : { roomId: id, found: true, items, earlier: at },
      ),
  });
  expect(await screen.findByText('Chat on record')).toBeTruthy();
  expect(screen.queryByText('Chat now')).toBeNull();
  press('Read it');
  press('Read');
  expect(await screen.findByText('needs at least 3 characters')).toBeTruthy();
  fill('Reason', 'a report');
  press('Read');
  expect((await screen.findByText('an insult')).tagName).toBe('DEL');
  expect(screen.getByText('text not stored')).toBeTruthy();
  expect(screen.getByText('flagged: buy now')).toBeTruthy();
  press('Earlier');
  expect(await screen.findByText('long ago')).toBeTruthy();
  expect(server.requests.filter(({ route }) => route.endsWith('/chat')).map(({ body }) => body)).toEqual([
    { reason: 'a report' },
    { reason: 'a report', before: at },
  ]);
});

test('a room that is over offers nothing but to let its host go live again', async () => {
  const data = detail({ status: 'ended', endedAt: at });
  await showRoom({ ...data, history: { ...data.history, barredUntil: '2026-11-24T11:04:05.678Z' } });
  expect(await screen.findByText(/It is over/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'End now' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Let the host go live again' })).toBeTruthy();
});
