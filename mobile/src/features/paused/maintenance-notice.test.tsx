import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { success } from '../../../testing/fake-server.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { MaintenanceNotice } from './maintenance-notice.tsx';

const { shell } = english;
const notice = (data: object) =>
  renderScreen(<MaintenanceNotice />, { routes: { 'GET /switches': () => success(data) } });

it('says what is being done, in the words of who does it, and until when', async () => {
  await notice({
    ...{ version: 1, paused: [] },
    maintenance: { message: 'A larger database.', endsAt: '2026-01-02T03:04:05.678Z' },
  });
  const text = (await screen.findByText(/A larger database/)).textContent ?? '';
  expect(text).toContain(shell.maintenance);
  expect(text).toContain('2026');
});

it('says nothing while all works', async () => {
  const { server } = await notice({ version: 1, paused: ['gifts'] });
  expect(server.count('GET /switches')).toBe(1);
  expect(screen.queryByText(new RegExp(shell.maintenance))).toBeNull();
});
