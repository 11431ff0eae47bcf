import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { type FakeRequest, type Handler, problem, success } from '../../../testing/fake-server.ts';
import { accountIdOf, streamOf, uuidOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { sizeWindow, unsizeWindow } from '../../../testing/size-window.ts';
import { english } from '../../i18n/english.ts';
import { LobbyScreen } from './lobby-screen.tsx';
import { lobbyPollMs } from './use-lobby-feed.ts';

const { lobby: words, ui, categories, failure } = english;
const page = (...numbers: number[]) => success({ items: numbers.map((n) => streamOf(n)) });
const show = (streams: Handler, options: Parameters<typeof renderScreen>[1] = {}) =>
  renderScreen(<LobbyScreen />, { ...options, routes: { 'GET /streams': streams, ...options.routes } });
const titles = (): (string | null)[] =>
  screen.getAllByRole('listitem').map((item) => /Room \d+/.exec(item.textContent ?? '')?.[0] ?? null);
const lobbyQueries = (requests: readonly FakeRequest[]): string[] =>
  requests.filter(({ route }) => route === 'GET /streams').map(({ query }) => query);

beforeEach(() => {
  sizeWindow(1_280, 800);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  unsizeWindow();
});

describe('the lobby', () => {
  it('lists live rooms with their viewers, each a link', async () => {
    await show(() => success({ items: [streamOf(1), streamOf(1_893)] }));
    const list = await screen.findByRole('list', { name: words.rooms(2) });
    const links = within(list).getAllByRole('link');
    expect(links.map((link) => link.getAttribute('aria-label'))).toEqual([
      'Room 1, live with host, 1 viewer',
      'Room 1893, live with host, 1.8K viewers',
    ]);
    expect(links[0]?.getAttribute('href')).toBe(`/room/${uuidOf(1)}`);
    expect(await screen.findByText(words.found(2, false))).toBeTruthy();
  });

  it('shows places for cards while they are on their way', async () => {
    let release = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      release = resolve;
    });
    await show(async () => {
      await waiting;
      return page(1);
    });
    expect(screen.getByRole('status', { name: ui.loading })).toBeTruthy();
    await act(async () => release());
    expect(await screen.findByText('Room 1')).toBeTruthy();
    expect(screen.queryByRole('status', { name: ui.loading })).toBeNull();
  });

  it('is open to those who are not signed in, without what they would follow', async () => {
    const { server } = await show(() => page(1), { signedIn: false });
    expect(await screen.findByText('Room 1')).toBeTruthy();
    expect(server.requests.find(({ route }) => route === 'GET /streams')?.authorization).toBeUndefined();
    expect(screen.queryByRole('radio', { name: words.tabs.following })).toBeNull();
  });

  it('says what somebody should know before they open a room', async () => {
    const privacy = { ...streamOf(1).privacy, visibility: 'password', adultsOnly: true } as const;
    await show(() => success({ items: [streamOf(1, { status: 'interrupted', privacy, tags: ['folk'] })] }));
    const link = await screen.findByRole('link', { name: /Room 1/ });
    expect(link.getAttribute('aria-label')).toBe(
      `Room 1, live with host, 1 viewer, ${words.interrupted}, ${words.adultsOnly}, ${words.password}`,
    );
    expect(screen.getByRole('listitem').textContent).toContain('#folk');
  });

  it('shows a cover from the place where pictures are, and does without one that is gone', async () => {
    const { view } = await show(() => success({ items: [streamOf(1, { cover: 'im_1' })] }));
    await screen.findByText('Room 1');
    const image = view.container.querySelector('img');
    expect(image?.getAttribute('src')).toBe('https://edge.example/api/v1/images/im_1-small');
  });
});

