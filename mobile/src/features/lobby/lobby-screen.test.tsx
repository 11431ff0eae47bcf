import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { streamOf, uuidOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { LobbyScreen, lobbyPollMs } from './lobby-screen.tsx';

const words = english.lobby;
const page = (...numbers: number[]) => success({ items: numbers.map((n) => streamOf(n)) });

afterEach(() => {
  vi.useRealTimers();
});

describe('the lobby', () => {
  it('lists live rooms with their viewers, each a link', async () => {
    await renderScreen(<LobbyScreen />, {
      routes: { 'GET /streams': () => success({ items: [streamOf(1), streamOf(1_893)] }) },
    });
    const list = await screen.findByRole('list', { name: words.rooms(2) });
    const links = within(list).getAllByRole('link');
    expect(links.map((link) => link.getAttribute('aria-label'))).toEqual([
      'Room 1, live with host, 1 viewer',
      'Room 1893, live with host, 1.8K viewers',
    ]);
    expect(links[0]?.getAttribute('href')).toBe(`/room/${uuidOf(1)}`);
  });

  it('is open to those who are not signed in', async () => {
    const { server } = await renderScreen(<LobbyScreen />, {
      signedIn: false,
      routes: { 'GET /streams': () => page(1) },
    });
    expect(await screen.findByText('Room 1')).toBeTruthy();
    expect(server.requests[0]?.authorization).toBeUndefined();
  });

  it('asks for one category, and shows nothing of the others meanwhile', async () => {
    let release = (): void => {};
    const { server } = await renderScreen(<LobbyScreen />, { routes: { 'GET /streams': () => page(1) } });
    await screen.findByText('Room 1');
    server.routes.set('GET /streams', async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return success({ items: [] });
    });
    fireEvent.click(screen.getByRole('radio', { name: english.categories.food }));
    expect(screen.queryByText('Room 1')).toBeNull();
    expect(screen.getByText(english.ui.loading)).toBeTruthy();
    release();
    expect(await screen.findByText(words.emptyCategory)).toBeTruthy();
    expect(server.requests.at(-1)?.query).toBe('?category=food&limit=20');
    expect(screen.getByRole('radio', { name: english.categories.food }).getAttribute('aria-checked')).toBe('true');
  });

  it('invites to go live when nobody is', async () => {
    await renderScreen(<LobbyScreen />, { routes: { 'GET /streams': () => page() } });
    expect((await screen.findByRole('link', { name: words.emptyAction })).getAttribute('href')).toBe('/go-live');
  });

  it('says that it could not load, and tries again', async () => {
    const { server } = await renderScreen(<LobbyScreen />, {
      routes: { 'GET /streams': () => problem(503, 'unavailable') },
    });
    const alert = await screen.findByRole('alert');
    server.routes.set('GET /streams', () => page(1));
    fireEvent.click(within(alert).getByRole('button', { name: english.ui.retry }));
    expect(await screen.findByText('Room 1')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('keeps the list when a refresh fails, and says so', async () => {
    const { server } = await renderScreen(<LobbyScreen />, { routes: { 'GET /streams': () => page(1) } });
    await screen.findByText('Room 1');
    server.reachable = false;
    fireEvent.click(screen.getByRole('button', { name: english.ui.refresh }));
    expect((await screen.findByRole('alert')).textContent).toContain(english.failure.network);
    expect(screen.getByText('Room 1')).toBeTruthy();
  });

  it('asks again by itself', async () => {
    vi.useFakeTimers();
    const { server } = await renderScreen(<LobbyScreen />, { routes: { 'GET /streams': () => page(1) } });
    await act(async () => vi.advanceTimersByTimeAsync(0));
    expect(screen.getByText('Room 1')).toBeTruthy();
    server.routes.set('GET /streams', () => page(2));
    await act(async () => vi.advanceTimersByTimeAsync(lobbyPollMs));
    expect(screen.getByText('Room 2')).toBeTruthy();
  });

  it('shows more on request', async () => {
    const { server } = await renderScreen(<LobbyScreen />, {
      routes: { 'GET /streams': () => success({ items: [streamOf(1)], next: 'cursor' }) },
    });
    fireEvent.click(await screen.findByRole('button', { name: english.ui.more }));
    await waitFor(() => expect(server.requests.at(-1)?.query).toBe('?limit=40'));
  });

  it('does not let an overtaken answer win', async () => {
    const waiting: (() => void)[] = [];
    const { server } = await renderScreen(<LobbyScreen />, { routes: { 'GET /streams': () => page(9) } });
    await screen.findByText('Room 9');
    server.routes.set('GET /streams', async ({ query }) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return page(query.includes('food') ? 1 : 2);
    });
    fireEvent.click(screen.getByRole('radio', { name: english.categories.food }));
    fireEvent.click(screen.getByRole('radio', { name: english.categories.sports }));
    await waitFor(() => expect(waiting).toHaveLength(2));
    waiting[1]?.();
    expect(await screen.findByText('Room 2')).toBeTruthy();
    await act(async () => waiting[0]?.());
    expect(screen.getByText('Room 2')).toBeTruthy();
    expect(screen.queryByText('Room 1')).toBeNull();
  });
});
