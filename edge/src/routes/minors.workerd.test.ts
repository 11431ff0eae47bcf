import { runDurableObjectAlarm } from 'cloudflare:test';
import { minorSchema } from '@halobuzz/core/api/privacy-requests';
import { limits } from '@halobuzz/core/limits';
import { ticketClaimsSchema } from '@halobuzz/core/tokens';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  freshName,
  installFakeOrigin,
  type Member,
  mailedTexts,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import { inAccount } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { accountObject, openPerson, staffMember, testAct } from '../../testing/staff-client.ts';
import { parentDecisionTables } from '../accounts/minors/minor-store.ts';
import { nameDigest } from '../accounts/names/names.ts';
import { requireConfig } from '../env.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const now = new Date();
/** The day on which somebody of that age was born, so many days off their birthday. */
function born(years: number, daysLeft = 0): string {
  const at = Date.UTC(now.getUTCFullYear() - years, now.getUTCMonth(), now.getUTCDate() + daysLeft);
  return new Date(at).toISOString().slice(0, 10);
}
const say = (token: string, birthDate: string) => call('PUT', '/users/me/birth-date', { token, body: { birthDate } });
const minorOf = async (token: string) => (await call('GET', '/privacy/minor', { token })).body.data;

async function aged(years: number, country = 'DE', daysLeft = 0) {
  const { member, tokens } = await verifiedMember(country);
  const said = await say(tokens.accessToken, born(years, daysLeft));
  return { member, token: tokens.accessToken, said };
}

/** Both codes of the newest mail to a parent. */
async function parentCodes(email: string): Promise<{ allow: string; withdraw: string }> {
  const [text = ''] = await mailedTexts(email);
  const [allow = ''] = /^[a-z2-7]+\.allow\.\S+$/m.exec(text) ?? [];
  const [withdraw = ''] = /^[a-z2-7]+\.withdraw\.\S+$/m.exec(text) ?? [];
  return { allow, withdraw };
}
const answer = (token: string, granted: boolean) =>
  call('POST', '/privacy/parent/decision', { body: { token, granted } });
const askParent = (token: string, email: string) => call('POST', '/privacy/parent', { token, body: { email } });
const lastProjection = (member: Member) =>
  origin.projections.findLast(({ accountId }) => accountId === member.accountId);

test.each([
  ['DE', 15, 'needs_parent', 16],
  ['DE', 16, 'allowed', 16],
  ['ES', 15, 'allowed', 14],
  ['GB', 13, 'allowed', 13],
  ['AU', 15, 'too_young', 16],
  ['DE', 40, 'adult', 16],
])('in %s at %i somebody is: %s', async (country, years, state, consentAge) => {
  const { member, token, said } = await aged(years, country);
  expect([said.status, said.body.code]).toEqual(state === 'too_young' ? [403, 'account_too_young'] : [200, undefined]);
  const shown = state === 'too_young' ? (await signInMember(member)).accessToken : token;
  expect(await minorOf(shown)).toMatchObject({ state, consentAge });
});

test('who said no birth date is unknown, and may do everything', async () => {
  const { member, tokens } = await verifiedMember('DE');
  expect(await minorOf(tokens.accessToken)).toEqual({ state: 'unknown', minimumAge: 13, consentAge: 16 });
  await accountObject(member).projectAnew();
  await vi.waitFor(() => expect(lastProjection(member)?.privacy?.parentNeeded).toBe(false));
});

