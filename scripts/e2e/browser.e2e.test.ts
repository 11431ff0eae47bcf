import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { provideChromium } from '../provision/chromium.ts';
import { newBroadcast } from './broadcast.ts';
import { patienceMs } from './eventually.ts';
import { codeFor, newParticulars, newPerson } from './person.ts';
import { visitRoom } from './room-visit.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();
let browser: Browser;

beforeAll(async () => {
  const { file, args, env } = await provideChromium(() => {});
  browser = await chromium.launch({ executablePath: file, args: [...args], env: { ...process.env, ...env } });
});
afterAll(async () => {
  await browser?.close();
});

it('a newcomer signs up in the web app, finds a live room, talks in it and sees a gift', async () => {
  const { api } = cluster;
  const title = `Lanterns over Pokhara ${Date.now() % 100_000}`;
  const room = await newBroadcast(api, title);
  const ann = await newPerson(api, 'ann', { coins: 100n });
  const annVisit = await visitRoom(api, ann, room.stream.id);

  const page = await browser.newPage({ baseURL: cluster.edgeUrl, viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(patienceMs);
  const faults = collectFaults(page);
  const me = newParticulars('web');
  await signUp(page, me);
  await page.getByRole('link', { name: new RegExp(`^${title}, live with ${room.host.username}`) }).click();

  const line = page.getByRole('textbox', { name: /say something|chat/i });
  await line.fill('hello from the browser');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('hello from the browser').first().waitFor();
  await annVisit.sees('chat', ({ text, from }) => text === 'hello from the browser' && from.name === me.username);

  await annVisit.client.chat('welcome!');
  await page.getByText('welcome!').first().waitFor();
  await annVisit.client.gift('momo', 2);
  await page
    .getByText(new RegExp(`${ann.username} sent .*Plate of momo × 2`))
    .first()
    .waitFor();

  await room.end();
  await page.getByText('The broadcast has ended').first().waitFor();
  expect(faults).toEqual([]);
  await page.close();
});

async function signUp(page: Page, me: ReturnType<typeof newParticulars>): Promise<void> {
  await page.goto('/sign-up');
  await page.getByRole('textbox', { name: 'Username' }).fill(me.username);
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(me.email);
  await page.getByLabel('Password', { exact: true }).fill(me.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Check your mail').waitFor();
  await page.getByRole('textbox', { name: 'Code' }).fill(await codeFor(cluster.api, me.email));
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByText('Live now').first().waitFor();
}

/** What a page must not do: throw, break its own content security policy, or put a token into an address. */
function collectFaults(page: Page): string[] {
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
