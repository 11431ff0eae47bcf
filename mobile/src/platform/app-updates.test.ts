import { afterEach, expect, it, vi } from 'vitest';
import { appUpdates } from './app-updates.ts';

const pageOf = (hash: string): string => `<script src="/_expo/static/js/web/entry-${hash}.js" defer></script>`;
const serve = (answer: () => Promise<Response>): void => {
  vi.stubGlobal('fetch', answer);
};

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.innerHTML = '';
});

it('is there when the server names another script than the one that runs', async () => {
  document.body.innerHTML = pageOf('0a');
  const updates = appUpdates();
  serve(async () => new Response(pageOf('0a')));
  expect(await updates.isThere()).toBe(false);
  serve(async () => new Response(pageOf('0b')));
  expect(await updates.isThere()).toBe(true);
});

it('is not there when nobody can tell', async () => {
  document.body.innerHTML = pageOf('0a');
  const updates = appUpdates();
  serve(async () => new Response('', { status: 503 }));
  expect(await updates.isThere()).toBe(false);
  serve(async () => new Response('<p>Another page</p>'));
  expect(await updates.isThere()).toBe(false);
  serve(() => Promise.reject(new TypeError('no network')));
  expect(await updates.isThere()).toBe(false);
});
