import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { Text } from 'react-native';
import { describe, expect, it } from 'vitest';
import { english } from '../i18n/english.ts';
import { PagedList } from './paged-list.tsx';

interface Page {
  readonly items: string[];
  readonly next?: string;
}
type FetchPage = (cursor?: string) => Promise<{ readonly ok: true; readonly data: Page }>;

const listOf = (fetchPage: FetchPage, changed = '') => (
  <PagedList label="names" fetchPage={fetchPage} changed={changed} keyOf={(name) => name} empty={<Text>none</Text>}>
    {(name) => <Text>{name}</Text>}
  </PagedList>
);
const shown = () => [...screen.getByRole('list').children].map((child) => child.textContent);
const more = () => fireEvent.click(screen.getByRole('button', { name: english.ui.more }));

describe('a list in pages', () => {
  it('shows nobody twice, though the list moved between two pages', async () => {
    const pages: Record<string, Page> = { '': { items: ['a', 'b'], next: 'n' }, n: { items: ['b', 'c'] } };
    render(listOf(async (cursor = '') => ({ ok: true, data: pages[cursor] ?? { items: [] } })));
    await screen.findByText('a');
    more();
    await waitFor(() => expect(shown()).toEqual(['a', 'b', 'c']));
    expect(screen.queryByRole('button', { name: english.ui.more })).toBeNull();
  });

  it('drops a page behind a list that was loaded anew since', async () => {
    let arrive = (_page: Page): void => undefined;
    let first: Page = { items: ['a'], next: 'n1' };
    const fetchPage: FetchPage = async (cursor) => ({
      ok: true,
      data:
        cursor === undefined
          ? first
          : await new Promise<Page>((resolve) => {
              arrive = resolve;
            }),
    });
    const view = render(listOf(fetchPage));
    await screen.findByText('a');
    more();
    first = { items: ['new', 'a'], next: 'n2' };
    view.rerender(listOf(fetchPage, 'changed'));
    await screen.findByText('new');
    await act(async () => arrive({ items: ['b'] }));
    expect(shown()).toEqual(['new', 'a']);
    expect(screen.getByRole('button', { name: english.ui.more })).toBeTruthy();
  });
});