describe('which list', () => {
  it('is chosen by category, and shows nothing of the others meanwhile', async () => {
    let release = (): void => {};
    const { server } = await show(() => page(1));
    await screen.findByText('Room 1');
    server.routes.set('GET /streams', async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return success({ items: [] });
    });
    fireEvent.click(screen.getByRole('radio', { name: categories.food }));
    expect(screen.queryByText('Room 1')).toBeNull();
    await act(async () => release());
    expect(await screen.findByText(words.emptyFilter)).toBeTruthy();
    expect(lobbyQueries(server.requests).at(-1)).toBe('?category=food&limit=20');
    expect(screen.getByRole('radio', { name: categories.food }).getAttribute('aria-checked')).toBe('true');
    server.routes.set('GET /streams', () => page(4));
    fireEvent.click(screen.getByRole('button', { name: words.showAll }));
    expect(await screen.findByText('Room 4')).toBeTruthy();
    expect(lobbyQueries(server.requests).at(-1)).toBe('?limit=20');
  });

  it('is trending, or of those one follows, who is asked for as the signed-in account', async () => {
    const { server } = await show(() => page(1), { routes: { 'GET /streams/following': () => page(2) } });
    fireEvent.click(await screen.findByRole('radio', { name: words.tabs.trending }));
    await waitFor(() => expect(lobbyQueries(server.requests).at(-1)).toBe('?order=trending&limit=20'));
    fireEvent.click(screen.getByRole('radio', { name: words.tabs.following }));
    expect(await screen.findByText('Room 2')).toBeTruthy();
    const asked = server.requests.find(({ route }) => route === 'GET /streams/following');
    expect(asked).toMatchObject({ query: '?limit=20', authorization: 'Bearer access-1' });
    expect(screen.queryByRole('radiogroup', { name: words.filter })).toBeNull();
  });

  it('stands in the address, and comes from it', async () => {
    navigation.params = { tab: 'trending', category: 'music', country: 'NP', tag: 'folk' };
    const { server } = await show(() => page(1));
    await screen.findByText('Room 1');
    expect(lobbyQueries(server.requests)).toEqual(['?order=trending&category=music&country=NP&tag=folk&limit=20']);
    expect(screen.getByRole('button', { name: words.countryIs('Nepal') })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: words.tagOff('folk') }));
    await waitFor(() => expect(navigation.params.tag).toBeUndefined());
    expect(navigation.params.category).toBe('music');
  });

  it('is of one country, found by its name', async () => {
    const { server } = await show(() => page(1));
    fireEvent.click(await screen.findByRole('button', { name: words.countryIs(words.everywhere) }));
    fireEvent.change(screen.getByRole('textbox', { name: words.countrySearch }), { target: { value: 'nep' } });
    expect(screen.getAllByRole('radio').map((radio) => radio.getAttribute('aria-label'))).toContain('Nepal');
    fireEvent.click(screen.getByRole('radio', { name: 'Nepal' }));
    await waitFor(() => expect(lobbyQueries(server.requests).at(-1)).toBe('?country=NP&limit=20'));
  });

  it('is of one tag, from those that are live', async () => {
    const { server } = await show(() => success({ items: [streamOf(1, { tags: ['folk'] })] }));
    fireEvent.click(await screen.findByRole('button', { name: words.tagOn('folk') }));
    await waitFor(() => expect(lobbyQueries(server.requests).at(-1)).toBe('?tag=folk&limit=20'));
  });

  it('does not let an overtaken answer win', async () => {
    const waiting: (() => void)[] = [];
    const { server } = await show(() => page(9));
    await screen.findByText('Room 9');
    server.routes.set('GET /streams', async ({ query }) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return page(query.includes('food') ? 1 : 2);
    });
    fireEvent.click(screen.getByRole('radio', { name: categories.food }));
    fireEvent.click(screen.getByRole('radio', { name: categories.sports }));
    await waitFor(() => expect(waiting).toHaveLength(2));
    waiting[1]?.();
    expect(await screen.findByText('Room 2')).toBeTruthy();
    await act(async () => waiting[0]?.());
    expect(screen.getByText('Room 2')).toBeTruthy();
    expect(screen.queryByText('Room 1')).toBeNull();
  });
});

