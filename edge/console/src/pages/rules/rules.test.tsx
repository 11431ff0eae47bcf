import { findingSchema } from '@halobuzz/core/api/fraud';
import { initialRules } from '@halobuzz/core/fraud/initial-rules';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { pageAnswer, problem, success } from '../../../testing/fake-server.ts';
import { showPage } from '../../../testing/render-page.tsx';
import { FindingsPage } from './findings-page.tsx';
import { RulePage } from './rule-page.tsx';
import { RulesPage } from './rules-page.tsx';

const at = '2026-11-23T11:04:05.678Z';
const items = initialRules.map(({ id, body }) => ({ id, version: 3, enabled: true, by: 'system', at, body }));
const sample = findingSchema.parse(findingSchema.meta()?.example);
const other = { ...sample, id: `fi_${'b'.repeat(26)}`, score: 90, text: 'Found by the new rule alone.' };
const list = { 'GET /admin/finance/rules': () => success({ items }) };
const fill = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

test('lists the rules in force; only who may change them can write another', async () => {
  await showPage(<RulesPage />, { routes: list, roles: ['finance'] });
  expect(await screen.findByText('Gifts in a ring')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Write it' })).toBeNull();
});

const showRule = (routes = {}, roles: readonly ('admin' | 'finance')[] = ['admin']) =>
  showPage(<RulePage />, { routes: { ...list, ...routes }, roles, at: '/rules/gift-loop', pattern: '/rules/:id' });

test('tries a rule beside the one in force, page by page, and tells what changes', async () => {
  const { server } = await showRule({
    'POST /admin/finance/rules/preview': ({ body }: { body: unknown }) => {
      // What the page sends, as the API's schema has it.
      const given = body as { after?: string; body: { parameters: { coinsMin: string } } };
      const isNew = given.body.parameters.coinsMin === '4000';
      if (isNew && given.after === undefined) {
        return success({ found: 1, looked: 5_000, ids: [sample.id], shown: [sample], next: 'p1' });
      }
      const [ids, shown] = isNew ? [[other.id], [other]] : [[sample.id], [sample]];
      return success({ found: 1, looked: 10, ids, shown });
    },
  });
  await screen.findByLabelText('Coins at each step, from');
  fill('Coins at each step, from', '4000');
  press('Try it');
  expect(await screen.findByText('Found by the new rule alone.')).toBeTruthy();
  expect(screen.getByText('by this alone').textContent).toBe('1 by this alone');
  expect(screen.getByText('by the rule in force too').textContent).toBe('1 by the rule in force too');
  expect(screen.getByText('by the rule in force alone').textContent).toBe('0 by the rule in force alone');
  expect(server.count('POST /admin/finance/rules/preview')).toBe(3);
});

test('puts a new version in force behind the one that was read, and says who was first', async () => {
  const conflict = problem(409, 'conflict');
  const { server } = await showRule({ 'PUT /admin/finance/rules/gift-loop': () => conflict });
  await screen.findByLabelText('Coins at each step, from');
  fill('Coins at each step, from', '');
  press(/Put in force: version 4/);
  expect(screen.getByLabelText('Coins at each step, from').getAttribute('aria-invalid')).toBe('true');
  fill('Coins at each step, from', '9000');
  press(/Put in force: version 4/);
  fill('Reason', 'too many families of three');
  press('Put in force');
  expect(await screen.findByText(/Somebody changed this meanwhile/)).toBeTruthy();
  expect(server.requests.at(-1)?.body).toMatchObject({
    ...{ after: 3, enabled: true, reason: 'too many families of three' },
    body: { kind: 'gift_loop', parameters: { coinsMin: '9000' } },
  });
});

test('lets finance try and nothing more', async () => {
  await showRule({}, ['finance']);
  expect(await screen.findByRole('button', { name: 'Try it' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Put in force/ })).toBeNull();
  expect(screen.queryByRole('button', { name: /Apply to/ })).toBeNull();
});

test('decides a finding, and says when another person has to agree', async () => {
  const decided = { result: 'awaiting_second', finding: sample };
  const { server } = await showPage(<FindingsPage />, {
    routes: {
      'GET /admin/finance/findings': () => pageAnswer([sample]),
      [`POST /admin/finance/findings/${sample.id}/decision`]: () => success(decided),
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'gift-loop, version 1' }));
  press('Dismiss');
  fill('Reason', 'a family, cards of their own');
  press('Dismiss');
  expect(await screen.findByText(/Another person has to dismiss it too/)).toBeTruthy();
  const sent = server.requests.find(({ route }) => route.startsWith('POST /admin/finance/findings'));
  expect(sent?.body).toEqual({ outcome: 'dismissed', reason: 'a family, cards of their own' });
  await waitFor(() => expect(server.count('GET /admin/finance/findings')).toBeGreaterThan(1));
});