test('who is too young is signed out and hidden at once, told, and can still have a wrong date corrected', async () => {
  const { member, token, said } = await aged(12);
  expect([said.status, said.body.code]).toEqual([403, 'account_too_young']);
  expect((await call('GET', '/auth/me', { token })).status, 'signed out').toBe(401);
  await vi.waitFor(() => expect(lastProjection(member)?.status).toBe('deleted'));
  expect(origin.revocations).toContainEqual({ kind: 'account', id: member.accountId, code: 'session_revoked' });
  await vi.waitFor(async () => expect((await mailedTexts(member.email))[0]).toContain('its erasure begins in 14 days'));
  const again = (await signInMember(member)).accessToken;
  for (const path of ['/wallet', '/users/me', '/users/me/birth-date']) {
    expect((await call('GET', path, { token: again })).body.code, path).toBe('account_too_young');
  }
  const { endsAt } = (await minorOf(again)) ?? {};
  expect(Date.parse(String(endsAt)) - Date.now()).toBeGreaterThan(limits.erasureWindowMs - 60_000);
  // Support corrects the year.
  expect(await accountObject(member).correctBirthDate(testAct, born(30))).toBe('done');
  expect(await accountObject(member).correctBirthDate(testAct, born(30)), 'again').toBe('same');
  await vi.waitFor(() => expect(lastProjection(member)?.status).toBe('active'));
  const fresh = (await signInMember(member)).accessToken;
  expect((await call('GET', '/auth/me', { token: fresh })).status).toBe(200);
  expect(await minorOf(fresh)).toEqual({ state: 'adult', minimumAge: 13, consentAge: 16 });
  const audit = origin.audits.filter(({ action }) => action === 'birth_date.corrected');
  expect(audit).toMatchObject([{ actor: testAct.actor, subject: member.accountId, reason: testAct.reason }]);
  expect(JSON.stringify([origin.audits, origin.projections])).not.toContain(born(30));
});

test('until a parent allows it, a child is told to the origin and to rooms as one who may not spend', async () => {
  const { member, token } = await aged(14);
  const host = await verifiedMember('DE');
  const show = { title: 'Songs', category: 'music' };
  const live = await call('POST', '/streams', { body: show, token: host.tokens.accessToken });
  const stream = live.body.data?.stream as { id: string }; // As the route's schema says.
  const joined = async () => {
    const { body } = await call('POST', `/rooms/${stream.id}/join`, { token });
    const ticket = ticketClaimsSchema.parse(decodeJwt(String(body.data?.ticket)));
    return [origin.requests.at(-1)?.claims.actor?.parentNeeded, ticket.par];
  };
  await vi.waitFor(() => expect(lastProjection(member)?.privacy?.parentNeeded).toBe(true));
  expect(await joined()).toEqual([true, true]);

  const parent = `parent.of.${member.username}@example.com`;
  expect((await askParent(token, member.email)).body.errors?.[0]?.field, 'themselves').toBe('email');
  const asked = await askParent(token, parent);
  expect([asked.status, asked.body.data?.state]).toEqual([202, 'needs_parent']);
  expect(typeof asked.body.data?.askedUntil).toBe('string');
  const [mail = ''] = await mailedTexts(parent);
  expect(mail).toContain(`"${member.username}"`);
  expect(mail).not.toMatch(/https?:|www\./);
  // The address is kept nowhere.
  const kept = await inAccount(member, (sql) =>
    JSON.stringify(
      ['minor', 'parent_codes', 'parent_mails'].map((name) => sql.exec(`SELECT * FROM ${name}`).toArray()),
    ),
  );
  expect(kept).not.toContain('example.com');

  const { allow, withdraw } = await parentCodes(parent);
  const wrong = [allow.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), 'x', `${allow}x`, withdraw];
  for (const code of wrong) expect((await answer(code, true)).body.code, code).toBe('code_invalid');
  const granted = await answer(allow, true);
  expect([granted.status, granted.body.data?.granted]).toEqual([200, true]);
  expect(granted.body.data?.proofId).toMatch(/^pp_[a-z2-7]{26}$/);
  expect((await answer(allow, true)).body.code, 'once').toBe('code_invalid');
  await vi.waitFor(() => expect(lastProjection(member)?.privacy?.parentNeeded).toBe(false));
  await vi.waitFor(async () => expect((await minorOf(token))?.state).toBe('allowed'), 10_000);
  const anew = (await signInMember(member)).accessToken;
  const { body } = await call('POST', `/rooms/${stream.id}/join`, { token: anew });
  expect(ticketClaimsSchema.parse(decodeJwt(String(body.data?.ticket))).par).toBe(false);
});

