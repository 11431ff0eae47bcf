import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { showPage } from '../../../testing/render-page.tsx';
import { ImposeDialog } from './impose-dialog.tsx';

const accountId = `a${'b'.repeat(26)}`;
const path = `POST /admin/accounts/${accountId}/sanctions`;
const known = { items: [], strikes: 1, suggestion: { kind: 'mute' as const, seconds: 86_400 } };
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name, hidden: true }));
const give = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

async function show(role: 'moderator' | 'admin', answers: (() => ReturnType<typeof success>)[]) {
  const onDone = vi.fn();
  const dialog = <ImposeDialog accountId={accountId} known={known} onDone={onDone} onClose={() => undefined} />;
  const { server } = await showPage(dialog, {
    roles: [role],
    routes: { [path]: () => answers.shift()?.() ?? problem(500, 'internal') },
  });
  return { server, onDone };
}

test('suggests, asks for the rule and the words, and is one order when it is sent again', async () => {
  const done = { items: [], strikes: 2, suggestion: { kind: 'suspend', seconds: 259_200 } };
  const { server, onDone } = await show('moderator', [() => problem(503, 'unavailable'), () => success(done)]);
  expect(screen.getByText('Mute for 1 day', { selector: 'strong' })).toBeTruthy();
  press('Decide');
  expect(server.count(path)).toBe(0);
  give(/^Rule/, 'harassment');
  give(/^What the person is told/, 'You insulted others.');
  give(/^Reason/, 'third time this week');
  press('Decide');
  await waitFor(() => expect(server.count(path)).toBe(1));
  await waitFor(() => press('Decide'));
  await waitFor(() => expect(onDone).toHaveBeenCalledTimes(1));
  const sent = server.requests.filter(({ route }) => route === path).map(({ body }) => body);
  expect(sent[0]).toMatchObject({
    ...{ kind: 'mute', seconds: 86_400, code: 'harassment', statement: 'You insulted others.' },
    ...{ reason: 'third time this week', order: expect.stringMatching(/^so_[a-z2-7]{26}$/) },
  });
  expect(sent[1]).toEqual(sent[0]);
});

test('offers a ban without an end to an admin alone', async () => {
  const names = () => screen.getAllByRole('option', { hidden: true }).map(({ textContent }) => textContent);
  await show('moderator', []);
  expect(names()).not.toContain('Ban without an end');
  await show('admin', []);
  expect(names()).toContain('Ban without an end');
});