describe('what is empty', () => {
  it('invites to go live when nobody is', async () => {
    await show(() => page());
    expect((await screen.findByRole('link', { name: words.emptyAction })).getAttribute('href')).toBe('/go-live');
  });

  it('leads to hosts when nobody whom one follows is live', async () => {
    await show(() => page(1), { routes: { 'GET /streams/following': () => page() } });
    fireEvent.click(await screen.findByRole('radio', { name: words.tabs.following }));
    expect((await screen.findByRole('link', { name: words.findHosts })).getAttribute('href')).toBe(
      '/search?kind=hosts',
    );
  });
});

describe('a list that moves', () => {
  it('is brought up to date by itself, its order kept', async () => {
    vi.useFakeTimers();
    const { server } = await show(() => success({ items: [streamOf(3), streamOf(2)], next: 'n' }));
    await act(async () => vi.advanceTimersByTimeAsync(0));
    server.routes.set('GET /streams', () =>
      success({ items: [streamOf(9), streamOf(2, { currentViewers: 777 }), streamOf(3)], next: 'n' }),
    );
    await act(async () => vi.advanceTimersByTimeAsync(lobbyPollMs));
    expect(titles().slice(0, 2)).toEqual(['Room 3', 'Room 2']);
    expect(screen.getByText(words.viewers(777, '777'))).toBeTruthy();
    await act(async () => fireEvent.click(screen.getByRole('button', { name: words.waiting(1) })));
    await act(async () => vi.advanceTimersByTimeAsync(0));
    expect(titles()[0]).toBe('Room 9');
  });

  it('lets go of what ended', async () => {
    vi.useFakeTimers();
    const { server } = await show(() => page(1, 2));
    await act(async () => vi.advanceTimersByTimeAsync(0));
    server.routes.set('GET /streams', () => page(2));
    await act(async () => vi.advanceTimersByTimeAsync(lobbyPollMs));
    expect(titles()).toEqual(['Room 2']);
  });

  it('goes on by its cursor while its end is near, nothing twice', async () => {
    const { server } = await show(({ query }) =>
      query.includes('cursor=c1') ? page(2, 1) : success({ items: [streamOf(3), streamOf(2)], next: 'c1' }),
    );
    await waitFor(() => expect(titles()).toEqual(['Room 3', 'Room 2', 'Room 1']));
    expect(lobbyQueries(server.requests)).toEqual(['?limit=20', '?cursor=c1&limit=20']);
  });

  it('goes on in another list while more of the one before is on its way', async () => {
    const { server } = await show(({ query }) => {
      if (query.includes('cursor=c1')) return new Promise(() => undefined);
      if (query.includes('cursor=f1')) return page(7);
      return success({ items: [streamOf(query.includes('food') ? 8 : 9)], next: query.includes('food') ? 'f1' : 'c1' });
    });
    await waitFor(() => expect(lobbyQueries(server.requests)).toContain('?cursor=c1&limit=20'));
    fireEvent.click(screen.getByRole('radio', { name: categories.food }));
    await waitFor(() => expect(titles()).toEqual(['Room 8', 'Room 7']));
  });

  it('drops what came behind a list that was loaded anew since', async () => {
    let release = (): void => {};
    const { server } = await show(async ({ query }) => {
      if (!query.includes('cursor=c1')) return success({ items: [streamOf(9)], next: 'c1' });
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return page(1);
    });
    await waitFor(() => expect(lobbyQueries(server.requests)).toContain('?cursor=c1&limit=20'));
    server.routes.set('GET /streams', () => page(5));
    fireEvent.click(screen.getByRole('button', { name: ui.refresh }));
    await waitFor(() => expect(titles()).toEqual(['Room 5']));
    await act(async () => release());
    expect(titles()).toEqual(['Room 5']);
  });

  it('says when no more could be loaded, and does not ask over and over', async () => {
    const { server } = await show(({ query }) =>
      query.includes('cursor') ? problem(503, 'unavailable') : success({ items: [streamOf(1)], next: 'c1' }),
    );
    const alert = await screen.findByRole('alert');
    expect(lobbyQueries(server.requests)).toHaveLength(2);
    server.routes.set('GET /streams', () => page(2));
    fireEvent.click(within(alert).getByRole('button', { name: ui.retry }));
    await waitFor(() => expect(titles()).toEqual(['Room 1', 'Room 2']));
  });

  it('draws what is near the screen alone', async () => {
    await show(() => page(...Array.from({ length: 100 }, (_, n) => n + 1)));
    await screen.findByText('Room 1');
    const drawn = screen.getAllByRole('listitem').length;
    expect(drawn).toBeGreaterThan(5);
    expect(drawn).toBeLessThan(60);
    expect(screen.getAllByRole('listitem')[0]?.getAttribute('aria-setsize')).toBe('100');
  });

  it('lets arrow keys go from card to card', async () => {
    await show(() => page(1, 2, 3));
    const first = await screen.findByRole('link', { name: /Room 1,/ });
    first.focus();
    fireEvent.keyDown(first, { key: 'ArrowRight' });
    expect(document.activeElement?.getAttribute('aria-label')).toContain('Room 2,');
    fireEvent.keyDown(document.activeElement ?? first, { key: 'ArrowLeft' });
    expect(document.activeElement).toBe(first);
  });
});

