import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, test } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { myId, showPage } from '../../../testing/render-page.tsx';
import { wantedTerms } from './keyword-editor.tsx';
import { KeywordsPage } from './keywords-page.tsx';

const at = '2026-11-23T11:04:05.678Z';
const term = (word: string, given: object = {}) => ({
  ...{ term: word, scope: 'block', reason: 'spam', by: myId, addedAt: at, ...given },
});
const list = { version: 7, terms: [term('buy followers'), term('meet me', { scope: 'flag', endsAt: at })] };
const found = {
  ...{ from: at, to: at, messages: 20_000, sampled: true },
  added: [
    {
      ...{ term: 'scam', caught: 12, already: 3, perMille: 0.6, rooms: 2, authors: 1, coveredBy: 'sc' },
      examples: [{ messageId: 'm1', roomId: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192', text: 'such a scam', at }],
    },
  ],
  removed: [{ term: 'meet me', freed: 4, examples: [] }],
};
const fill = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('a change is tried over the past, then made upon the version that was seen', async () => {
  const { server } = await showPage(<KeywordsPage />, {
    roles: ['moderator'],
    routes: {
      'GET /admin/keywords': () => success(list),
      'POST /admin/keywords/preview': () => success(found),
      'POST /admin/keywords': () => success({ ...list, version: 8 }),
    },
  });
  await screen.findByText('buy followers', { selector: 'td' });
  press('Make the change');
  expect(screen.queryByRole('dialog')).toBeNull();
  fill('Words to add', 'scam\n\n scam \n');
  press('Take meet me off');
  press('See what it would catch');
  fill('Reason', 'a wave of it');
  press('Look');
  expect(await screen.findByText('12 caught')).toBeTruthy();
  expect(screen.getByText(/a sample spread evenly/)).toBeTruthy();
  expect(screen.getByText('“sc” on the list catches this already.')).toBeTruthy();
  expect(screen.getByText('4 free')).toBeTruthy();
  press('Make the change');
  fill('Reason', 'a wave of it');
  press('Change');
  await waitFor(() => expect(server.count('POST /admin/keywords')).toBe(1));
  const change = { add: [{ term: 'scam', scope: 'flag' }], remove: ['meet me'], reason: 'a wave of it' };
  expect(server.requests.find(({ route }) => route === 'POST /admin/keywords/preview')?.body).toEqual({
    ...{ ...change, hours: 24 },
  });
  expect(server.requests.find(({ route }) => route === 'POST /admin/keywords')?.body).toEqual({
    ...{ ...change, version: 7 },
  });
});

test('the second writer is told what the first one changed, and loads it', async () => {
  const { server } = await showPage(<KeywordsPage />, {
    roles: ['moderator'],
    routes: {
      'GET /admin/keywords': () => success(list),
      'POST /admin/keywords': () =>
        problem(409, 'conflict', [{ field: 'version', message: 'is 8 now; 8 by somebody: +other' }]),
    },
  });
  await screen.findByText('buy followers', { selector: 'td' });
  fill('Words to add', 'scam');
  press('Make the change');
  fill('Reason', 'a wave of it');
  press('Change');
  expect(await screen.findByText(/is 8 now; 8 by somebody: \+other/)).toBeTruthy();
  press('Load what is there now');
  await waitFor(() => expect(server.count('GET /admin/keywords')).toBe(2));
  expect(screen.getByLabelText<HTMLTextAreaElement>('Words to add').value).toBe('scam');
});

describe('terms that are typed', () => {
  it('are one a line, each once, with their end in UTC', () => {
    expect(wantedTerms(' a b \n\nc\na b', 'flag', '')).toEqual([
      { term: 'a b', scope: 'flag' },
      { term: 'c', scope: 'flag' },
    ]);
    const end = new Date('2026-12-01T10:00').toISOString();
    expect(wantedTerms('x', 'block', '2026-12-01T10:00')).toEqual([{ term: 'x', scope: 'block', endsAt: end }]);
  });
});
