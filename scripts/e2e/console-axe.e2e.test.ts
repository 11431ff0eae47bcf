import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations } from './axe.ts';
import { type Broadcast, newBroadcast } from './broadcast.ts';
import { deskOf, giveBackupCode, signInOnConsole } from './console-page.ts';
import { consolePaths } from './console-routes.ts';
import { addressOf, type ConsoleWorld } from './console-world.ts';
import { eventually } from './eventually.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';
import { newStaff, type Staff } from './staff.ts';
import { collectFaults } from './web-app-page.ts';

const cluster = runningCluster();
const browser = runningBrowser();

const looks = [
  { scheme: 'light', size: { width: 390, height: 844 } },
  { scheme: 'dark', size: { width: 390, height: 844 } },
  { scheme: 'dark', size: { width: 1280, height: 800 } },
  { scheme: 'light', size: { width: 1280, height: 800 } },
] as const;

/** Evaluated in the page as text: its content security policy lets no function of ours be compiled there. */
const loadsNothing = `![...document.querySelectorAll('[role="status"]')].some((part) => /^Loading…$/.test(part.textContent))`;

let world: ConsoleWorld;
let live: Broadcast;
let admin: Staff;
let page: Page;
let faults: string[];

beforeAll(async () => {
  admin = await newStaff(cluster, 'axe', ['admin']);
  live = await newBroadcast(cluster.api, 'Morning songs');
  world = { accountId: admin.accountId, roomId: live.stream.id };
  page = await browser.newPage(deskOf(cluster.edgeUrl));
  faults = collectFaults(page);
  await signInOnConsole(page, admin);
});
afterAll(async () => {
  await live?.end();
});

describe.each(await consolePaths())('%s', (path) => {
  it('has nothing that axe objects to, in any look, and breaks nothing', async () => {
    await page.goto(`/console${addressOf(path, world)}`);
    expect(await violationsInLooks()).toEqual([]);
    expect(faults.splice(0)).toEqual([]);
  });
});

it('the dialogs of the frame have nothing that axe objects to: palette, keys, lock', async () => {
  await page.goto('/console/');
  await settled();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Go to, or do' }).waitFor();
  expect(await violationsInLooks()).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  expect(await violationsInLooks()).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('lock the');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'The console is locked' }).waitFor();
  await page.getByRole('radio', { name: 'Backup code' }).waitFor();
  expect(await violationsInLooks()).toEqual([]);
  await giveBackupCode(page, admin);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

it('nor has what one sees signed out', async () => {
  const stranger = await browser.newPage(deskOf(cluster.edgeUrl));
  await stranger.goto('/console/');
  await stranger.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  expect(await violationsInLooks(stranger)).toEqual([]);
  await stranger.context().close();
});

/** The same thing in several looks is one line. */
async function violationsInLooks(shown = page): Promise<string[]> {
  const looksByLine = new Map<string, string[]>();
  for (const { scheme, size } of looks) {
    await shown.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await shown.setViewportSize(size);
    await settled(shown);
    for (const line of await axeViolations(shown)) {
      looksByLine.set(line, [...(looksByLine.get(line) ?? []), `${scheme} ${size.width}`]);
    }
  }
  return [...looksByLine].map(([line, seenIn]) => `(${seenIn.join(', ')}): ${line}`);
}

async function settled(shown = page): Promise<void> {
  await shown.getByRole('heading', { level: 1, includeHidden: true }).first().waitFor({ state: 'attached' });
  await eventually(
    `${shown.url()} has loaded`,
    () => shown.evaluate<boolean>(loadsNothing),
    (loaded) => loaded,
  );
}
