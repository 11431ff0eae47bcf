import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { page } from './page.ts';

const hostile = `<script>alert(1)</script><img src=x onerror="alert(2)">&'`;

test('what is laid into a page is escaped, in its title, in text and in attributes', async () => {
  const text = String(await page(hostile, html`<p title="${hostile}">${hostile}</p>`));
  const foreign = text.replaceAll(/<(?:title|h1|p title|\/?[a-z0-9]+)[^>]*>/g, '');
  expect(foreign).not.toMatch(/<(?:script>alert|img)/);
  expect(text).not.toContain('<script>alert');
  expect(text).not.toContain('<img');
  expect(text.match(/&lt;script&gt;/g)).toHaveLength(4);
  expect(text).not.toContain('onerror="');
});
