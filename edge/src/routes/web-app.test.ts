import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { EdgeEnv } from '../http/edge-env.ts';
import { serveWebApp } from './web-app.ts';

const script = `/_expo/static/js/web/entry-${'0a'.repeat(16)}.js`;

/** The assets of an exported app; every answer's headers are as unchangeable as the platform's. */
function ask(path: string, init: RequestInit = {}, files = new Set(['/', script, '/favicon.ico'])) {
  const app = new Hono<EdgeEnv>();
  const asked: string[] = [];
  app.use(async (c, next) => {
    c.set('requestId', 'request-1');
    await next();
    c.res.headers.set('x-added', '1');
  });
  app.notFound(serveWebApp);
  const assets = {
    fetch: async (request: Request) => {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      return files.has(pathname) ? new Response(pathname) : new Response(null, { status: 404 });
    },
  };
  const answer = app.request(`https://edge.test${path}`, init, { ASSETS: assets });
  return { answer, asked };
}
const html = { headers: { accept: 'text/html,*/*' } };

test('files are served, those named by their hash for good', async () => {
  const hashed = await ask(script).answer;
  expect([hashed.status, hashed.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  const icon = await ask('/favicon.ico').answer;
  expect([icon.status, icon.headers.get('cache-control'), icon.headers.get('x-added')]).toEqual([
    200,
    'public, max-age=0, must-revalidate',
    '1',
  ]);
});

test('any other navigation gets the shell, and nothing else does', async () => {
  expect(await (await ask('/room/abc', html).answer).text()).toBe('/');
  expect((await ask('/old-script.js').answer).status).toBe(404);
  expect((await ask('/room/abc', { ...html, method: 'POST' }).answer).status).toBe(404);
});

test('the console has a shell of its own, for its own navigations alone', async () => {
  const files = new Set(['/', '/console/', '/console/assets/main-0A1B2C3D.js', '/console/assets/plain.js']);
  expect(await (await ask('/console/cases/1', html, files).answer).text()).toBe('/console/');
  expect(await (await ask('/console', html, files).answer).text()).toBe('/console/');
  expect(await (await ask('/consoles', html, files).answer).text()).toBe('/');
  expect((await ask('/console/assets/gone.js', {}, files).answer).status).toBe(404);
  const hashed = await ask('/console/assets/main-0A1B2C3D.js', {}, files).answer;
  expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  const plain = await ask('/console/assets/plain.js', {}, files).answer;
  expect(plain.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
});

test.each(['/api/v1/x', '/api', '/dev/x', '/internal/v1/streams', '/.well-known/x', '/metrics'])(
  '%s never reaches the assets',
  async (path) => {
    const { answer, asked } = ask(path, html);
    expect(await (await answer).json()).toMatchObject({ code: 'not_found', requestId: 'request-1' });
    expect(asked).toEqual([]);
  },
);

test('without an exported app there is nothing here', async () => {
  expect((await ask('/', html, new Set()).answer).status).toBe(404);
});
