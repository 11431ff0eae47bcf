import { limits } from '@halobuzz/core/limits';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { deskOf, giveBackupCode, pagesOffered, signInOnConsole } from './console-page.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';
import { newStaff, type Staff } from './staff.ts';
import { collectFaults } from './web-app-page.ts';

const cluster = runningCluster();
const browser = runningBrowser();
const newPage = () => browser.newPage(deskOf(cluster.edgeUrl));

let admin: Staff;
beforeAll(async () => {
  admin = await newStaff(cluster, 'chief', ['admin']);
});

const overview = (page: Page) => page.getByRole('heading', { name: 'Overview', level: 1 });
const locked = (page: Page) => page.getByRole('dialog', { name: 'The console is locked' });
const cookies = async (page: Page) =>
  (await page.context().cookies()).filter(({ name }) => name === '__Host-hb_refresh').length;
/** As if the last touch had been long ago: evaluated as text, as the policy lets no function of ours be compiled. */
const forget = (page: Page, ms: number) =>
  page.evaluate<void>(`localStorage.setItem('halobuzz.console-active', String(Date.now() - ${ms}))`);

it('staff sign in with two factors, by keys alone, stay signed in over a reload, and sign out of the app with it', async () => {
  const page = await newPage();
  const faults = collectFaults(page);
  await page.goto('/console/');
  await page.getByLabel('Username or e-mail address').waitFor();
  await page.keyboard.type(admin.username);
  await page.keyboard.press('Tab');
  await page.keyboard.type(admin.password);
  await page.keyboard.press('Enter');
  await giveBackupCode(page, admin);
  await overview(page).waitFor();
  expect(await pagesOffered(page)).toContain('Audit log');
  // Plots are drawn, and are a table for who does not see them.
  await page
    .getByRole('figure', { name: /^Viewers/ })
    .locator('canvas')
    .waitFor();
  await page.reload();
  await overview(page).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.getByRole('heading', { name: 'Audit log', level: 1 }).waitFor();
  await page.getByRole('cell', { name: 'role: granted' }).first().waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('sign out');
  await page.keyboard.press('Enter');
  await page.getByLabel('Username or e-mail address').waitFor();
  expect(await cookies(page)).toBe(0);
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
  expect(faults).toEqual([]);
});

it('one session is the app’s and the console’s: two windows renew it without losing it', async () => {
  const page = await newPage();
  await signInOnConsole(page, admin);
  const app = await page.context().newPage();
  await app.goto('/');
  await app.getByText('Live now').first().waitFor();
  expect(await app.getByRole('link', { name: 'Sign in' }).count()).toBe(0);
  await Promise.all([
    page.reload(),
    app.reload(),
    page
      .context()
      .newPage()
      .then((other) => other.goto('/console/')),
  ]);
  await overview(page).waitFor();
  await app.getByText('Live now').first().waitFor();
  expect(await cookies(page)).toBe(1);
  await page.context().close();
});

it('an unattended console locks all its windows, over reloads too; nothing is asked behind the lock; a factor opens it', async () => {
  const page = await newPage();
  await signInOnConsole(page, admin);
  const other = await page.context().newPage();
  await other.goto('/console/audit');
  await other.getByRole('cell', { name: 'role: granted' }).first().waitFor();
  await forget(page, limits.consoleIdleMs + 1_000);
  await locked(other).waitFor();
  expect(await other.getByRole('table').isVisible()).toBe(false);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await locked(page).waitFor();
  await page.getByRole('radio', { name: 'Backup code' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await locked(page).waitFor();
  expect(asked.filter((path) => path.startsWith('/api/v1/admin/'))).toEqual([]);
  await giveBackupCode(page, admin);
  await locked(page).waitFor({ state: 'detached' });
  await locked(other).waitFor({ state: 'detached' });
  await other.getByRole('table').waitFor();
  await page.context().close();
});
