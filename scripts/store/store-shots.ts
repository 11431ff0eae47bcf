import type { Page } from 'playwright-core';
import { eventually } from '../e2e/eventually.ts';
import type { StoreWorld } from './store-world.ts';

/** One picture of the app: where it is, and what stands open on it. Words are the language's own, so nothing is found by them. */
export interface StoreShot {
  readonly name: string;
  readonly scheme: 'light' | 'dark';
  readonly open: (page: Page, world: StoreWorld) => Promise<void>;
}

/** Of a page whose pictures are there. Evaluated as text: the page's policy compiles no function of ours. */
const loaded = `document.querySelectorAll('main, [role="main"]').length > 0 && ![...document.images].some((one) => !one.complete)`;

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await eventually('the page shows its pictures', async () => (await page.evaluate(loaded)) === true, Boolean);
}

/** In the order in which the stores show them. */
export const storeShots: readonly StoreShot[] = [
  {
    name: '01-lobby',
    scheme: 'dark',
    open: async (page, { roomId }) => {
      await page.goto('/');
      await page.locator(`a[href="/room/${roomId}"]`).first().waitFor();
      await settled(page);
    },
  },
  {
    name: '02-room',
    scheme: 'dark',
    open: async (page, world) => {
      await page.goto(`/room/${world.roomId}`);
      await page.getByRole('textbox').first().waitFor();
      await world.stir();
      await page.getByText('goosebumps').first().waitFor();
    },
  },
  {
    name: '03-gifts',
    scheme: 'dark',
    open: async (page, world) => {
      await page.goto(`/room/${world.roomId}`);
      await page.getByRole('textbox').first().waitFor();
      await page.locator('button[aria-expanded="false"]').last().click();
      await page.getByText('🌹').last().waitFor();
    },
  },
  {
    name: '04-settings',
    scheme: 'light',
    open: async (page) => {
      await page.goto('/settings');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await settled(page);
    },
  },
  {
    name: '05-go-live',
    scheme: 'dark',
    open: async (page) => {
      await page.goto('/go-live');
      await page.getByRole('textbox').first().fill('Folk songs from Pokhara');
      await settled(page);
    },
  },
  {
    name: '06-privacy',
    scheme: 'light',
    open: async (page) => {
      await page.goto('/privacy');
      await page.locator('a[href="/privacy/delete"]').waitFor();
    },
  },
];
