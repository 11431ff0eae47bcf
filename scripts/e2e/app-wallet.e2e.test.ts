import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { newPerson } from './person.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';
import { collectFaults } from './web-app-page.ts';

const cluster = runningCluster();
const browser = runningBrowser();

/** A page of the web app where somebody new is signed in, at the wallet. */
async function walletPage(name: string): Promise<{ readonly page: Page; readonly faults: readonly string[] }> {
  const { username, password } = await newPerson(cluster.api, name);
  const page = await browser.newPage({ baseURL: cluster.edgeUrl, viewport: { width: 390, height: 844 } });
  const faults = collectFaults(page);
  await page.goto('/sign-in?next=/wallet');
  await page.getByRole('textbox', { name: 'Username or e-mail address' }).fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Wallet', exact: true }).waitFor();
  return { page, faults };
}

it('somebody buys coins in the web app: they arrive, and the statement and the receipt show them', async () => {
  const { page, faults } = await walletPage('buyer');
  await page.getByRole('link', { name: /^Buy coins/ }).click();

  await page.getByRole('radio', { name: 'USD' }).click();
  await page.getByRole('radio', { name: /^500 coins/ }).click();
  await page.getByRole('button', { name: 'Buy for $4.99' }).click();
  // The page is loaded anew in the middle of it: the same purchase goes on, and nothing is bought twice.
  await page.getByRole('button', { name: 'Pay', exact: true }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await page.getByText('525 coins are in your wallet.').waitFor();
  await page.getByRole('button', { name: 'To my wallet' }).click();

  const entries = page.getByRole('list', { name: 'History' });
  await entries.getByText('Coins bought').waitFor();
  expect(await entries.getByRole('listitem').count()).toBe(1);
  await entries.getByRole('button', { name: /^Details: Coins bought/ }).click();
  expect(await entries.textContent()).toMatch(/\+525 coins.*[0-9a-f]{64}/);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save statement (CSV)' }).click();
  expect((await download).suggestedFilename()).toMatch(/^halobuzz-.*\.csv$/);

  await page.getByRole('link', { name: /^Payments/ }).click();
  const payments = page.getByRole('list', { name: 'Payments' });
  await payments.getByText(/Completed/).waitFor();
  expect(await payments.getByRole('listitem').count()).toBe(1);
  expect(faults).toEqual([]);
  await page.close();
});

it('the card page is a document of its own, and whoever leaves it gets another', async () => {
  const { page } = await walletPage('payer');
  const policies = new Map<string, string>();
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) {
      policies.set(new URL(response.url()).pathname, response.headers()['content-security-policy'] ?? '');
    }
  });
  await page.goto('/wallet/pay');
  await page.getByText('No purchase is under way.').waitFor();
  expect(policies.get('/wallet/pay')).toContain('https://js.stripe.com');
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect.poll(() => policies.get('/account'), { timeout: 30_000 }).not.toContain('stripe');
  expect(policies.has('/account')).toBe(true);
  await page.close();
});
