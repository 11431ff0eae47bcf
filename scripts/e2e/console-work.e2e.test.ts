import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { deskOf, giveBackupCode, signInOnConsole } from './console-page.ts';
import { eventually } from './eventually.ts';
import { coinsOf, newPerson, type Person } from './person.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';
import { newStaff, type Staff } from './staff.ts';
import { askAs } from './staff-request.ts';
import { collectFaults } from './web-app-page.ts';

const cluster = runningCluster();
const browser = runningBrowser();

let sita: Person;
let sitaId: string;
beforeAll(async () => {
  sita = await newPerson(cluster.api, 'sita', { coins: 100n });
  sitaId = (await cluster.api.me(sita.accessToken)).accountId;
});

async function desk(staff: Staff): Promise<Page> {
  const page = await browser.newPage(deskOf(cluster.edgeUrl));
  await signInOnConsole(page, staff);
  return page;
}
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });

it('finance: one asks, nobody approves their own, two clicks at once are one, and who looks at the old is told', async () => {
  const [asks, decides, late] = await Promise.all([
    newStaff(cluster, 'asks', ['finance']),
    newStaff(cluster, 'decides', ['finance']),
    newStaff(cluster, 'late', ['finance']),
  ]);
  const before = await coinsOf(cluster.api, sita);
  const first = await desk(asks);
  const faults = collectFaults(first);
  await first.goto('/console/finance/approvals');
  await first.getByRole('button', { name: 'Adjust a wallet…' }).click();
  const ask = dialog(first, 'Adjust a wallet');
  await ask.getByRole('button', { name: 'Ask for it' }).click();
  // Nothing was filled in: each field says so, and nothing was sent.
  expect(await ask.locator('[aria-invalid="true"]').count()).toBe(3);
  await ask.getByLabel('Account id').fill(sitaId);
  await ask.getByLabel('Coins').fill('7');
  await ask.getByLabel('Reason').fill('ticket 4711');
  await ask.getByRole('button', { name: 'Ask for it' }).click();
  await first.getByText(/It is yours: you asked for it/).waitFor();
  expect(await first.getByRole('button', { name: 'Approve…' }).count()).toBe(0);
  const address = new URL(first.url()).pathname;

  const one = await desk(decides);
  await one.goto(address);
  const two = await one.context().newPage();
  await two.goto(address);
  const stale = await desk(late);
  await stale.goto(address);
  for (const page of [one, two, stale]) {
    await page.getByRole('button', { name: page === stale ? 'Reject…' : 'Approve…' }).click();
    await page.getByRole('dialog').getByLabel('Why').fill('checked against the ticket');
  }
  const press = (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
  await Promise.all([press(one), press(two)]);
  const done = (page: Page) => page.getByText('Approve: done.').isVisible();
  const refused = (page: Page) =>
    page
      .getByRole('dialog')
      .getByText(/decided already|changed this meanwhile/)
      .isVisible();
  const outcomes = async () => [await done(one), await done(two), await refused(one), await refused(two)];
  await eventually('both clicks are answered', outcomes, (seen) => seen.filter(Boolean).length === 2);
  // The second click meets its own approval, or a request that is decided: either way there is one.
  expect((await outcomes()).slice(0, 2)).toContain(true);
  await eventually(
    'the coins are there',
    () => coinsOf(cluster.api, sita),
    (coins) => coins === before + 7n,
  );

  await stale.getByRole('dialog').getByRole('button', { name: 'Reject', exact: true }).click();
  await eventually('the late one is told', () => refused(stale), Boolean);
  expect(await coinsOf(cluster.api, sita)).toBe(before + 7n);
  await first.reload();
  await first.getByText('1 of 1 approval.').waitFor();
  expect(faults).toEqual([]);
  for (const page of [first, one, stale]) await page.context().close();
});

it('support: finds a person, sees nothing private before saying why, and the log knows who looked and why', async () => {
  const [helps, chief] = [await newStaff(cluster, 'helps', ['support']), await newStaff(cluster, 'chief', ['admin'])];
  const page = await desk(helps);
  const faults = collectFaults(page);
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  const search = page.getByLabel('Handle, e-mail address or account id');
  await search.fill('nobody_is_called_so');
  await search.press('Enter');
  await page.getByText(/No account goes by/).waitFor();
  await search.fill(sita.username);
  await search.press('Enter');
  await page.getByRole('heading', { name: `@${sita.username}`, level: 1 }).waitFor();
  expect(await page.content()).not.toContain(sita.email);
  const direct = await askAs(cluster, helps, 'GET', `/admin/accounts/${sitaId}/sessions`);
  expect(direct.status).toBe(403);
  await page.getByRole('button', { name: 'Open: E-mail address' }).click();
  const ask = page.getByRole('dialog');
  await ask.getByRole('button', { name: 'Open', exact: true }).click();
  await ask.getByText(/needs at least/).waitFor();
  await ask.getByLabel('Why').fill('asked by telephone, ticket 4712');
  await ask.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByText(sita.email).waitFor();
  const log = await askAs(cluster, chief, 'GET', `/admin/audit?actor=${helps.accountId}&subject=${sitaId}`);
  expect(JSON.stringify(log.data)).toContain('ticket 4712');
  expect(JSON.stringify(log.data)).not.toContain(sita.email);
  expect(faults).toEqual([]);
  await page.context().close();
});

it('moderator: of two who take one case one has it; the decision is one, and the other is told', async () => {
  const [one, two] = await Promise.all([
    newStaff(cluster, 'mod', ['moderator']),
    newStaff(cluster, 'mod2', ['moderator']),
  ]);
  const bad = await newPerson(cluster.api, 'bad');
  const report = await askAs(cluster, sita, 'POST', `/users/${bad.username}/report`, {
    reason: 'harassment',
    note: 'threats',
  });
  expect(report.status).toBeLessThan(300);
  const pages = [await desk(one), await desk(two)];
  const faults = pages.map(collectFaults);
  for (const page of pages) {
    await page.goto('/console/cases');
    await page.getByRole('row').filter({ hasText: bad.username }).getByRole('link').first().click();
    await page.getByRole('button', { name: /^Take/ }).waitFor();
  }
  await Promise.all(pages.map((page) => page.getByRole('button', { name: /^Take/ }).click()));
  const mine = (page: Page) => page.getByRole('button', { name: 'Give back' }).isVisible();
  const told = (page: Page) => page.getByText('Somebody is at it').isVisible();
  const seen = async () =>
    (await Promise.all(pages.flatMap((page) => [mine(page), told(page)]))).filter(Boolean).length;
  await eventually('one has it, the other sees who', seen, (count) => count === 2);
  const holder = (await Promise.all(pages.map(mine)))[0] === true ? pages[0] : pages[1];
  if (holder === undefined) throw new Error('nobody holds the case');
  await holder.keyboard.press('d');
  await holder.getByRole('button', { name: 'Warn', exact: true }).click();
  const act = holder.getByRole('dialog');
  await act.getByLabel('Rule that it breaks').selectOption({ index: 1 });
  await act.getByLabel('Note for colleagues').fill('first time, clear words');
  await act.getByRole('button', { name: 'Warn', exact: true }).click();
  await holder.getByText('The case is decided.').waitFor();
  expect(faults.flat()).toEqual([]);
  for (const page of pages) await page.context().close();
});

it('admin: an act that wants a proof asks for it, and is then done once', async () => {
  const chief = await newStaff(cluster, 'boss', ['admin']);
  const page = await desk(chief);
  await page.goto(`/console/accounts/${sitaId}`);
  // A proof lasts five minutes: the first answer is the one that comes after them, all else is the real thing.
  let asked = 0;
  await page.route('**/sign-out', async (route) => {
    asked += 1;
    if (asked > 1) return route.continue();
    const body = {
      ...{ success: false, type: 'urn:halobuzz:error:step_up_required', title: 'Prove it', status: 403 },
      ...{ code: 'step_up_required', requestId: 'late' },
    };
    return route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(body) });
  });
  await page.getByRole('button', { name: 'End all sessions…' }).click();
  await page
    .getByRole('dialog')
    .getByLabel(/Reason|Why/)
    .fill('asked by telephone');
  await page.getByRole('dialog').getByRole('button', { name: /^End/ }).click();
  await dialog(page, 'Prove that it is you').waitFor();
  await giveBackupCode(page, chief);
  await eventually(
    'both dialogs are gone',
    () => page.getByRole('dialog').count(),
    (count) => count === 0,
  );
  expect(asked).toBe(2);
  const old = await askAs(cluster, sita, 'GET', '/auth/me');
  expect(old.status).toBe(401);
  await page.context().close();
});
