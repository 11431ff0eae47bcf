import { catalogueVersionSchema } from '@halobuzz/core/api/catalogue';
import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type Handler, pageAnswer, problem, success } from '../../../testing/fake-server.ts';
import { myId, showPage } from '../../../testing/render-page.tsx';
import { GiftsPage, PackagesPage } from './catalogue-page.tsx';
import { GiftPage } from './item-page.tsx';

const rose = catalogueVersionSchema.parse(catalogueVersionSchema.meta()?.example);
const someoneElse = `a${'b'.repeat(26)}`;
const at = '2026-11-23T11:04:05.678Z';
const waiting = (by: string) => ({
  ...{ ...rose, version: 2, status: 'waiting', content: { ...rose.content, coins: '9' } },
  history: [{ act: 'asked', by, at, reason: 'spring prices' }],
});
const fill = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

test('lists gifts with what they cost now; who may not change them is offered nothing', async () => {
  const items = [{ id: 'rose', newest: waiting(myId), now: rose }];
  await showPage(<GiftsPage />, {
    routes: { 'GET /admin/catalogue/gifts': () => pageAnswer(items) },
    roles: ['support'],
  });
  expect(await screen.findByText('Rose')).toBeTruthy();
  expect(screen.getByText('1 coins')).toBeTruthy();
  expect(screen.getByText('waits for a second person')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'New gift' })).toBeNull();
});

const showRose = (versions: readonly unknown[], routes: Readonly<Record<string, Handler>> = {}) =>
  showPage(<GiftPage />, {
    routes: { 'GET /admin/catalogue/gifts/rose/versions': () => pageAnswer(versions), ...routes },
    ...{ at: '/catalogue/gifts/rose', pattern: '/catalogue/gifts/:id', roles: ['finance'] },
  });

test('makes the next version out of the one before; a wrong field is said at its place', async () => {
  const wrong = {
    ...problem(400, 'validation_failed'),
    body: {
      ...{ success: false, type: 'urn:x', title: 'Some fields are not valid.', status: 400, requestId: 'r1' },
      ...{ code: 'validation_failed', errors: [{ field: 'content.coins', message: 'must lie between 1 and 1000000' }] },
    },
  };
  const { server } = await showRose([rose], { 'PUT /admin/catalogue/gifts/rose': () => wrong });
  fireEvent.click(await screen.findByRole('button', { name: 'Next version' }));
  fill('Coins', '0');
  fill(/^Sold in/, 'only');
  fill(/^Countries/, 'np, in');
  fill('Reason', 'spring prices');
  press('Make the version');
  expect(await screen.findByText('must lie between 1 and 1000000')).toBeTruthy();
  expect(screen.getByLabelText('Coins').getAttribute('aria-invalid')).toBe('true');
  expect(server.requests.at(-1)?.body).toEqual({
    ...{ after: 1, draft: false, reason: 'spring prices' },
    content: { ...rose.content, coins: '0', countries: { only: ['NP', 'IN'] } },
  });
});

test('a version of one’s own is decided by somebody else', async () => {
  await showRose([waiting(myId), rose]);
  expect(await screen.findByText('Somebody else decides.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Approve/ })).toBeNull();
});

test('agrees to a version of somebody else, once', async () => {
  const route = 'POST /admin/catalogue/gifts/rose/versions/2/decision';
  const { server } = await showRose([waiting(someoneElse), rose], {
    [route]: () => success({ ...waiting(someoneElse), status: 'published' }),
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Approve version 2' }));
  fill('Reason', 'as planned');
  press('Agree');
  press(/Agree|Working/);
  expect(await screen.findByText(/done\./)).toBeTruthy();
  expect(server.count(route)).toBe(1);
  expect(server.requests.find((one) => one.route === route)?.body).toEqual({
    outcome: 'approved',
    reason: 'as planned',
  });
});

test('takes a gift off sale behind its newest version, and shows a conflict', async () => {
  const { server } = await showRose([rose], {
    'POST /admin/catalogue/gifts/rose/withdraw': () => problem(409, 'conflict'),
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Take off sale' }));
  fill('Reason', 'the season is over');
  const [, confirm] = screen.getAllByRole('button', { name: 'Take off sale', hidden: true });
  fireEvent.click(confirm ?? expect.unreachable());
  expect(await screen.findByText(/Somebody changed this meanwhile/)).toBeTruthy();
  expect(server.requests.at(-1)?.body).toEqual({ after: 1, reason: 'the season is over' });
});

test('makes a new package with its prices and places', async () => {
  const { server } = await showPage(<PackagesPage />, {
    routes: {
      'GET /admin/catalogue/packages': () => pageAnswer([]),
      'PUT /admin/catalogue/packages/starter': () => success(rose),
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'New package' }));
  fill('Short name', 'starter');
  fill('Coins', '100');
  for (const currency of ['USD', 'EUR', 'GBP', 'INR', 'NPR']) fill(`Price in ${currency}`, '99');
  fill('Product at Apple', 'halobuzz.starter');
  fill('Product at Google', 'halobuzz.starter');
  fireEvent.click(screen.getByLabelText('Sold on Android (Google)'));
  fill('Reason', 'for newcomers');
  press('Make the version');
  await screen.findByText(/Version 1 is made/);
  const sent = server.requests.find(({ route }) => route.startsWith('PUT '));
  expect(sent?.body).toMatchObject({ after: 0, content: { kind: 'package', platforms: ['ios', 'web'], bonus: '0' } });
});
