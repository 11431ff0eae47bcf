import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { newPerson, type Person } from './person.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';
import { collectFaults, signInOnWeb } from './web-app-page.ts';

const cluster = runningCluster();
const browser = runningBrowser();
/** Passkeys need a name: an IP address is no RP ID. */
const baseURL = cluster.edgeUrl.replace('//127.0.0.1:', '//localhost:');

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const cookiesOf = (page: Page) => page.context().cookies();
const storedOf = (page: Page): Promise<Record<string, string>> => page.evaluate(() => ({ ...localStorage }));

async function signOut(page: Page): Promise<void> {
  await press(page, 'Sign out');
  await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
}

it('a session lives in a cookie that no script reads, over reloads and windows, until one window signs out', async () => {
  const person = await newPerson(cluster.api, 'cookie');
  const page = await browser.newPage({ baseURL });
  const faults = collectFaults(page);
  await signInOnWeb(page, person);
  const [cookie, ...more] = await cookiesOf(page);
  expect(more).toEqual([]);
  expect(cookie).toMatchObject({
    name: '__Host-hb_refresh',
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
    path: '/',
  });
  expect(await page.evaluate('document.cookie')).toBe('');
  expect(JSON.stringify(await storedOf(page))).not.toMatch(/hb1\.|eyJ/);

  await page.reload();
  await page.getByRole('link', { name: 'Account' }).first().waitFor();
  expect((await cookiesOf(page))[0]?.value).not.toBe(cookie?.value);

  const opened = page.context().waitForEvent('page');
  await page.evaluate('void window.open("/account")');
  const other = await opened;
  await other.getByText(person.email).waitFor();
  await signOut(page);
  await other.getByRole('link', { name: 'Sign in' }).first().waitFor();
  expect(await cookiesOf(page)).toEqual([]);
  // What a thief copied is worth nothing now.
  await page.context().addCookies(cookie === undefined ? [] : [cookie]);
  const stolen = await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json', 'x-halobuzz-client': 'web' };
    return (await fetch('/api/v1/auth/refresh', { method: 'POST', headers, body: '{}' })).status;
  });
  expect(stolen).toBe(401);
  expect(faults).toEqual([]);
  await page.context().close();
});

it('a token that the app kept before there were cookies is handed over once', async () => {
  const person = await newPerson(cluster.api, 'moved');
  const page = await browser.newPage({ baseURL });
  await page.goto('/sign-in');
  await page.evaluate((token) => {
    localStorage.setItem('halobuzz.refresh-token', token);
    localStorage.setItem('halobuzz.session', 'of-before');
  }, person.refreshToken);
  await page.goto('/account');
  await page.getByText(person.email).waitFor();
  expect(Object.keys(await storedOf(page))).not.toContain('halobuzz.refresh-token');
  expect((await cookiesOf(page)).map(({ name }) => name)).toEqual(['__Host-hb_refresh']);
  await page.context().close();
});

it('an authenticator app is added by its key, and asked for at the next sign-in, where a backup code does too', async () => {
  const person = await newPerson(cluster.api, 'factors');
  const page = await browser.newPage({ baseURL });
  const faults = collectFaults(page);
  await signInOnWeb(page, person);
  await page.goto('/account/security');
  await press(page, 'Add an authenticator app');
  await proveByPassword(page, person);
  const dialog = page.getByRole('dialog', { name: 'Add an authenticator app' });
  await dialog.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
  const key = (await dialog.getByText(/^([A-Z2-7]{4} ){3}[A-Z2-7 ]+$/).textContent()) ?? '';
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(codeOf(key));
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  const codes = page.getByRole('list', { name: 'Backup codes' }).getByRole('listitem');
  // All of them come with one answer.
  await codes.first().waitFor();
  const [backup = ''] = await codes.allTextContents();
  expect(await codes.count()).toBe(10);
  await press(page, 'I have kept them');
  await page.getByText('10 are left.').waitFor();
  await signOut(page);

  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: 'Username or e-mail address' }).fill(person.username);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await press(page, 'Sign in');
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  expect(await cookiesOf(page)).toEqual([]);
  await page.getByRole('radio', { name: 'Backup code' }).click();
  await page.getByRole('textbox', { name: 'One of your backup codes' }).fill(backup);
  await press(page, 'Go on');
  await page.getByText('Live now').first().waitFor();
  expect((await cookiesOf(page)).map(({ name }) => name)).toEqual(['__Host-hb_refresh']);
  expect(faults).toEqual([]);
  await page.context().close();
});

it('a passkey is made in the app, signs in alone, and proves its owner before what matters', async () => {
  const person = await newPerson(cluster.api, 'keys');
  const page = await browser.newPage({ baseURL });
  const faults = collectFaults(page);
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await signInOnWeb(page, person);
  await page.goto('/account/security');
  await press(page, 'Add a passkey');
  await proveByPassword(page, person);
  await press(page, 'I have kept them');
  await page.getByText(/confirms your sign-ins from now on/).waitFor();
  await signOut(page);

  await page.goto('/sign-in');
  await press(page, 'Sign in with a passkey');
  await page.getByText('Live now').first().waitFor();
  await page.goto('/account/security');
  await press(page, 'Make new codes');
  const question = page.getByRole('button', { name: 'Use your passkey' });
  await question
    .or(page.getByRole('list', { name: 'Backup codes' }))
    .first()
    .waitFor();
  if (await question.isVisible()) await question.click();
  await page.getByRole('list', { name: 'Backup codes' }).waitFor();
  expect(faults).toEqual([]);
  await page.context().close();
});

/** The sign-in may be fresh enough for what was asked; otherwise the password proves who asks. */
async function proveByPassword(page: Page, { password }: Person): Promise<void> {
  const question = page.getByRole('dialog', { name: 'Prove that it is you' });
  const next = page.getByRole('dialog').filter({ hasNotText: 'Prove that it is you' });
  await question.or(next).first().waitFor();
  if (!(await question.isVisible())) return;
  await question.getByLabel('Password', { exact: true }).fill(password);
  await question.getByRole('button', { name: 'Go on' }).click();
}

/** The code of now (RFC 6238): HMAC-SHA-1, six digits, 30 s. */
function codeOf(key: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key.replaceAll(' ', '')].map((sign) => alphabet.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return ((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).toString().padStart(6, '0');
}
