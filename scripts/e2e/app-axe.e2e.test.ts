import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppRoute, type AppWorld, appRoutes, routeFiles } from './app-routes.ts';
import { axeViolations } from './axe.ts';
import { type Broadcast, newBroadcast } from './broadcast.ts';
import { eventually } from './eventually.ts';
import { newPerson } from './person.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';
import { signInOnWeb } from './web-app-page.ts';

const cluster = runningCluster();
const browser = runningBrowser();

const looks = [
  { scheme: 'light', size: { width: 390, height: 844 } },
  { scheme: 'dark', size: { width: 390, height: 844 } },
  { scheme: 'dark', size: { width: 1280, height: 800 } },
  { scheme: 'light', size: { width: 1280, height: 800 } },
] as const;

/** Evaluated in the page as text: its content security policy lets no function of ours be compiled there. */
const loadsNothing = `![...document.querySelectorAll('[role="status"]')].some((part) => /Loading…|Signing you in…/.test(part.textContent))`;
/** A dialog has its role once it is shown; one that is drawn anew for another width has not, for a moment. */
const dialogsAreShown = `document.querySelector('[aria-modal="true"]:not([role="dialog"])') === null`;
/** A change of size is told at the beginning of a frame, and drawn by the end of the next. */
const twoFrames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))';

let world: AppWorld;
let live: Broadcast;
let signedIn: Page;
let signedOut: Page;
let hosting: Page;

beforeAll(async () => {
  const { api } = cluster;
  const me = await newPerson(api, 'axe', { coins: 5_000n });
  const own = await api.startStream(me.accessToken, { title: 'Over already', category: 'talk' });
  await api.endStream(me.accessToken, own.stream.id);
  live = await newBroadcast(api, 'Evening songs');
  await live.visit.client.chat('Welcome, everybody');
  world = { roomId: live.stream.id, endedId: own.stream.id, hostHandle: live.host.username };
  const options = { baseURL: cluster.edgeUrl, reducedMotion: 'reduce' } as const;
  signedIn = await browser.newPage(options);
  await signInOnWeb(signedIn, me);
  signedOut = await browser.newPage(options);
  hosting = await browser.newPage(options);
  await signInOnWeb(hosting, live.host);
});
afterAll(async () => {
  await live?.end();
});

it('knows every route of the app', () => {
  expect([...new Set(appRoutes.map(({ file }) => file))].toSorted()).toEqual(routeFiles());
});

it('has one file for an address: of two the router refuses the whole app', () => {
  const addresses = routeFiles().map((file) => file.replace(/(\/index)?\.tsx$/, ''));
  expect(addresses.filter((address, index) => addresses.indexOf(address) !== index)).toEqual([]);
});

describe.each(appRoutes)('$file', (route) => {
  it(`has nothing that axe objects to, ${route.host === true ? 'as host' : 'signed in'}`, async () => {
    expect(await violationsOf(route.host === true ? hosting : signedIn, route)).toEqual([]);
  });

  // The others have nothing to show to who is signed out.
  if (route.open !== true) return;
  it('nor signed out', async () => {
    expect(await violationsOf(signedOut, route)).toEqual([]);
  });
});

/** Opens the route and looks at each of its states in every look. */
async function violationsOf(page: Page, route: AppRoute): Promise<string[]> {
  await page.goto(route.path(world));
  await settled(page);
  const found = await violationsInLooks(page, 'as it opens');
  for (const state of route.states ?? []) {
    await state.open(page);
    found.push(...(await violationsInLooks(page, state.name)));
  }
  return found;
}

/** The same thing in several looks is one line. */
async function violationsInLooks(page: Page, state: string): Promise<string[]> {
  const looksByLine = new Map<string, string[]>();
  for (const { scheme, size } of looks) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize(size);
    await page.evaluate(twoFrames);
    await settled(page);
    for (const line of await axeViolations(page)) {
      looksByLine.set(line, [...(looksByLine.get(line) ?? []), `${scheme} ${size.width}`]);
    }
  }
  return [...looksByLine].map(([line, seenIn]) => `${state} (${seenIn.join(', ')}): ${line}`);
}

/** The screen's code and what it shows are there: it has its main part, nothing says that it loads, and dialogs are shown. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('main').first().waitFor();
  await eventually(
    `${page.url()} has loaded`,
    () => page.evaluate<boolean>(`${loadsNothing} && ${dialogsAreShown}`),
    (loaded) => loaded,
  );
}