test('a parent takes a consent back by the other code, which ends the account until one allows it again', async () => {
  const { member, token } = await aged(14);
  const parent = `late.${member.username}@example.com`;
  await askParent(token, parent);
  const { allow, withdraw } = await parentCodes(parent);
  expect((await answer(allow, true)).status).toBe(200);
  const back = await answer(withdraw, false);
  expect([back.status, back.body.data?.granted]).toEqual([200, false]);
  // An isolate remembers an account's state for two seconds.
  await vi.waitFor(async () => expect((await call('GET', '/auth/me', { token })).status).toBe(401), 10_000);
  await vi.waitFor(() => expect(lastProjection(member)?.status).toBe('deleted'));
  const waiting = (await signInMember(member)).accessToken;
  expect((await call('GET', '/wallet', { token: waiting })).body.code).toBe('parent_consent_required');
  expect((await minorOf(waiting))?.endsAt).toBeDefined();
  // And back again, while the account still stands.
  expect((await askParent(waiting, parent)).status).toBe(202);
  expect((await answer((await parentCodes(parent)).allow, true)).status).toBe(200);
  await vi.waitFor(() => expect(lastProjection(member)?.status).toBe('active'));
});

test('every answer of a parent can be proved to the child and to support, and none is ever changed', async () => {
  const { member, token } = await aged(14);
  expect(await minorOf(token)).not.toHaveProperty('decisions');
  const parent = `proof.${member.username}@example.com`;
  await askParent(token, parent);
  const { allow, withdraw } = await parentCodes(parent);
  const yes = (await answer(allow, true)).body.data?.proofId;
  const no = (await answer(withdraw, false)).body.data?.proofId;
  expect(yes).not.toBe(no);
  const proofs = [
    { proofId: no, granted: false, decidedAt: expect.any(String) },
    { proofId: yes, granted: true, decidedAt: expect.any(String) },
  ];
  const waiting = (await signInMember(member)).accessToken;
  expect(minorSchema.parse(await minorOf(waiting)).decisions).toEqual(proofs);
  const support = await staffMember('support');
  await openPerson(support.token, member.accountId, 'consents');
  const seen = await call('GET', `/admin/accounts/${member.accountId}/consents`, { token: support.token });
  expect([seen.status, seen.body.data?.parents]).toEqual([200, proofs]);
  const archive = JSON.parse((await accountObject(member).exportPart('privacy-settings')) ?? '');
  expect(archive).toMatchObject([{ age: { decisions: proofs } }]);
  await inAccount(member, (sql) => {
    expect(() => sql.exec('UPDATE parent_decisions SET granted = 1')).toThrow('decisions are never changed');
  });
});

test('an answer of before the proofs were kept apart is kept with them', async () => {
  const { member, token } = await aged(14);
  const parent = `before.${member.username}@example.com`;
  await askParent(token, parent);
  const { proofId } = (await answer((await parentCodes(parent)).allow, true)).body.data ?? {};
  const { decisions } = minorSchema.parse(await minorOf(token));
  await inAccount(member, (sql) => {
    sql.exec('DROP TABLE parent_decisions');
    sql.exec(parentDecisionTables);
  });
  expect(minorSchema.parse(await minorOf(token)).decisions).toEqual(decisions);
  expect(decisions?.map((decision) => decision.proofId)).toEqual([proofId]);
});

test('a parent is asked three times in seven days at most; who needs none has none asked', async () => {
  const { member, token } = await aged(14);
  for (let mail = 0; mail < limits.parentMailsMax; mail += 1) {
    expect((await askParent(token, `p${mail}.${member.username}@example.com`)).status).toBe(202);
  }
  const more = await askParent(token, `p9.${member.username}@example.com`);
  expect([more.status, more.body.code]).toEqual([429, 'rate_limited']);
  const adult = await aged(30);
  expect((await askParent(adult.token, 'p@example.com')).body.code).toBe('parent_not_needed');
});

test('a stranger is not buried in mails from children, however many accounts ask', async () => {
  const stranger = `stranger.${freshName()}@example.com`;
  const digest = await nameDigest(requireConfig(bindings).nameHmacKey, 'email', stranger);
  const mailbox = bindings.NAMES.get(bindings.NAMES.idFromName(digest));
  const [first, other] = [await aged(14), await aged(14)];
  expect((await askParent(first.token, stranger)).status).toBe(202);
  while ((await mailbox.admitMail()).admitted);
  expect((await askParent(other.token, stranger)).body.code).toBe('rate_limited');
  expect(await mailedTexts(stranger)).toHaveLength(1);
});

