import { expect, it } from 'vitest';
import { newBroadcast } from './broadcast.ts';
import { newParticulars, newPerson } from './person.ts';
import { visitRoom } from './room-visit.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';
import { collectFaults, signUpOnWeb } from './web-app-page.ts';

const cluster = runningCluster();
const browser = runningBrowser();

it('a newcomer signs up in the web app, finds a live room, talks in it and sees a gift', async () => {
  const { api } = cluster;
  const title = `Lanterns over Pokhara ${Date.now() % 100_000}`;
  const room = await newBroadcast(api, title);
  const ann = await newPerson(api, 'ann', { coins: 100n });
  const annVisit = await visitRoom(api, ann, room.stream.id);

  const page = await browser.newPage({ baseURL: cluster.edgeUrl, viewport: { width: 1280, height: 800 } });
  const faults = collectFaults(page);
  const me = newParticulars('web');
  await signUpOnWeb(page, api, me);
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
