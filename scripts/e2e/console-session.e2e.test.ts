import { expect, it } from 'vitest';
import { pagesOffered, signInOnConsole } from './console-page.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';
import { newStaff } from './staff.ts';
import { collectFaults } from './web-app-page.ts';

const cluster = runningCluster();
const browser = runningBrowser();
const newPage = () => browser.newPage({ baseURL: cluster.edgeUrl, viewport: { width: 1280, height: 800 } });

it('staff sign in with two factors, stay signed in over a reload, and sign out of the app with it', async () => {
  const admin = await newStaff(cluster, 'chief', ['admin']);
  const page = await newPage();
  const faults = collectFaults(page);
  await signInOnConsole(page, admin);
  expect(await pagesOffered(page)).toContain('Audit log');
  await page.reload();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.getByRole('heading', { name: 'Audit log', level: 1 }).waitFor();
  await page.getByRole('cell', { name: 'role: granted' }).first().waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Username or e-mail address').waitFor();
  expect((await page.context().cookies()).filter(({ name }) => name === '__Host-hb_refresh')).toEqual([]);
  expect(faults).toEqual([]);
});
