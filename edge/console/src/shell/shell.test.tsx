import { limits } from '@halobuzz/core/limits';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { success } from '../../testing/fake-server.ts';
import { showConsole } from '../../testing/render-page.tsx';
import { isIdle } from '../session/last-touch.ts';

const ready = () => screen.findByRole('heading', { name: 'Overview', level: 1 });
const key = (name: string, more: object = {}) => fireEvent.keyDown(document.body, { key: name, ...more });
const pages = () =>
  within(screen.getByRole('navigation', { name: 'Console' }))
    .getAllByRole('link')
    .map((link) => link.textContent);

test('offers the pages of one’s roles alone, and says so at the address of another', async () => {
  const { server } = showConsole({ roles: ['support'], at: '/audit' });
  expect(await screen.findByRole('heading', { name: 'Not for your role' })).toBeTruthy();
  expect(pages()).not.toContain('Audit log');
  expect(server.requests.filter(({ route }) => route.includes('/admin/audit'))).toEqual([]);
});

test('an address that is no page says so', async () => {
  showConsole({ at: '/nothing/here' });
  expect(await screen.findByRole('heading', { name: 'There is no such page' })).toBeTruthy();
});

test('two keys go to a page, whose title then has the focus', async () => {
  showConsole();
  await ready();
  key('g');
  key('a');
  const heading = await screen.findByRole('heading', { name: 'Audit log', level: 1 });
  await waitFor(() => expect(document.activeElement).toBe(heading));
  expect(document.title).toBe('Audit log · HaloBuzz console');
});

test('single keys do nothing where one types, nor once they are turned off', async () => {
  showConsole();
  await ready();
  key('k', { ctrlKey: true });
  const search = await screen.findByRole('combobox', { name: 'Search pages and commands' });
  fireEvent.keyDown(search, { key: '?' });
  expect(screen.queryByRole('dialog', { name: 'Keys' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  key('?');
  fireEvent.click(await screen.findByRole('checkbox', { name: 'Single keys do something' }));
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  key('?');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(localStorage.getItem('halobuzz.console-keys')).toBe('off');
});

test('the palette finds by letters, arrows choose, Enter goes', async () => {
  const { places } = showConsole();
  await ready();
  key('k', { metaKey: true });
  const search = await screen.findByRole('combobox', { name: 'Search pages and commands' });
  const list = screen.getByRole('listbox', { name: 'Pages and commands' });
  const options = () =>
    within(list)
      .getAllByRole('option')
      .map((option) => option.textContent);
  fireEvent.change(search, { target: { value: 'audit l' } });
  expect(options()).toEqual(['Audit logg a']);
  fireEvent.change(search, { target: { value: 'zzz' } });
  expect(screen.getByText('Nothing is called so.')).toBeTruthy();
  fireEvent.keyDown(search, { key: 'Enter' });
  fireEvent.change(search, { target: { value: 'o' } });
  const chosen = () => within(list).getByRole('option', { selected: true }).id;
  const first = chosen();
  fireEvent.keyDown(search, { key: 'ArrowDown' });
  expect(chosen()).not.toBe(first);
  expect(search.getAttribute('aria-activedescendant')).toBe(chosen());
  fireEvent.change(search, { target: { value: 'audit' } });
  fireEvent.keyDown(search, { key: 'Enter' });
  expect(await screen.findByRole('heading', { name: 'Audit log', level: 1 })).toBeTruthy();
  expect(places().at(-1)).toBe('/audit');
});

test('the appearance is the web app’s own choice', async () => {
  showConsole();
  await ready();
  fireEvent.change(screen.getByRole('combobox', { name: 'Appearance' }), { target: { value: 'dark' } });
  expect(document.documentElement.dataset.theme).toBe('dark');
  expect(localStorage.getItem('halobuzz.appearance')).toBe('dark');
  fireEvent.change(screen.getByRole('combobox', { name: 'Appearance' }), { target: { value: 'system' } });
  expect(document.documentElement.dataset.theme).toBeUndefined();
});

const factors = () => success({ factors: [], backupCodes: { left: 0, lastUsedAt: null }, required: false });

test('who comes from the app, or after a while, sees nothing before a proof', async () => {
  const { server } = showConsole({ idle: true, routes: { 'GET /auth/mfa': factors } });
  expect(await screen.findByRole('dialog', { name: 'The console is locked' })).toBeTruthy();
  expect(server.requests.filter(({ route }) => route.includes('/admin/'))).toEqual([]);
  server.routes.set('POST /auth/step-up', () =>
    success({ accessToken: 'raised', tokenType: 'Bearer', expiresInSeconds: 600 }),
  );
  fireEvent.change(await screen.findByLabelText('Password'), { target: { value: 'nine monsoon lanterns' } });
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await waitFor(() => expect(server.requests.some(({ route }) => route.includes('/admin/'))).toBe(true));
});

test('locks by itself when nobody touches it, keeps what was typed, and no touch unlocks it', async () => {
  const { clock, services } = showConsole({ routes: { 'GET /auth/mfa': factors }, at: '/audit' });
  await screen.findByRole('heading', { name: 'Audit log', level: 1 });
  const field = screen.getByLabelText('Request');
  fireEvent.change(field, { target: { value: 'half a wo' } });
  clock.nowMs += limits.consoleIdleMs - 1;
  fireEvent.keyDown(field, { key: 'x' });
  clock.nowMs += limits.consoleIdleMs;
  act(() => services.session.unlock());
  expect(screen.queryByRole('dialog')).toBeNull();
  clock.nowMs += 2;
  fireEvent.keyDown(field, { key: 'x' });
  expect(await screen.findByRole('dialog', { name: 'The console is locked' })).toBeTruthy();
  fireEvent.keyDown(document.body, { key: 'x' });
  expect(screen.getByRole('dialog', { name: 'The console is locked' })).toBeTruthy();
  expect(field).toHaveProperty('value', 'half a wo');
});

test('the palette locks, for every window and over reloads', async () => {
  const { services, clock } = showConsole({ routes: { 'GET /auth/mfa': factors } });
  await ready();
  key('k', { ctrlKey: true });
  const search = await screen.findByRole('combobox', { name: 'Search pages and commands' });
  expect(document.activeElement).toBe(search);
  fireEvent.change(search, { target: { value: 'lock the' } });
  fireEvent.keyDown(search, { key: 'Enter' });
  expect(await screen.findByRole('dialog', { name: 'The console is locked' })).toBeTruthy();
  expect(isIdle(services.store, clock.nowMs)).toBe(true);
});
