import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { showPage } from '../../../testing/render-page.tsx';
import { FindPage } from './find-page.tsx';

const id = `a${'b'.repeat(26)}`;
const account = {
  ...{ accountId: id, username: 'asha', emailVerified: true, status: 'active', roles: ['viewer'], country: 'NP' },
  ...{ createdAt: '2026-11-23T11:04:05.678Z', sessions: 1 },
};

async function look(typed: string, roles: readonly ('support' | 'moderator')[] = ['support'], found = true) {
  const answer = found ? success(account) : problem(404, 'not_found');
  const shown = await showPage(<FindPage />, { roles, routes: { 'POST /admin/accounts/find': () => answer } });
  fireEvent.change(await screen.findByRole('searchbox'), { target: { value: typed } });
  fireEvent.click(screen.getByRole('button', { name: 'Find' }));
  return shown;
}

test('finds by what was typed, opens the page of the person, and remembers whom', async () => {
  const { server, places } = await look(' @asha ');
  await waitFor(() => expect(places().at(-1)).toBe(`/accounts/${id}`));
  expect(server.requests.at(-1)?.body).toEqual({ handle: 'asha' });
  expect(await screen.findByRole('link', { name: '@asha' })).toBeTruthy();
});

test('says that nobody goes by that name, without an error', async () => {
  await look('nobody', ['support'], false);
  expect(await screen.findByText(/No account goes by “nobody” now/)).toBeTruthy();
});

test('offers the search by address to those who may', async () => {
  await showPage(<FindPage />, { roles: ['moderator'] });
  expect(await screen.findByLabelText('Handle or account id')).toBeTruthy();
});
