import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { appShots } from './app-shots.ts';
import { eventually } from './eventually.ts';
import { closeServer, holdPort } from './held-port.ts';
import { newPerson } from './person.ts';
import { visitRoom } from './room-visit.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';
import { collectFaults, signInOnWeb } from './web-app-page.ts';

const cluster = runningCluster();
const browser = runningBrowser();
const shot = appShots('app-room');

const chatOf = (page: Page) => page.getByRole('textbox', { name: 'Say something' });

async function say(page: Page, text: string): Promise<void> {
  await chatOf(page).fill(text);
  await chatOf(page).press('Enter');
  await page.getByText(text).first().waitFor();
}

it('a host and a viewer in two browsers: chat, gifts, a gateway lost on the way, the end and what it came to', async () => {
  const { api } = cluster;
  const [hostPerson, viewerPerson, giver] = await Promise.all([
    newPerson(api, 'host'),
    newPerson(api, 'viewer', { coins: 1_000n }),
    newPerson(api, 'giver', { coins: 1_000n }),
  ]);
  const title = `Momo evening ${Date.now() % 100_000}`;
  const host = await browser.newPage({ baseURL: cluster.edgeUrl, viewport: { width: 1280, height: 800 } });
  const viewer = await browser.newPage({ baseURL: cluster.edgeUrl, viewport: { width: 390, height: 844 } });
  const faults = [collectFaults(host), collectFaults(viewer)];
  const sockets: string[] = [];
  viewer.on('websocket', (socket) => sockets.push(socket.url()));

  await signInOnWeb(host, hostPerson);
  await host.getByRole('link', { name: 'Go live', exact: true }).first().click();
  await host.getByRole('textbox', { name: 'Title' }).fill(title);
  await shot(host, '1-host-goes-live');
  await host.getByRole('button', { name: 'Start broadcast' }).click();
  await chatOf(host).waitFor();
  await host.waitForURL(/\/room\//);
  const roomId = new URL(host.url()).pathname.split('/').at(-1) ?? '';
  // Placement goes by the counts: the viewer comes to the other gateway once the host is counted.
  await eventually(
    'the host is counted',
    () => api.stream(roomId),
    ({ currentViewers }) => currentViewers === 1,
  );

  await signInOnWeb(viewer, viewerPerson);
  await viewer.getByRole('link', { name: new RegExp(title) }).click();
  await chatOf(viewer).waitFor();
  for (const page of [host, viewer]) await page.getByRole('button', { name: /^2 / }).first().waitFor();
  await shot(viewer, '2-viewer-joins');

  await say(host, 'Welcome to the kitchen');
  await viewer.getByText('Welcome to the kitchen').first().waitFor();
  await say(viewer, 'Namaste from the phone');
  await host.getByText('Namaste from the phone').first().waitFor();
  await shot(host, '3-chat');

  // A streak: one gift, and twice the same again.
  await viewer.getByRole('button', { name: 'Gifts', exact: true }).click();
  await viewer.getByRole('button', { name: /^Rose/ }).click();
  await shot(viewer, '4-gift-tray');
  await viewer.getByRole('button', { name: 'Send gift' }).click();
  await viewer.getByRole('button', { name: /^Send .*Rose.* again$/ }).click({ clickCount: 2, delay: 120 });
  await host
    .getByText(new RegExp(`${viewerPerson.username} sent .*Rose × 3`))
    .first()
    .waitFor();
  await shot(host, '5-streak');
  await eventually(
    'three roses are paid',
    () => api.wallet(viewerPerson.accessToken),
    ({ coins }) => coins === '997',
  );
  await viewer.getByTestId('gift-balance').getByText('997').waitFor();
  await viewer.getByRole('button', { name: 'Close' }).click();

  // The viewer's gateway is gone, as if its machine were: nobody answers on its port until they have moved.
  const place = new URL(sockets.at(-1) ?? '');
  const lost = gatewayOn(Number(place.port));
  const pid = cluster.kill(lost);
  const squatter = await holdPort(Number(place.port));
  const before = sockets.length;
  try {
    await eventually(
      'a socket to another gateway',
      () => sockets.slice(before).map((url) => new URL(url).port),
      (ports) => ports.some((port) => port !== place.port),
    );
    // Nobody is alarmed by it: no dialog, no error.
    expect(await viewer.getByRole('alert').allInnerTexts()).toEqual([]);
  } finally {
    await closeServer(squatter);
  }
  await cluster.replaced(lost, pid);
  const giverVisit = await visitRoom(api, giver, roomId);
  await giverVisit.client.gift('momo', 2);
  const momo = new RegExp(`${giver.username} sent .*momo × 2`, 'i');
  for (const page of [host, viewer]) await page.getByText(momo).first().waitFor();
  await say(viewer, 'Still here');
  await host.getByText('Still here').first().waitFor();
  // What was there before is there once.
  for (const text of ['Welcome to the kitchen', 'Namaste from the phone']) {
    expect(await viewer.getByText(text).count()).toBe(1);
  }
  await shot(viewer, '6-after-the-gateway');

  giverVisit.client.stop();
  await host.getByRole('button', { name: 'End broadcast' }).click();
  await host.getByRole('button', { name: 'Yes, end it' }).click();
  await viewer.getByText('The broadcast has ended').first().waitFor();
  await shot(viewer, '7-ended');

  await host.goto(`/broadcasts/${roomId}`);
  await host.getByText('Final: every gift is in the ledger.').waitFor();
  await host.getByRole('slider', { name: /^Gifts over time/ }).waitFor();
  await host.getByText(giver.username).first().waitFor();
  expect(await host.getByText('Something went wrong').count()).toBe(0);
  await shot(host, '8-summary');
  expect(faults.flat()).toEqual([]);
  await Promise.all([host.close(), viewer.close()]);
});

/** The gateway whose sockets are on this port. */
function gatewayOn(port: number): string {
  const name = ['gw-1', 'gw-2'].find((candidate) => cluster.process(candidate).port === port);
  if (name === undefined) throw new Error(`no gateway listens on ${port}`);
  return name;
}
