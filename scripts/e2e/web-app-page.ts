import type { Page } from 'playwright-core';
import type { HalobuzzApi } from '../demo/halobuzz-api.ts';
import { codeFor, type newParticulars, type Person } from './person.ts';

/** Signs somebody up in the web app, their address verified; ends in the lobby. */
export async function signUpOnWeb(page: Page, api: HalobuzzApi, me: ReturnType<typeof newParticulars>): Promise<void> {
  await page.goto('/sign-up');
  await page.getByRole('textbox', { name: 'Birth date' }).fill('1998-04-17');
  await page.getByRole('textbox', { name: 'Username' }).fill(me.username);
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(me.email);
  await page.getByLabel('Password', { exact: true }).fill(me.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Check your mail').waitFor();
  await page.getByRole('textbox', { name: 'Code' }).fill(await codeFor(api, me.email));
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByText('Live now').first().waitFor();
}

/** What a page must not do: throw, break its own content security policy, or put a token into an address. */
export function collectFaults(page: Page): string[] {
  const faults: string[] = [];
  const noteAddress = (address: string): void => {
    if (/eyJ|ticket=|token=/.test(address)) faults.push(`a credential in an address: ${address.slice(0, 80)}`);
  };
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) faults.push(message.text());
  });
  page.on('request', (request) => noteAddress(request.url()));
  page.on('websocket', (socket) => noteAddress(socket.url()));
  return faults;
}

/** Signs somebody in by the form; ends in the lobby, with the question about consents put off. */
export async function signInOnWeb(
  page: Page,
  { username, password }: Pick<Person, 'username' | 'password'>,
): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: 'Username or e-mail address' }).fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Live now').first().waitFor();
  await page.getByRole('region', { name: 'A question about your data' }).waitFor();
  await page.getByRole('button', { name: 'Not now' }).click();
}