describe('without an answer', () => {
  it('says that it could not load, and tries again', async () => {
    const { server } = await show(() => problem(503, 'unavailable'));
    const alert = await screen.findByRole('alert');
    server.routes.set('GET /streams', () => page(1));
    fireEvent.click(within(alert).getByRole('button', { name: ui.retry }));
    expect(await screen.findByText('Room 1')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('keeps the list when a refresh fails, and says so', async () => {
    const { server } = await show(() => page(1));
    await screen.findByText('Room 1');
    server.reachable = false;
    fireEvent.click(screen.getByRole('button', { name: ui.refresh }));
    expect((await screen.findByRole('alert')).textContent).toContain(failure.network);
    expect(screen.getByText('Room 1')).toBeTruthy();
  });

  it('asks nothing while there is no network, says so, and asks at once when it is back', async () => {
    vi.useFakeTimers();
    let there = true;
    const listeners = new Set<() => void>();
    const network = {
      isThere: () => there,
      onChange: (changed: () => void) => {
        listeners.add(changed);
        return () => listeners.delete(changed);
      },
    };
    const turn = (to: boolean) =>
      act(async () => {
        there = to;
        for (const changed of listeners) changed();
      });
    const { server } = await show(() => page(1), { network });
    await act(async () => vi.advanceTimersByTimeAsync(0));
    await turn(false);
    expect(screen.getByText(/^You are offline/)).toBeTruthy();
    const asked = server.count('GET /streams');
    await act(async () => vi.advanceTimersByTimeAsync(3 * lobbyPollMs));
    expect(server.count('GET /streams')).toBe(asked);
    await turn(true);
    expect(server.count('GET /streams')).toBe(asked + 1);
    expect(screen.queryByText(/^You are offline/)).toBeNull();
  });
});

describe('top hosts', () => {
  const host = (letter: string, rank: number, live?: string) => ({
    ...{ rank, id: accountIdOf(letter), handle: `host-${letter}`, coins: '4210' },
    ...(live === undefined ? {} : { live }),
  });

  it('lead into what they show, or to their profile', async () => {
    const items = [host('a', 1, uuidOf(7)), host('b', 2)];
    await show(() => page(1), {
      routes: { 'GET /hosts/top': () => success({ by: 'coins', period: 'week', items }) },
    });
    const strip = await screen.findByRole('list', { name: words.topHosts });
    const links = within(strip).getAllByRole('link');
    expect(links.map((link) => link.getAttribute('href'))).toEqual([`/room/${uuidOf(7)}`, '/people/host-b']);
    expect(links[0]?.getAttribute('aria-label')).toBe('1. host-a, 4,210 coins, live now');
  });

  it('are left out where there are none, and where they cannot be read', async () => {
    await show(() => page(1), { routes: { 'GET /hosts/top': () => problem(503, 'unavailable') } });
    await screen.findByText('Room 1');
    expect(screen.queryByText(words.topHosts)).toBeNull();
  });
});
