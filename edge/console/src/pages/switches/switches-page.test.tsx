import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { myId, showPage } from '../../../testing/render-page.tsx';
import { SwitchesPage } from './switches-page.tsx';

const at = '2026-11-23T11:04:05.678Z';
const switches = [
  { name: 'gifts', paused: false },
  { name: 'chat', paused: true, countries: ['NP'], by: myId, since: at, reason: 'a flood' },
  { name: 'mail', paused: false },
];
const all = { version: 7, inForce: 7, switches };
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const fill = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

async function show(given: object = all, roles: ('admin' | 'support')[] = ['admin'], answer = () => success(all)) {
  const shown = await showPage(<SwitchesPage />, {
    roles,
    routes: { 'GET /admin/switches': () => success(given), 'POST /admin/switches': answer },
  });
  await screen.findByText('Gifts');
  return shown;
}

test('a feature is paused in some places, with a reason, upon the version that was seen', async () => {
  const { server } = await show();
  expect(screen.getByText('in NP')).toBeTruthy();
  press('Pause Gifts');
  fill(/Only in these countries/, 'np, in');
  fill(/Only in this region/, 'eu-west-1');
  fill('Reason', 'gifts are shown twice');
  press('Pause');
  await waitFor(() => expect(server.count('POST /admin/switches')).toBe(1));
  expect(server.requests.find(({ route }) => route === 'POST /admin/switches')?.body).toEqual({
    version: 7,
    reason: 'gifts are shown twice',
    change: { act: 'pause', name: 'gifts', countries: ['NP', 'IN'], regions: ['eu-west-1'] },
  });
});

test('what is paused is resumed, and of two the second is told', async () => {
  const { server } = await show(all, ['admin'], () =>
    problem(409, 'conflict', [{ field: 'version', message: 'is 8 now: everything is on' }]),
  );
  press('Resume Chat');
  fill('Reason', 'the flood is over');
  press('Resume');
  expect(await screen.findByText(/is 8 now: everything is on/)).toBeTruthy();
  press('Load what is there now');
  await waitFor(() => expect(server.count('GET /admin/switches')).toBe(2));
});

test('mail knows no countries', async () => {
  await show();
  press('Pause Mail');
  expect(within(screen.getByRole('dialog')).queryByLabelText(/countries/)).toBeNull();
});

test('maintenance begins with words for everybody, and ends', async () => {
  const { server } = await show();
  press('Begin maintenance');
  fill('What people read', 'A larger database.');
  fill(/Expected end/, '2026-12-01T10:00');
  fill('Reason', 'planned move');
  press('Begin');
  await waitFor(() => expect(server.count('POST /admin/switches')).toBe(1));
  const endsAt = new Date('2026-12-01T10:00').toISOString();
  expect(server.requests.find(({ route }) => route === 'POST /admin/switches')?.body).toMatchObject({
    change: { act: 'begin_maintenance', message: 'A larger database.', endsAt },
  });
});

test('who may only look is shown who did what, and that nodes lag', async () => {
  const maintenance = { message: 'Back at ten.', by: myId, since: at, reason: 'planned move' };
  await show({ ...all, inForce: 6, maintenance }, ['support']);
  expect(screen.getByText('Back at ten.')).toBeTruthy();
  expect(screen.getByText(/Not everywhere yet/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Pause|Resume|maintenance/ })).toBeNull();
});
