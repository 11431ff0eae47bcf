import { readFile } from 'node:fs/promises';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from './eventually.ts';
import { newParticulars } from './person.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';
import { collectFaults, signUpOnWeb } from './web-app-page.ts';

const cluster = runningCluster();
const browser = runningBrowser();

it('somebody decides about their data in the web app, takes it along, leaves and comes back', async () => {
  const page = await browser.newPage({ baseURL: cluster.edgeUrl, viewport: { width: 390, height: 844 } });
  const faults = collectFaults(page);
  const me = newParticulars('gdpr');
  await signUpOnWeb(page, cluster.api, me);

  // The question below the lobby, put off: nothing is on because of it.
  await page.getByRole('region', { name: 'A question about your data' }).waitFor();
  await page.getByRole('button', { name: 'Not now' }).click();
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('link', { name: /^Privacy / }).click();

  await page.getByRole('link', { name: /^Your choices / }).click();
  const counting = page.getByRole('switch', { name: 'Counting how HaloBuzz is used' });
  expect(await counting.getAttribute('aria-checked')).toBe('false');
  await counting.click();
  await page.getByText('Turned on: Counting how HaloBuzz is used.').waitFor();
  await counting.press(' ');
  await page.getByText('Turned off: Counting how HaloBuzz is used. It ended at once.').waitFor();
  await eventually(
    'both decisions in the history',
    () => page.getByRole('button', { name: /^Show proof/ }).count(),
    (count) => count === 2,
  );

  await page.goto('/privacy/data');
  await page.getByRole('button', { name: 'Make my copy' }).click();
  const download = page.getByRole('button', { name: /^Download the copy of/ });
  await download.waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), download.click()]);
  const files = await filesOf(await readFile(await file.path()));
  expect([...files.keys()]).toEqual(expect.arrayContaining(['index.html', 'manifest.json', 'data/profile.json']));
  expect(files.get('data/profile.json')).toContain(me.email);
  expect(files.get('data/consents.json')).toContain('analytics');

  await page.goto('/privacy/delete');
  await page.getByLabel(`Type your username: ${me.username}`).fill(me.username);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await page.getByText('Your account is hidden').waitFor();
  await expect(cluster.api.login(me.username, me.password, { id: 'e2e-erased', name: 'e2e' })).rejects.toMatchObject({
    code: 'erasure_pending',
  });

  await page.goto(await cancelLinkFor(me.email));
  await page.getByRole('button', { name: 'Keep my account' }).waitFor();
  // Out of the address, and of what going back would show.
  await page.waitForURL((url) => url.hash === '');
  await page.getByRole('button', { name: 'Keep my account' }).click();
  await page.getByText(`Welcome back, ${me.username}.`).waitFor();
  await page.getByRole('link', { name: 'Sign in' }).last().click();
  await page.getByRole('textbox', { name: 'Username or e-mail address' }).fill(me.username);
  await page.getByLabel('Password', { exact: true }).fill(me.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Live now').first().waitFor();
  expect(faults).toEqual([]);
  await page.close();
});

/** Every file of the archive as text, its checksum verified by a reader that is not ours. */
async function filesOf(bytes: Uint8Array): Promise<Map<string, string>> {
  const reader = new ZipReader(new Uint8ArrayReader(new Uint8Array(bytes)), { checkSignature: true });
  const files = new Map<string, string>();
  for (const entry of await reader.getEntries()) {
    if (entry.directory) continue;
    files.set(entry.filename, new TextDecoder().decode(await entry.getData(new Uint8ArrayWriter())));
  }
  await reader.close();
  return files;
}

const mailboxSchema = z.object({ data: z.object({ items: z.array(z.object({ text: z.string() })) }) });

/** The way back that the mail shows, as a path with its secret. */
async function cancelLinkFor(email: string): Promise<string> {
  const address = new URL('/dev/mailbox.json', cluster.edgeUrl);
  address.searchParams.set('to', email);
  const link = await eventually(
    'a mail with the way back',
    async () => {
      const { data } = mailboxSchema.parse(await (await fetch(address)).json());
      return data.items.map(({ text }) => /\/privacy\/cancel-erasure#\S+/.exec(text)?.[0]).find(Boolean);
    },
    (found) => found !== undefined,
  );
  return link ?? '';
}
