import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { success } from '../../../testing/fake-server.ts';
import { showPage } from '../../../testing/render-page.tsx';
import { StatisticsPage } from './statistics-page.tsx';

const minuteMs = 60_000;
const figures = {
  ...{ opened: 12, decided: 10, acted: 4, appealed: 2, lifted: 1 },
  toTake: { count: 10, p50Ms: 4 * minuteMs, p95Ms: 15 * minuteMs },
  toDecision: { count: 10, p50Ms: 30 * minuteMs, p95Ms: 180 * minuteMs },
};
const data = {
  total: figures,
  byDay: [{ day: '2026-11-22', ...figures }],
  byReason: [{ reason: 'self_harm', ...figures }],
  backlog: [{ priority: 'critical', hour: 3, day: 0, week: 0, older: 0, overdue: 2 }],
  moderators: [{ accountId: `a${'b'.repeat(26)}`, handle: 'maya', decided: 10, appealed: 2, lifted: 1 }],
};

test('shows turnaround, backlog, accuracy and who decided, of the days in its address', async () => {
  const { server } = await showPage(<StatisticsPage />, {
    ...{ roles: ['moderator'], at: '/cases/statistics' },
    routes: { 'GET /admin/cases/statistics': () => success(data) },
  });
  expect((await screen.findAllByText('30 min')).length).toBeGreaterThan(0);
  expect(screen.getAllByText('3.0 h').length).toBeGreaterThan(0);
  expect(screen.getByText('1 (25%)')).toBeTruthy();
  expect(screen.getByText('Self-harm')).toBeTruthy();
  expect(screen.getByRole('link', { name: '@maya' })).toBeTruthy();
  const asked = () => server.requests.filter(({ route }) => route === 'GET /admin/cases/statistics').at(-1)?.query;
  expect(asked()?.toString()).toBe('from=2026-10-25&to=2026-11-23');
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-01' } });
  fireEvent.blur(screen.getByLabelText('From'));
  await waitFor(() => expect(asked()?.get('from')).toBe('2026-11-01'));
});
