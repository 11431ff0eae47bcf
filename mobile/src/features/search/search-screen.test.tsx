import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { accountIdOf, streamOf, uuidOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { sizeWindow, unsizeWindow } from '../../../testing/size-window.ts';
import { english } from '../../i18n/english.ts';
import { SearchScreen } from './search-screen.tsx';
import { searchPauseMs } from './use-search.ts';

const { search: words, ui } = english;
const streams = (...numbers: number[]) => success({ kind: 'streams', items: numbers.map((n) => streamOf(n)) });
const host = (letter: string, live?: string) => ({
  ...{ id: accountIdOf(letter), handle: `host-${letter}`, displayName: `Host ${letter}`, streams: 41 },
  ...(live === undefined ? {} : { live }),
});
const show = (search: Handler, options: Parameters<typeof renderScreen>[1] = {}) =>
  renderScreen(<SearchScreen />, { ...options, routes: { 'GET /search': search, ...options.routes } });
const type = (value: string): void => {
  fireEvent.change(screen.getByRole('searchbox', { name: words.field }), { target: { value } });
};
const pause = () => act(async () => vi.advanceTimersByTimeAsync(searchPauseMs));

beforeEach(() => {
  sizeWindow(1_280, 800);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  unsizeWindow();
});

describe('a search', () => {
  it('is sent once the typing pauses, signed in or not', async () => {
    vi.useFakeTimers();
    const { server } = await show(() => streams(1), { signedIn: false });
    type('fo');
    await act(async () => vi.advanceTimersByTimeAsync(searchPauseMs - 1));
    type('folk');
    await act(async () => vi.advanceTimersByTimeAsync(searchPauseMs - 1));
    expect(server.count('GET /search')).toBe(0);
    await pause();
    expect(server.requests.map(({ query }) => query)).toEqual(['?q=folk&kind=streams']);
    expect(screen.getByRole('link', { name: /Room 1,/ })).toBeTruthy();
    expect(screen.getByText(words.found(1, false, 'folk'))).toBeTruthy();
    expect(navigation.params.q).toBe('folk');
  });

  it('that is older is given up, and its answer not shown', async () => {
    vi.useFakeTimers();
    const waiting = new Map<string, () => void>();
    await show(async ({ query }) => {
      await new Promise<void>((resolve) => waiting.set(query, resolve));
      return query.includes('folk') ? streams(2) : streams(1);
    });
    type('rock');
    await pause();
    type('folk');
    await pause();
    await act(async () => waiting.get('?q=folk&kind=streams')?.());
    expect(screen.getByRole('link', { name: /Room 2,/ })).toBeTruthy();
    await act(async () => waiting.get('?q=rock&kind=streams')?.());
    expect(screen.queryByRole('link', { name: /Room 1,/ })).toBeNull();
  });

  it('of too few letters is not sent', async () => {
    vi.useFakeTimers();
    const { server } = await show(() => streams(1));
    type('a!');
    await pause();
    expect(screen.getByText(words.tooShort)).toBeTruthy();
    expect(server.count('GET /search')).toBe(0);
  });

  it('comes from the address', async () => {
    navigation.params = { q: 'folk songs', kind: 'hosts' };
    const { server } = await show(() => success({ kind: 'hosts', items: [host('a', uuidOf(3)), host('b')] }));
    const list = await screen.findByRole('list', { name: words.kinds.hosts });
    expect(server.requests.find(({ route }) => route === 'GET /search')?.query).toBe('?q=folk%20songs&kind=hosts');
    const links = within(list).getAllByRole('link');
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      '/people/host-a',
      `/room/${uuidOf(3)}`,
      '/people/host-b',
    ]);
  });

  it('goes on by its cursor', async () => {
    navigation.params = { q: 'folk' };
    const { server } = await show(({ query }) =>
      query.includes('cursor') ? streams(2) : success({ kind: 'streams', items: [streamOf(1)], next: 'c1' }),
    );
    fireEvent.click(await screen.findByRole('button', { name: ui.more }));
    expect(await screen.findByRole('link', { name: /Room 2,/ })).toBeTruthy();
    expect(screen.getByRole('link', { name: /Room 1,/ })).toBeTruthy();
    expect(server.requests.at(-1)?.query).toBe('?q=folk&kind=streams&cursor=c1');
    expect(screen.queryByRole('button', { name: ui.more })).toBeNull();
  });

  it('that finds nothing says so, and how to go on', async () => {
    navigation.params = { q: 'zzz' };
    await show(() => streams());
    expect(await screen.findByText(words.nothing('zzz'))).toBeTruthy();
    expect(screen.getByRole('link', { name: words.toLobby }).getAttribute('href')).toBe('/');
  });

  it('that fails can be sent again', async () => {
    navigation.params = { q: 'folk' };
    const { server } = await show(() => problem(503, 'unavailable'));
    const alert = await screen.findByRole('alert');
    server.routes.set('GET /search', () => streams(1));
    fireEvent.click(within(alert).getByRole('button', { name: ui.retry }));
    expect(await screen.findByRole('link', { name: /Room 1,/ })).toBeTruthy();
  });
});

describe('recent searches', () => {
  const stored = { 'recent-searches': JSON.stringify(['folk', 'rock']) };

  it('are offered, chosen and forgotten', async () => {
    const { storage } = await show(() => streams(1), { stored });
    fireEvent.click(await screen.findByRole('button', { name: words.forgetOne('rock') }));
    await waitFor(() => expect(screen.queryByText('rock')).toBeNull());
    expect(await storage.get('recent-searches')).toBe('["folk"]');
    fireEvent.click(screen.getByRole('button', { name: words.searchFor('folk') }));
    expect(await screen.findByRole('link', { name: /Room 1,/ })).toBeTruthy();
  });

  it('are all forgotten at once', async () => {
    const { storage } = await show(() => streams(1), { stored });
    fireEvent.click(await screen.findByRole('button', { name: words.clearAll }));
    await waitFor(() => expect(screen.queryByText(words.recent)).toBeNull());
    expect(await storage.get('recent-searches')).toBeUndefined();
  });

  it('are what found something before the person went on', async () => {
    navigation.params = { q: 'newari' };
    const { storage, view } = await show(() => streams(1), { stored });
    await screen.findByRole('link', { name: /Room 1,/ });
    view.unmount();
    await waitFor(async () => expect(await storage.get('recent-searches')).toBe('["newari","folk","rock"]'));
  });

  it('are none when what is stored is nothing of ours', async () => {
    await show(() => streams(1), { stored: { 'recent-searches': '{"a":1}' } });
    expect(screen.queryByText(words.recent)).toBeNull();
  });
});
