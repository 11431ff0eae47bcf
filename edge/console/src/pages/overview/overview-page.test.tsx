import type { Role } from '@halobuzz/core/tokens';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { pageAnswer, success } from '../../../testing/fake-server.ts';
import { myId, showPage } from '../../../testing/render-page.tsx';
import { seriesOf } from './live-series.ts';
import { OverviewPage } from './overview-page.tsx';

const at = '2026-11-23T11:04:00.000Z';
const point = {
  ...{ at, seconds: 600, viewers: 51, gifts: 100, reports: 20, signUps: 0 },
  ...{ coins: '9000', payments: { credited: 10, pending: 5, review: 5 } },
};
const other = `a${'c'.repeat(26)}`;
const show = (role: Role) =>
  showPage(<OverviewPage />, {
    roles: [role],
    routes: {
      'GET /admin/live': () => success({ now: { at, viewers: 5120, broadcasts: 84 }, points: [point] }),
      'GET /admin/cases': () => pageAnswer([{}, {}], 'more'),
      'GET /admin/appeals': () => pageAnswer([]),
      'GET /admin/finance/approvals': () =>
        pageAnswer([
          { requestedBy: myId, approvals: [] },
          { requestedBy: other, approvals: [{ by: myId, at, note: 'seen' }] },
          { requestedBy: other, approvals: [] },
        ]),
      'GET /admin/finance/payouts': () => pageAnswer([{ approvals: [] }]),
    },
  });
const counts = () => screen.getAllByRole('listitem').map((item) => item.textContent);

test('finance sees what waits for their approval: not their own, not twice', async () => {
  const { server } = await show('finance');
  await waitFor(() => expect(counts()).toEqual(['1for my approval', '1payouts to approve']));
  expect(await screen.findByRole('figure', { name: /^Payments/ })).toBeTruthy();
  expect(server.count('GET /admin/cases')).toBe(0);
});

test('moderators see their queues, and nothing of money', async () => {
  const { server } = await show('moderator');
  await waitFor(() => expect(counts()).toEqual(['2+open cases', '2+cases of mine', '0appeals']));
  expect(await screen.findByText('5,120')).toBeTruthy();
  expect(screen.queryByRole('figure', { name: /^Payments|^Coins/ })).toBeNull();
  expect(server.requests.filter(({ route }) => route.includes('/finance/'))).toEqual([]);
});

test('a plot has its numbers as a table', async () => {
  await show('moderator');
  const figure = await screen.findByRole('figure', { name: /^Viewers/ });
  expect(within(figure).getByText(/now: 51/)).toBeTruthy();
  expect(within(figure).getByRole('table', { hidden: true }).textContent).toContain('51');
});

test('counts of longer times are made comparable, and what nobody counted stays a gap', () => {
  const lines = seriesOf([point, { ...point, viewers: undefined, coins: undefined, payments: undefined }]);
  const values = (name: keyof typeof lines) => lines[name].map(({ points }) => points.map(([, value]) => value));
  expect(values('gifts')).toEqual([[10, 10]]);
  expect(values('viewers')).toEqual([[51, null]]);
  expect(values('coins')).toEqual([[900, null]]);
  expect(values('payments')).toEqual([
    [1, null],
    [0, null],
    [0, null],
    [1, null],
  ]);
});
