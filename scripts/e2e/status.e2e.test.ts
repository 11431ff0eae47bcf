import { expect, it } from 'vitest';
import { axeViolations } from './axe.ts';
import { eventually } from './eventually.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();
const browser = runningBrowser();

it.each(['light', 'dark'] as const)('/status tells in %s how everything is, and breaks no rule of WCAG AA', async (colorScheme) => {
  const page = await browser.newPage({ baseURL: cluster.edgeUrl, colorScheme, viewport: { width: 1_000, height: 1_400 } });
  const faults: string[] = [];
  page.on('console', (message) => faults.push(message.text()));
  page.on('requestfailed', (request) => faults.push(request.url()));
  const headline = async () => {
    await page.goto('/status');
    return page.getByRole('heading', { level: 1 }).textContent();
  };
  await eventually('the status of a whole platform', headline, (text) => text === 'Everything works');
  await page.getByRole('checkbox', { name: 'Look again' }).waitFor();
  await page.getByText('As a table').click();
  expect(await axeViolations(page)).toEqual([]);
  expect(faults).toEqual([]);
  await page.close();
});

it('/status is whole without scripts, on a narrow phone', async () => {
  const page = await browser.newPage({
    ...{ baseURL: cluster.edgeUrl, javaScriptEnabled: false, viewport: { width: 320, height: 700 } },
  });
  await page.goto('/status');
  await page.getByRole('img', { name: /^Viewers\./ }).waitFor();
  expect(await page.getByRole('checkbox').count()).toBe(0);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await page.close();
});
