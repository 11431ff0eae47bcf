import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { pageAnswer, problem } from '../../testing/fake-server.ts';
import { showPage } from '../../testing/render-page.tsx';
import { Filters, SelectFilter, TextFilter } from './filters.tsx';
import { ListTable } from './list-table.tsx';
import { useFilters } from './use-filters.ts';
import { usePageList } from './use-page-list.ts';

const item = z.strictObject({ id: z.string() });
let taken: string[] = [];

function Things() {
  const filters = useFilters({ state: 'open', who: '' });
  const list = usePageList('things', '/admin/things', filters.query, item);
  return (
    <>
      <Filters label="Find things" filters={filters}>
        <SelectFilter
          label="State"
          name="state"
          filters={filters}
          options={[
            { value: 'open', label: 'Open' },
            { value: 'done', label: 'Done' },
          ]}
        />
        <TextFilter label="Who" name="who" filters={filters} />
      </Filters>
      <ListTable
        list={list}
        caption="Things"
        rowKey={({ id }) => id}
        hrefOf={({ id }) => `/things/${id}`}
        rowKeys={[{ key: 't', label: 'Take it', run: ({ id }) => taken.push(id) }]}
        columns={[{ key: 'id', title: 'Thing', cell: ({ id }) => id }]}
        empty="No things."
      />
    </>
  );
}
const rows = (...ids: readonly string[]) => ids.map((id) => ({ id }));
const key = (name: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key: name });
const focused = () => document.activeElement?.textContent;

test('pages come one after another, each by the cursor of the one before, and a list that fails says so', async () => {
  const { server } = await showPage(<Things />, {
    routes: {
      'GET /admin/things': ({ query }) =>
        query.get('cursor') === null ? pageAnswer(rows('a', 'b'), 'next-1') : pageAnswer(rows('c')),
    },
  });
  expect(await screen.findByText('2 shown')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'More' }));
  expect(await screen.findByRole('link', { name: 'c' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'More' })).toBeNull();
  expect(
    server.requests.filter(({ route }) => route === 'GET /admin/things').map(({ query }) => query.get('cursor')),
  ).toEqual([null, 'next-1']);
  server.routes.set('GET /admin/things', () => problem(403, 'forbidden'));
  fireEvent.change(screen.getByLabelText('State'), { target: { value: 'done' } });
  expect((await screen.findByRole('alert')).textContent).toContain('You may not do this.');
  expect(screen.queryByRole('table')).toBeNull();
});

test('filters stand in the address, take effect when left or entered, and are cleared together', async () => {
  const { server, places } = await showPage(<Things />, { routes: { 'GET /admin/things': () => pageAnswer([]) } });
  expect(await screen.findByText('No things.')).toBeTruthy();
  const last = () => server.requests.at(-1)?.query.toString();
  fireEvent.change(screen.getByLabelText('Who'), { target: { value: ' sita ' } });
  expect(last()).toBe('state=open');
  fireEvent.blur(screen.getByLabelText('Who'));
  await waitFor(() => expect(last()).toBe('state=open&who=sita'));
  fireEvent.change(screen.getByLabelText('State'), { target: { value: 'done' } });
  await waitFor(() => expect(last()).toBe('state=done&who=sita'));
  expect(places().at(-1)).toBe('/?who=sita&state=done');
  fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  await waitFor(() => expect(places().at(-1)).toBe('/'));
  expect(screen.getByLabelText('Who')).toHaveProperty('value', '');
});

test('rows are walked by keys, and a key acts on the one that has the focus', async () => {
  taken = [];
  await showPage(<Things />, { routes: { 'GET /admin/things': () => pageAnswer(rows('a', 'b', 'c')) } });
  const table = await screen.findByRole('table', { name: 'Things' });
  key('j');
  expect(focused()).toBe('a');
  key('ArrowDown');
  key('j');
  expect(focused()).toBe('c');
  key('ArrowDown');
  expect(focused()).toBe('c');
  key('k');
  key('t');
  key('Home');
  expect(focused()).toBe('a');
  key('End');
  expect(focused()).toBe('c');
  expect(taken).toEqual(['b']);
  expect(within(table).getByRole('link', { name: 'b' }).getAttribute('href')).toBe('/console/things/b');
});
