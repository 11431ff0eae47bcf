import type { BrowserContextOptions, Page } from 'playwright-core';
import { type Staff, takeCode } from './staff.ts';

/** A browser of a desk. It names a language as real ones do: a test machine's own may be none that `Intl` knows. */
export function deskOf(edgeUrl: string): BrowserContextOptions {
  return { baseURL: edgeUrl, locale: 'en-GB', reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } };
}

/** Signs staff in at the console by password and a backup code; ends on its first page. */
export async function signInOnConsole(page: Page, staff: Staff): Promise<void> {
  await page.goto('/console/');
  await page.getByLabel('Username or e-mail address').fill(staff.username);
  await page.getByLabel('Password', { exact: true }).fill(staff.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await giveBackupCode(page, staff);
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
}

/** Answers whatever asks for a second factor. */
export async function giveBackupCode(page: Page, staff: Staff): Promise<void> {
  await page.getByRole('radio', { name: 'Backup code' }).check();
  await page.getByRole('textbox', { name: 'Backup code' }).fill(takeCode(staff));
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Names of the pages that the navigation offers. */
export function pagesOffered(page: Page): Promise<string[]> {
  return page.getByRole('navigation', { name: 'Console' }).getByRole('link').allInnerTexts();
}
