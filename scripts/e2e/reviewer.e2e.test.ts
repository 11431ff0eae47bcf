import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeReviewer, reviewNotes } from '../store/reviewer.ts';
import { newBroadcast } from './broadcast.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();
const browser = runningBrowser();
const folder = mkdtempSync(join(tmpdir(), 'halobuzz-reviewer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a store’s reviewer finds an account with coins and rooms to watch, and the same one when they come back', async () => {
  const { api, edgeUrl } = cluster;
  const room = await newBroadcast(api, 'Songs for the review');
  const deps = { api, edgeUrl, file: join(folder, 'reviewer.json') };
  const first = await makeReviewer(deps);
  expect([first.coins >= 5_000n, first.rooms]).toEqual([
    true,
    expect.arrayContaining([expect.stringContaining(room.stream.id)]),
  ]);
  const again = await makeReviewer(deps);
  expect(again.account).toEqual(first.account);
  const { username, password } = first.account;
  const { accessToken } = await api.login(username, password, { id: 'reviewer-e2e', name: 'e2e' });
  expect(await api.me(accessToken)).toMatchObject({ username, emailVerified: true });
  expect(reviewNotes(again)).toContain(password);
  await room.end();
});

it.each([
  ['/delete-account', /sign-in\?next=%2Fprivacy%2Fdelete/],
  ['/support', /^mailto:/],
])('%s is there for who is signed out', async (path, leadsTo) => {
  const page = await browser.newPage({ baseURL: cluster.edgeUrl });
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const all = await page.getByRole('link').all();
  const links = await Promise.all(all.map(async (link) => (await link.getAttribute('href')) ?? ''));
  expect(links.filter((href) => leadsTo.test(href)).length).toBeGreaterThan(0);
  await page.close();
});
