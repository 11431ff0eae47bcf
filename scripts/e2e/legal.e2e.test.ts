import { expect, it } from 'vitest';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();
const browser = runningBrowser();

it.each([
  ['privacy', 'Privacy policy', 'Who is responsible'],
  ['terms', 'Terms of use', 'Who may use it'],
  ['cookies', 'Cookie notice', 'What is kept on your device'],
])('/legal/%s is read without scripts, on a narrow phone and on paper', async (name, title, section) => {
  const page = await browser.newPage({
    ...{ baseURL: cluster.edgeUrl, javaScriptEnabled: false, viewport: { width: 320, height: 700 } },
  });
  const faults: string[] = [];
  page.on('console', (message) => faults.push(message.text()));
  page.on('requestfailed', (request) => faults.push(request.url()));
  await page.goto(`/legal/${name}`);
  await page.getByRole('main').getByRole('heading', { level: 1, name: title }).waitFor();
  await page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: section }).click();
  expect(new URL(page.url()).hash).not.toBe('');
  await page.getByRole('heading', { level: 2, name: section }).waitFor();

  // Nothing is wider than the phone, and the style sheet is there.
  const width = await page.evaluate('document.documentElement.scrollWidth');
  const margin = await page.evaluate('getComputedStyle(document.body).maxWidth');
  expect([width, margin]).toEqual([320, '960px']);

  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('navigation', { name: 'Contents' }).isVisible()).toBe(false);
  expect(await page.getByRole('heading', { level: 1, name: title }).isVisible()).toBe(true);
  expect(faults).toEqual([]);
  await page.close();
});
