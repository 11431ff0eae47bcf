import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { namedByPage, webFirstLoadGzipBytesMax, weighFirstLoad } from './web-bundle.ts';

const page = `<!DOCTYPE html><html><head><link rel="stylesheet" href="/shell.css" /><link rel="icon" href="/favicon.ico" /></head>
<body><script src="/_expo/static/js/web/__common-0.js" defer></script><script src="/_expo/static/js/web/entry-1.js" defer></script></body></html>`;

it('finds what a page names, and no pictures', () => {
  expect(namedByPage(page)).toEqual([
    '/shell.css',
    '/_expo/static/js/web/__common-0.js',
    '/_expo/static/js/web/entry-1.js',
  ]);
});

it('passes a first load within the bound, and says how much', () => {
  expect(weighFirstLoad(page, () => Buffer.alloc(webFirstLoadGzipBytesMax, 'a'))).toMatchObject({
    ok: true,
    summary: expect.stringMatching(/^\d\.\d of 400\.0 KiB compressed$/),
  });
});

it('fails a heavier one, and names the parts: what all screens share counts too', () => {
  const outcome = weighFirstLoad(page, (address) =>
    address.endsWith('.css') ? Buffer.alloc(100) : randomBytes(webFirstLoadGzipBytesMax / 2),
  );
  expect(outcome.ok).toBe(false);
  expect(outcome.details).toMatch(/__common-0\.js: 200\.\d KiB\nentry-1\.js: 200\.\d KiB/);
});

it('weighs by the bound that it is given, and what a page preloads', () => {
  const console =
    '<link rel="modulepreload" href="/console/assets/chunk-1.js"><script src="/console/assets/main-1.js"></script>';
  const outcome = weighFirstLoad(console, () => randomBytes(2_000), 3_000);
  expect(outcome).toMatchObject({
    ok: false,
    details: expect.stringContaining('chunk-1.js: 2.0 KiB\nmain-1.js: 2.0 KiB'),
  });
});

it('fails a page without scripts', () => {
  expect(weighFirstLoad('<p>The web app is not built yet.</p>', () => Buffer.alloc(1)).ok).toBe(false);
});
