import type { CaseView } from '@halobuzz/core/api/cases';
import type { Role } from '@halobuzz/core/tokens';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { showPage } from '../../../testing/render-page.tsx';
import { CasePage } from './case-page.tsx';
import { caseOf } from './testing/case-answers.ts';

const one = caseOf();
const path = `/admin/cases/${one.id}`;
const show = (view: CaseView = one, routes: Readonly<Record<string, Handler>> = {}, role: Role = 'moderator') =>
  showPage(<CasePage />, {
    ...{ roles: [role], at: `/cases/${one.id}`, pattern: '/cases/:id' },
    routes: {
      [`GET ${path}`]: () => success(view),
      [`GET /admin/accounts/${one.accountId}/sanctions`]: () =>
        success({ items: [], strikes: 0, suggestion: { kind: 'warn' } }),
      [`GET /admin/accounts/${one.accountId}/links`]: () => success({ items: [] }),
      ...routes,
    },
  });
const decide = (name: string) => fireEvent.click(screen.getByRole('button', { name, hidden: true }));
const outcomes = () => screen.getAllByRole('button', { hidden: true }).map(({ textContent }) => textContent);

test('shows what was reported, by how many, and never who', async () => {
  await show();
  expect(await screen.findByText('You will be sorry.')).toBeTruthy();
  expect(screen.getByText('Reporter 1')).toBeTruthy();
  expect(screen.getByText('2 of 3')).toBeTruthy();
  expect(await screen.findByText(/0 strikes count now/)).toBeTruthy();
});

test('decides once with rule, time and note, on the version that was seen', async () => {
  const { server } = await show(one, { [`POST ${path}/decision`]: () => success(caseOf({ state: 'decided' })) });
  await screen.findByText('You will be sorry.');
  decide('Mute');
  fireEvent.click(screen.getAllByRole('button', { name: 'Mute', hidden: true }).at(-1) as HTMLElement); // the dialog's own
  expect((await screen.findAllByText('is required')).length).toBe(1);
  fireEvent.change(screen.getByLabelText('Rule that it breaks'), { target: { value: 'harassment' } });
  fireEvent.change(screen.getByLabelText('For how long'), { target: { value: '259200' } });
  fireEvent.change(screen.getByLabelText('Note for colleagues'), { target: { value: 'third threat' } });
  const confirm = screen.getAllByRole('button', { name: 'Mute', hidden: true }).at(-1) as HTMLElement; // as above
  fireEvent.click(confirm);
  fireEvent.click(confirm);
  await waitFor(() => expect(server.requests.some(({ route }) => route === `POST ${path}/decision`)).toBe(true));
  const sent = server.requests.filter(({ route }) => route === `POST ${path}/decision`);
  expect(sent.map(({ body }) => body)).toEqual([
    { version: 3, outcome: 'mute', reason: 'harassment', seconds: 259_200, note: 'third threat' },
  ]);
});

test('says that the case changed, and loads it anew', async () => {
  const { server } = await show(one, {
    [`POST ${path}/decision`]: () =>
      problem(409, 'conflict', [{ field: 'version', message: 'it was reported for another reason' }]),
  });
  await screen.findByText('You will be sorry.');
  decide('No violation');
  fireEvent.change(screen.getByLabelText('Note for colleagues'), { target: { value: 'a quarrel' } });
  fireEvent.click(screen.getAllByRole('button', { name: 'No violation', hidden: true }).at(-1) as HTMLElement); // the dialog's own
  expect(await screen.findByText(/it was reported for another reason/)).toBeTruthy();
  const reads = () => server.requests.filter(({ route }) => route === `GET ${path}`).length;
  const before = reads();
  fireEvent.click(screen.getByRole('button', { name: 'Load what is there now', hidden: true }));
  await waitFor(() => expect(reads()).toBeGreaterThan(before));
});

test('offers a ban without an end to an admin alone, and nothing about staff to a moderator', async () => {
  await show();
  await screen.findByText('You will be sorry.');
  decide('Ban');
  const terms = () => [...screen.getByLabelText('For how long').querySelectorAll('option')].map((one) => one.value);
  expect(terms()).not.toContain('none');
  expect(Math.max(...terms().map(Number))).toBe(30 * 86_400);
});

test('leaves a case about staff to an admin', async () => {
  await show(caseOf({ staff: true }));
  expect(await screen.findByText(/An admin decides this case/)).toBeTruthy();
  expect(outcomes()).not.toContain('Mute');
});

test('shows who reported only to who has the case, after a reason', async () => {
  const reporter = `a${'c'.repeat(26)}`;
  const items = [{ reporter: 1, accountId: reporter, handle: 'sita', at: one.openedAt }];
  const { server } = await show(one, { [`POST ${path}/reporters`]: () => success({ items }) });
  fireEvent.click(await screen.findByRole('button', { name: 'Show who reported' }));
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'the police asked' } });
  fireEvent.click(screen.getByRole('button', { name: 'Show', hidden: true }));
  expect(await screen.findByText('@sita')).toBeTruthy();
  expect(server.requests.find(({ route }) => route === `POST ${path}/reporters`)?.body).toEqual({
    reason: 'the police asked',
  });
});

test('of a colleague’s case says whose it is, and hides what is theirs alone', async () => {
  await show(
    caseOf({ mine: false, held: { by: `a${'d'.repeat(26)}`, handle: 'maya', until: '2026-11-23T13:00:00.000Z' } }),
  );
  expect(await screen.findByText(/has this case until/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Show who reported' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Give back' })).toBeNull();
});

test('of a decided case shows the statement and whether its order is done', async () => {
  const decision: CaseView['decision'] = {
    outcome: 'mute',
    reason: 'harassment',
    ...{ note: 'third threat', statement: 'We looked at your conduct.' },
    ...{ seconds: 86_400, by: `a${'d'.repeat(26)}`, at: one.openedAt },
    orders: [{ id: 'so_1', kind: 'mute', state: 'failed', tries: 3, problem: 'the account is gone', at: one.openedAt }],
  };
  await show(caseOf({ state: 'decided', decision }));
  expect(await screen.findByText('We looked at your conduct.')).toBeTruthy();
  expect(screen.getByText('failed')).toBeTruthy();
  expect(screen.getByText(/the account is gone/)).toBeTruthy();
  expect(screen.getByText('for 1 day')).toBeTruthy();
});
