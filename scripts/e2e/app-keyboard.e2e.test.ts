import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { newBroadcast } from './broadcast.ts';
import { newPerson } from './person.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';
import { collectFaults } from './web-app-page.ts';

const cluster = runningCluster();
const browser = runningBrowser();

/** No screen of these has so many stops. */
const stopsMax = 80;
/** More than the dialog has: whoever goes on comes round. */
const stopsInDialog = 20;

const hasFocus = async (page: Page, what: Locator): Promise<boolean> =>
  (await what.and(page.locator(':focus')).count()) > 0;

/** Goes from stop to stop until this one has the focus. */
async function goTo(page: Page, what: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await what.first().waitFor();
  for (let stop = 0; stop < stopsMax; stop += 1) {
    if (await hasFocus(page, what)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${what} is not among ${stopsMax} stops`);
}

async function enter(page: Page, what: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await goTo(page, what, key);
  await page.keyboard.press('Enter');
}

it('signs in, watches, talks, gives and closes what was opened, by keys alone', async () => {
  const { api } = cluster;
  const me = await newPerson(api, 'keys', { coins: 100n });
  const title = `Keys evening ${Date.now() % 100_000}`;
  const live = await newBroadcast(api, title);
  const page = await browser.newPage({ baseURL: cluster.edgeUrl, viewport: { width: 1280, height: 800 } });
  const faults = collectFaults(page);
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });

  await page.goto('/sign-in');
  await goTo(page, page.getByRole('textbox', { name: 'Username or e-mail address' }));
  await page.keyboard.type(me.username);
  await goTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(me.password);
  await enter(page, button('Sign in'));
  await page.getByText('Live now').first().waitFor();
  await enter(page, button('Not now'));
  await enter(page, page.getByRole('link', { name: new RegExp(title) }));

  const chat = page.getByRole('textbox', { name: 'Say something' });
  await goTo(page, chat);
  await page.keyboard.type('Without a mouse');
  await page.keyboard.press('Enter');
  await page.getByRole('log').getByText('Without a mouse').waitFor();
  expect(await hasFocus(page, chat)).toBe(true);

  const gifts = button('Gifts');
  await enter(page, gifts);
  await enter(page, button(/^Rose/), 'Shift+Tab');
  await enter(page, button('Send gift'));
  await page.getByTestId('gift-balance').getByText('99').waitFor();
  await page
    .getByRole('log')
    .getByText(/sent .*Rose/)
    .waitFor();
  await enter(page, button('Close'), 'Shift+Tab');
  await page.getByRole('region', { name: 'Send a gift' }).waitFor({ state: 'detached' });
  expect(await hasFocus(page, gifts)).toBe(true);

  const more = button('More about this room');
  await enter(page, more, 'Shift+Tab');
  const dialog = page.getByRole('dialog', { name: 'More about this room' });
  await dialog.waitFor();
  for (const key of ['Tab', 'Shift+Tab']) {
    for (let stop = 0; stop < stopsInDialog; stop += 1) {
      await page.keyboard.press(key);
      expect(await dialog.locator(':focus').count(), `${key} ${stop}`).toBe(1);
    }
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await hasFocus(page, more)).toBe(true);

  expect(faults).toEqual([]);
  await live.end();
  await page.close();
});
