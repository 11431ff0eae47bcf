import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { success } from '../../../testing/fake-server.ts';
import { showPage } from '../../../testing/render-page.tsx';
import { LinksPage } from './links-page.tsx';

const [one, banned] = [`a${'b'.repeat(26)}`, `a${'c'.repeat(26)}`];
const link = {
  ...{ id: `${one}:${banned}`, accountId: one, handle: 'nima2', bannedId: banned, bannedHandle: 'nima', version: 3 },
  ...{ strength: 0.86, strong: true, state: 'open', at: '2026-11-23T11:04:05.678Z' },
  shared: [
    { kind: 'device', sharers: 2 },
    { kind: 'address', sharers: 7 },
  ],
};
const path = `POST /admin/evasion/links/${link.id}`;

test('shows why two accounts are linked, and sends the answer with the version that was seen', async () => {
  const { server } = await showPage(<LinksPage />, {
    ...{ roles: ['moderator'], at: '/links' },
    routes: {
      'GET /admin/evasion/links': () => success({ items: [link] }),
      [path]: () => success({ link: { ...link, state: 'dismissed', version: 4 } }),
    },
  });
  const likelihood = await screen.findByRole('button', { name: '86 % (strong)' });
  expect(
    screen.getByText('a device, which 2 accounts share; the network of the sign-up, which 7 accounts share'),
  ).toBeTruthy();
  fireEvent.click(likelihood);
  const give = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
  give(/^Answer/, 'dismissed');
  give(/^What you found/, 'Sisters.');
  give(/^Reason/, 'they wrote to support');
  fireEvent.click(screen.getByRole('button', { name: 'Answer', hidden: true }));
  await waitFor(() => expect(screen.queryByRole('dialog', { hidden: true })).toBeNull());
  expect(server.requests.find(({ route }) => route === path)?.body).toEqual({
    ...{ version: 3, outcome: 'dismissed', note: 'Sisters.', reason: 'they wrote to support' },
  });
  expect(server.count('GET /admin/evasion/links')).toBe(2);
});

test('opens nothing that was answered', async () => {
  await showPage(<LinksPage />, {
    ...{ roles: ['moderator'], at: '/links?state=dismissed' },
    routes: { 'GET /admin/evasion/links': () => success({ items: [{ ...link, state: 'dismissed' }] }) },
  });
  expect(await screen.findByText('86 % (strong)')).toBeTruthy();
  expect(screen.queryByRole('button', { name: '86 % (strong)' })).toBeNull();
});
