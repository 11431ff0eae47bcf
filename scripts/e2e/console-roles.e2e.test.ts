import { randomUUID } from 'node:crypto';
import { type StaffRole, staffRoles } from '@halobuzz/core/roles';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deskOf, signInOnConsole } from './console-page.ts';
import { consolePaths } from './console-routes.ts';
import { eventually } from './eventually.ts';
import { newPerson, type Person } from './person.ts';
import { runningBrowser } from './running-browser.ts';
import { runningCluster } from './running-cluster.ts';
import { newStaff, type Staff } from './staff.ts';
import { askAs, type Method } from './staff-request.ts';
import { collectFaults } from './web-app-page.ts';

const cluster = runningCluster();
const browser = runningBrowser();

let staff: Readonly<Record<StaffRole, Staff>>;
let otherFinance: Staff;
let person: Person;
let personId: string;

beforeAll(async () => {
  const made: [StaffRole, Staff][] = [];
  for (const role of staffRoles) made.push([role, await newStaff(cluster, role, [role])]);
  // One entry for each role.
  staff = Object.fromEntries(made) as Record<StaffRole, Staff>;
  otherFinance = await newStaff(cluster, 'finance2', ['finance']);
  person = await newPerson(cluster.api, 'sita', { coins: 1_000n });
  personId = (await cluster.api.me(person.accessToken)).accountId;
});

/** By hand, and not from the table that the console goes by: what each role must never be offered. */
const closed: Readonly<Record<StaffRole, readonly string[]>> = {
  moderator: ['/finance', '/audit', '/rules', '/privacy-requests'],
  support: ['/finance', '/audit', '/rules', '/cases', '/watch', '/keywords', '/appeals'],
  finance: ['/audit', '/cases', '/watch', '/keywords', '/appeals', '/privacy-requests'],
  admin: [],
};
const isUnder = (path: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));

