import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { pageAnswer, problem, success } from '../../../testing/fake-server.ts';
import { myId, showPage } from '../../../testing/render-page.tsx';
import { QueuePage } from './queue-page.tsx';
import { caseLineOf } from './testing/case-answers.ts';

const other = `a${'b'.repeat(26)}`;
const first = caseLineOf('a', { priority: 'critical', reason: 'self_harm', handle: 'nima', accountId: other });
const second = caseLineOf('b', {
  held: { by: myId, until: '2026-11-23T13:00:00.000Z' },
  dueAt: '2026-11-23T11:00:00.000Z',
});
const show = (routes = {}) =>
  showPage(<QueuePage />, {
    roles: ['moderator'],
    at: '/cases',
    routes: { 'GET /admin/cases': () => pageAnswer([first, second]), ...routes },
  });

test('shows what is urgent, whose it is and what is overdue', async () => {
  await show();
  expect(await screen.findByRole('link', { name: '@nima' })).toBeTruthy();
  expect(screen.getByText('Critical', { selector: '.badge' })).toBeTruthy();
  expect(screen.getByText('you')).toBeTruthy();
  expect(screen.getByText('overdue')).toBeTruthy();
});

test('takes the next case by n, and opens it', async () => {
  const { server, places } = await show({ 'POST /admin/cases/next': () => success({ case: first }) });
  await screen.findByRole('link', { name: '@nima' });
  fireEvent.keyDown(document.body, { key: 'n' });
  await waitFor(() => expect(places().at(-1)).toBe(`/cases/${first.id}`));
  expect(server.requests.filter(({ route }) => route === 'POST /admin/cases/next')).toHaveLength(1);
});

test('says that the queue is empty', async () => {
  await show({ 'POST /admin/cases/next': () => success({}) });
  fireEvent.click(await screen.findByRole('button', { name: /Next case/ }));
  expect(await screen.findByText(/The queue is empty/)).toBeTruthy();
});

test('takes the row with the focus by t, and says when somebody was faster', async () => {
  const { server } = await show({
    [`POST /admin/cases/${second.id}/take`]: () =>
      problem(409, 'conflict', [{ field: 'held', message: 'somebody else has this case' }]),
  });
  await screen.findByRole('link', { name: '@nima' });
  fireEvent.keyDown(document.body, { key: 'j' });
  fireEvent.keyDown(document.body, { key: 'j' });
  fireEvent.keyDown(document.activeElement ?? document.body, { key: 't' });
  expect((await screen.findByRole('alert')).textContent).toContain('somebody else has this case');
  expect(server.requests.some(({ route }) => route === `POST /admin/cases/${second.id}/take`)).toBe(true);
});

test('asks for what is filtered, and offers for decided cases only what the API knows', async () => {
  const { server } = await show();
  await screen.findByRole('link', { name: '@nima' });
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'spam' } });
  await waitFor(() => expect(server.requests.at(-1)?.query.toString()).toBe('reason=spam&state=open'));
  fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  fireEvent.change(screen.getByLabelText('State'), { target: { value: 'decided' } });
  await waitFor(() => expect(server.requests.at(-1)?.query.toString()).toBe('state=decided'));
  expect(screen.queryByLabelText('Reason')).toBeNull();
});