test('whom another mail went to can neither end the account that a parent allowed, nor take back what none gave', async () => {
  const { member, token } = await aged(14);
  const [wrong, right] = [`typo.${member.username}@example.com`, `mother.${member.username}@example.com`];
  await askParent(token, wrong);
  const strangers = await parentCodes(wrong);
  expect((await answer(strangers.withdraw, false)).body.code, 'nothing was given').toBe('code_invalid');
  await askParent(token, right);
  expect((await answer((await parentCodes(right)).allow, true)).status).toBe(200);
  expect((await answer(strangers.withdraw, false)).body.code).toBe('code_invalid');
  expect((await accountObject(member).state(''))?.endsForAge).toBe(false);
});

test('a code of before brings back nobody who turned out to be too young, and ends nobody who is old enough', async () => {
  const young = await aged(14);
  const parent = `p.${young.member.username}@example.com`;
  await askParent(young.token, parent);
  expect(await accountObject(young.member).correctBirthDate(testAct, born(11))).toBe('done');
  expect((await answer((await parentCodes(parent)).allow, true)).body.code).toBe('code_invalid');
  expect((await accountObject(young.member).state(''))?.endsForAge).toBe(true);

  const older = await aged(14);
  const other = `p.${older.member.username}@example.com`;
  await askParent(older.token, other);
  const { allow, withdraw } = await parentCodes(other);
  expect(await accountObject(older.member).correctBirthDate(testAct, born(17))).toBe('done');
  for (const code of [allow, withdraw]) expect((await answer(code, false)).body.code).toBe('code_invalid');
  expect(await accountObject(older.member).state('')).toMatchObject({ endsForAge: false, minor: 'allowed' });
});

test('an account that ended has no birthday to wake up for', async () => {
  const { member } = await aged(16, 'DE', 1);
  await inAccount(member, (sql) => {
    sql.exec("UPDATE account SET status = 'deleted'");
    sql.exec('UPDATE minor SET turns_at = ?', Date.now() - 1);
  });
  await runDurableObjectAlarm(accountObject(member));
  await runDurableObjectAlarm(accountObject(member));
  const [row] = await inAccount(member, (sql) => sql.exec('SELECT turns_at FROM minor').toArray());
  expect(row?.turns_at).toBe(0);
});

test('after 14 days the erasure begins, once, and nothing drums the object meanwhile', async () => {
  const { member } = await aged(12);
  await inAccount(member, (sql) => sql.exec('UPDATE minor SET ends_at = ?', Date.now() - 1));
  await runDurableObjectAlarm(accountObject(member));
  expect((await accountObject(member).state(''))?.status).toBe('erasing');
  const [row] = await inAccount(member, (sql) => sql.exec('SELECT ends_at FROM minor').toArray());
  expect(Number(row?.ends_at)).toBeGreaterThan(Date.now() + limits.erasureWindowMs - 60_000);
  const login = { identifier: member.username, password: member.password };
  expect((await call('POST', '/auth/login', { body: login })).body.code).toBe('erasure_pending');
});

test('a code runs out after seven days', async () => {
  const { member, token } = await aged(14);
  const parent = `late.${member.username}@example.com`;
  await askParent(token, parent);
  const { allow } = await parentCodes(parent);
  await inAccount(member, (sql) => sql.exec('UPDATE parent_codes SET expires_at = ?', Date.now()));
  expect((await answer(allow, true)).body.code).toBe('code_invalid');
});

test('on the birthday nobody has to be asked any more, and the origin hears of it by itself', async () => {
  const { member, token } = await aged(16, 'DE', 1);
  expect((await minorOf(token))?.state).toBe('needs_parent');
  await vi.waitFor(() => expect(lastProjection(member)?.privacy?.parentNeeded).toBe(true));
  vi.useFakeTimers({ now: Date.now() + 86_400_000, toFake: ['Date'] });
  try {
    await runDurableObjectAlarm(accountObject(member));
    await vi.waitFor(() => expect(lastProjection(member)?.privacy?.parentNeeded).toBe(false));
  } finally {
    vi.useRealTimers();
  }
});