describe.each(staffRoles)('%s in the console', (role) => {
  it('is offered what is theirs, and told so at the address of what is not', async () => {
    const page = await browser.newPage(deskOf(cluster.edgeUrl));
    const faults = collectFaults(page);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await signInOnConsole(page, staff[role]);
    const links = await page.getByRole('navigation', { name: 'Console' }).getByRole('link').all();
    const offered = await Promise.all(
      links.map(async (link) => ((await link.getAttribute('href')) ?? '').replace(/^\/console/, '')),
    );
    expect(offered.length).toBeGreaterThan(0);
    expect(offered.filter((path) => isUnder(path, closed[role]))).toEqual([]);
    const foreign = (await consolePaths()).filter((path) => isUnder(path, closed[role]) && !path.includes(':'));
    for (const path of foreign.slice(0, 3)) {
      asked.length = 0;
      await page.goto(`/console${path}`);
      await page.getByRole('heading', { name: 'Not for your role' }).waitFor();
      expect(asked.filter((address) => address.startsWith('/api/v1/admin/'))).toEqual([]);
    }
    expect(role === 'admin' || foreign.length > 0).toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

const reason = 'a reason for the log';
interface DirectCall {
  readonly method: Method;
  /** `{id}` is somebody's account. */
  readonly path: string;
  readonly allowed: readonly StaffRole[];
  readonly body?: object;
}
/** What only these roles may ask for directly, by hand. */
const direct: readonly DirectCall[] = [
  { method: 'GET', path: '/admin/audit', allowed: ['admin'] },
  { method: 'GET', path: '/admin/audit/check', allowed: ['admin'] },
  { method: 'GET', path: '/admin/cases', allowed: ['moderator', 'admin'] },
  { method: 'GET', path: '/admin/watch', allowed: ['moderator', 'admin'] },
  { method: 'GET', path: '/admin/appeals', allowed: ['moderator', 'admin'] },
  { method: 'GET', path: '/admin/privacy-requests', allowed: ['support', 'admin'] },
  { method: 'GET', path: '/admin/finance/payouts', allowed: ['finance', 'admin'] },
  { method: 'GET', path: '/admin/finance/approvals', allowed: ['finance', 'admin'] },
  { method: 'POST', path: '/admin/accounts/{id}/ban', allowed: ['moderator', 'admin'], body: { reason, seconds: 60 } },
  { method: 'POST', path: '/admin/accounts/{id}/roles/admin/grant', allowed: ['admin'], body: { reason } },
  { method: 'POST', path: '/admin/switches', allowed: ['admin'], body: {} },
  { method: 'POST', path: '/admin/finance/adjustments', allowed: ['finance', 'admin'], body: {} },
  { method: 'POST', path: '/admin/finance/wallets/{id}/freeze', allowed: ['finance', 'admin'], body: { reason } },
];

describe('past the console', () => {
  it.each(direct)('$method $path is refused to everybody else', async ({ method, path, allowed, body }) => {
    const address = path.replace('{id}', personId);
    for (const role of staffRoles.filter((one) => !allowed.includes(one))) {
      const answer = await askAs(cluster, staff[role], method, address, body, randomUUID());
      expect([role, answer.status, answer.code]).toEqual([role, 403, 'forbidden']);
    }
    const viewer = await askAs(cluster, person, method, address, body, randomUUID());
    expect([viewer.status, viewer.code]).toEqual([403, 'forbidden']);
  });

  it('nobody gives themselves a role, and fields that are not asked for are refused by name', async () => {
    const { admin, moderator, finance } = staff;
    const grant = `/admin/accounts/${admin.accountId}/roles/finance/grant`;
    expect(await askAs(cluster, admin, 'POST', grant, { reason })).toMatchObject({ status: 409, code: 'not_yourself' });
    const ban = await askAs(cluster, moderator, 'POST', `/admin/accounts/${personId}/ban`, {
      ...{ reason, seconds: 60 },
      ...{ by: admin.accountId, roles: ['admin'] },
    });
    expect([ban.status, ban.code, ban.fields.toSorted()]).toEqual([400, 'validation_failed', ['by', 'roles']]);
    const asked = await askAs(
      ...([cluster, finance, 'POST', '/admin/finance/adjustments'] as const),
      { accountId: personId, direction: 'credit', coins: '5', reason, status: 'approved', approvals: [] },
      randomUUID(),
    );
    expect([asked.status, asked.fields.toSorted()]).toEqual([400, ['approvals', 'status']]);
  });

  it('a cursor that was made up, an id of nothing and a reason without end are named', async () => {
    const forged = await askAs(cluster, staff.admin, 'GET', '/admin/audit?cursor=forged');
    expect([forged.status, forged.fields]).toEqual([400, ['cursor']]);
    const nobody = await askAs(cluster, staff.admin, 'POST', `/admin/accounts/a${'a'.repeat(26)}/ban`, { reason });
    expect([nobody.status, nobody.code]).toEqual([404, 'not_found']);
    const long = await askAs(cluster, staff.admin, 'POST', `/admin/accounts/${personId}/ban`, {
      reason: 'x'.repeat(301),
    });
    expect([long.status, long.fields]).toEqual([400, ['reason']]);
  });

  it('staff without a second factor do nothing but set one up', async () => {
    const bare = await newStaff(cluster, 'bare', ['support'], { factor: false });
    const found = await askAs(cluster, bare, 'POST', '/admin/accounts/find', { handle: person.username });
    expect([found.status, found.code]).toEqual([403, 'mfa_enrolment_required']);
  });
});

const approvalSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  execution: z.string(),
  approvals: z.array(z.unknown()),
});

describe('two people decide about money', () => {
  const ask = async (who: Staff) => {
    const body = { accountId: personId, direction: 'credit', coins: '7', reason };
    const answer = await askAs(cluster, who, 'POST', '/admin/finance/adjustments', body, randomUUID());
    expect(answer.status).toBe(201);
    return approvalSchema.parse(answer.data.approval);
  };
  const approve = (who: Staff, id: string) =>
    askAs(cluster, who, 'POST', `/admin/finance/approvals/${id}/approve`, { note: 'checked against the ticket' });

  it('nobody approves their own; of two clicks at once one counts; what is decided stays so', async () => {
    const before = BigInt((await cluster.api.wallet(person.accessToken)).coins);
    const { id } = await ask(staff.finance);
    expect(await approve(staff.finance, id)).toMatchObject({ status: 403, code: 'approval_own' });
    const both = await Promise.all([approve(otherFinance, id), approve(otherFinance, id)]);
    // The second click meets its own approval, or a request that is decided: either way there is one.
    expect(both.map(({ status }) => status)).toContain(200);
    for (const { status, data } of both) {
      if (status === 200) expect(approvalSchema.parse(data.approval).approvals).toHaveLength(1);
      else expect(status).toBe(409);
    }
    await eventually(
      'the coins are there',
      async () => BigInt((await cluster.api.wallet(person.accessToken)).coins),
      (coins) => coins === before + 7n,
    );
    const stale = await askAs(cluster, staff.admin, 'POST', `/admin/finance/approvals/${id}/reject`, {
      note: 'too late',
    });
    expect(stale).toMatchObject({ status: 409 });
    expect(BigInt((await cluster.api.wallet(person.accessToken)).coins)).toBe(before + 7n);
  });
});
