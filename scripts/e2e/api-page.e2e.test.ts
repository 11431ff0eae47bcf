import { expect, it } from 'vitest';
import { newPerson } from './person.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();
const browser = runningBrowser();

it('the API page signs in, keeps the token, and makes calls with it', async () => {
  const person = await newPerson(cluster.api, 'api');
  const page = await browser.newPage({ baseURL: cluster.edgeUrl });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) faults.push(message.text());
  });
  await page.goto('/api/v1/docs');

  await page.getByRole('searchbox', { name: 'Find' }).fill('post login');
  const login = page.locator('[data-operation][data-path="/api/v1/auth/login"]');
  await login.locator('summary').first().click();
  await login
    .getByRole('textbox', { name: 'Body' })
    .fill(JSON.stringify({ identifier: person.username, password: person.password }));
  await login.getByRole('button', { name: 'Send' }).click();
  // The answer itself: what the page says about answers begins with a status as well.
  await login.locator('output').getByText(/^200 /).waitFor();

  await page.getByRole('searchbox', { name: 'Find' }).fill('/auth/me');
  const me = page.locator('[data-operation][data-method="get"][data-path="/api/v1/auth/me"]');
  await me.locator('summary').first().click();
  await me.getByRole('button', { name: 'Send' }).click();
  await me.locator('output').getByText(`"username": "${person.username}"`).waitFor();
  expect(await login.isVisible()).toBe(false);
  expect(faults).toEqual([]);
  await page.close();
});
