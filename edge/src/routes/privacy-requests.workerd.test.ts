import { privacyRequestPaths } from '@halobuzz/core/api/internal-privacy-requests';
import type { StaffPrivacyRequest } from '@halobuzz/core/api/privacy-requests';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, type Member, mailedTexts, verifiedMember } from '../../testing/edge-client.ts';
import { staleToken } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { accountObject, type StaffMember, staffMember, tokenWithoutFactor } from '../../testing/staff-client.ts';

let origin: FakeOrigin;
let support: StaffMember;
let finance: StaffMember;
let member: Member;
let token = '';
beforeAll(async () => {
  installFakeOrigin();
  support = await staffMember('support');
  finance = await staffMember('finance');
  const someone = await verifiedMember('DE');
  member = someone.member;
  token = someone.tokens.accessToken;
  vi.restoreAllMocks();
});

const id = `pr_${'a'.repeat(26)}`;
const at = '2026-01-02T03:04:05.678Z';
const own = {
  ...({ id, kind: 'rectification', about: 'birth_date', text: 'The year is wrong.', state: 'open' } as const),
  ...{ createdAt: at, dueAt: '2026-02-02T03:04:05.678Z' },
};
/** What the register says of the request that staff decide. */
let kept: StaffPrivacyRequest;
let fresh = true;
beforeEach(() => {
  origin = installFakeOrigin();
  fresh = true;
  kept = { ...own, accountId: member.accountId, birthDate: '1990-05-06', carriedOut: true };
  origin.answers = ({ method }, path) => {
    switch (`${method} ${path}`) {
      case `POST ${privacyRequestPaths.own}`:
        return { data: { fresh, request: own } };
      case `GET ${privacyRequestPaths.own}`:
        return { data: { items: [own] } };
      case `POST ${privacyRequestPaths.withdraw(id)}`:
        return { data: { ...own, state: 'withdrawn' } };
      case `GET ${privacyRequestPaths.queue}`:
        return { data: { items: [kept] } };
      case `POST ${privacyRequestPaths.decide(id)}`:
        return { data: { fresh, request: { ...kept, state: 'granted', carriedOut: false } } };
      case `POST ${privacyRequestPaths.carriedOut(id)}`:
        return { data: { ...kept, state: 'granted', carriedOut: true } };
      case `PUT ${privacyRequestPaths.profiling}`:
        return { data: {} };
      default:
        return undefined;
    }
  };
});
afterEach(() => {
  vi.restoreAllMocks();
});

const correction = { kind: 'rectification', about: 'birth_date', text: 'The year is wrong.', birthDate: '1990-05-06' };

test('a request goes to the register on behalf of whoever asks, and a mail says by when it is answered', async () => {
  const asked = await call('POST', '/privacy/requests', { token, body: correction });
  expect([asked.status, asked.body.data]).toEqual([201, own]);
  const sent = origin.requests.find(({ method, target }) => method === 'POST' && target === privacyRequestPaths.own);
  expect(sent).toMatchObject({ body: correction, claims: { actor: { account: member.accountId } } });
  await vi.waitFor(async () => expect((await mailedTexts(member.email))[0]).toContain('by 2026-02-02 at the latest'));
  const mails = (await mailedTexts(member.email)).length;
  fresh = false;
  expect((await call('POST', '/privacy/requests', { token, body: correction })).body.data).toEqual(own);
  fresh = true;
  expect((await call('POST', '/privacy/requests', { token, body: correction })).status).toBe(201);
  // The same words again are no news: of the two, one brings a mail.
  await vi.waitFor(async () => expect((await mailedTexts(member.email)).length).toBe(mails + 1));
  expect((await call('GET', '/privacy/requests?limit=5', { token })).body.data).toEqual({ items: [own] });
  expect((await call('POST', `/privacy/requests/${id}/withdraw`, { token })).body.data?.state).toBe('withdrawn');
});

test.each([
  ['birthDate', { ...correction, birthDate: undefined }],
  ['birthDate', { ...correction, about: 'other' }],
  ['birthDate', { ...correction, birthDate: '2100-01-01' }],
  ['birthDate', { ...correction, birthDate: '1850-01-01' }],
  ['kind', { ...correction, kind: 'erasure' }],
  ['text', { ...correction, text: '' }],
  ['text', { ...correction, text: 'x'.repeat(2_001) }],
  ['accountId', { ...correction, accountId: 'aabcdefghijklmnopqrstuvwxy2' }],
])('a request with a wrong %s reaches nobody', async (field, body) => {
  const answer = await call('POST', '/privacy/requests', { token, body });
  expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, field]);
  expect(origin.requests.filter(({ target }) => target === privacyRequestPaths.own)).toEqual([]);
});

test('nobody reads or writes requests without signing in, nor by an id that is none', async () => {
  expect((await call('POST', '/privacy/requests', { body: correction })).status).toBe(401);
  expect((await call('GET', '/privacy/requests')).status).toBe(401);
  expect((await call('GET', '/privacy/settings')).status).toBe(401);
  expect((await call('PUT', '/privacy/settings', { body: {} })).status).toBe(401);
  expect((await call('POST', '/privacy/requests/x/withdraw', { token })).status).toBe(400);
});

test('support grants a correction: the birth date is set, audited without the day, and its owner is told', async () => {
  const decide = (by: string) =>
    call('POST', `/admin/privacy-requests/${id}/decision`, {
      token: by,
      body: { outcome: 'granted', reason: 'The passport says so.' },
    });
  expect((await call('GET', '/admin/privacy-requests', { token: support.token })).body.data).toEqual({ items: [kept] });
  await vi.waitFor(() => expect(origin.audits.map(({ action }) => action)).toContain('privacy_requests.read'));
  const done = await decide(support.token);
  expect([done.status, done.body.data]).toMatchObject([200, { state: 'granted', carriedOut: true }]);
  const said = await call('PUT', '/users/me/birth-date', { token, body: { birthDate: '1990-05-06' } });
  expect([said.status, said.body.data]).toEqual([200, { said: true, adult: true }]);
  await vi.waitFor(() => expect(origin.audits.map(({ action }) => action)).toContain('birth_date.corrected'));
  const audit = origin.audits.find(({ action }) => action === 'birth_date.corrected');
  expect(audit).toMatchObject({ actor: support.member.accountId, subject: member.accountId });
  expect(JSON.stringify(origin.audits)).not.toContain('1990-05-06');
  await vi.waitFor(async () => {
    const texts = await mailedTexts(member.email);
    expect(texts.some((text) => text.includes('We did what you asked for.'))).toBe(true);
    expect(texts.some((text) => text.includes('asked for the birth date of your account to be corrected'))).toBe(true);
  });
  // The same decision again, after an outage: done once more, told once.
  const mails = (await mailedTexts(member.email)).length;
  fresh = false;
  expect((await decide(support.token)).status).toBe(200);
  expect(await mailedTexts(member.email)).toHaveLength(mails);
});

test('only support and admins decide, with a second factor and a fresh proof', async () => {
  const decide = async (by: string) => {
    const body = { outcome: 'refused', reason: 'No proof.' };
    return (await call('POST', `/admin/privacy-requests/${id}/decision`, { token: by, body })).body.code;
  };
  const read = async (by: string) => (await call('GET', '/admin/privacy-requests', { token: by })).body.code;
  expect([await decide(token), await read(token)]).toEqual(['forbidden', 'forbidden']);
  expect([await decide(finance.token), await read(finance.token)]).toEqual(['forbidden', 'forbidden']);
  const weak = await tokenWithoutFactor(await staffMember('support'));
  expect([await decide(weak), await read(weak)]).toEqual(['mfa_required', 'mfa_required']);
  expect(await decide((await staleToken(support.member, support.tokens)).token)).toBe('step_up_required');
});

test('settings hold at once, here and in what is told of the account', async () => {
  const calm = { recommendations: false, profiling: false, restricted: true };
  expect((await call('GET', '/privacy/settings', { token })).body.data).toEqual({
    ...{ recommendations: true, profiling: true, restricted: false },
  });
  expect((await call('PUT', '/privacy/settings', { token, body: calm })).body.data).toEqual(calm);
  expect((await call('GET', '/privacy/settings', { token })).body.data).toEqual(calm);
  const told = origin.requests.find(({ target }) => target === privacyRequestPaths.profiling);
  const { subject } = (await accountObject(member).state('')) ?? {};
  expect(told).toMatchObject({ body: { allowed: false }, claims: { actor: { subject } } });
  const last = () => origin.projections.findLast(({ accountId }) => accountId === member.accountId)?.privacy;
  await vi.waitFor(() => expect(last()).toEqual({ ...calm, parentNeeded: false }));
  expect((await accountObject(member).state(''))?.restricted).toBe(true);
  const half = await call('PUT', '/privacy/settings', { token, body: { restricted: false } });
  expect([half.status, half.body.errors?.map(({ field }) => field)]).toEqual([400, ['recommendations', 'profiling']]);
});

test('a restriction suspends what was agreed to, and lifting it brings that back', async () => {
  const consents = (await call('GET', '/privacy/consents', { token })).body.data;
  const notices = consents?.notices as { consentType: string; version: string; textHash: string; locale: string }[]; // As the route answers.
  const decisions = notices
    .filter(({ consentType, locale }) => consentType !== 'essential' && locale === 'en')
    .map(({ consentType, version, textHash }) => ({ consentType, granted: true, version, textHash }));
  const body = { decisions, locale: 'en', method: 'web' };
  expect((await call('PUT', '/privacy/consents', { token, body })).status).toBe(200);
  const restrict = (restricted: boolean) =>
    call('PUT', '/privacy/settings', { token, body: { recommendations: true, profiling: false, restricted } });
  const flags = async () => (await accountObject(member).state(''))?.consents;
  await restrict(true);
  expect(await flags()).toEqual({ analytics: false, marketing: false });
  expect(await accountObject(member).mayReport(1)).toEqual({ kind: 'no' });
  await restrict(false);
  expect(await flags()).toEqual({ analytics: true, marketing: true });
  expect(await accountObject(member).mayReport(1)).toEqual({ kind: 'yes' });
});

test('an objection to profiling that the origin did not hear of is not said to be in force', async () => {
  origin.answers = undefined;
  origin.failure = 'network';
  const body = { recommendations: true, profiling: true, restricted: false };
  expect((await call('PUT', '/privacy/settings', { token, body })).body.code).toBe('unavailable');
  origin.failure = undefined;
  expect((await accountObject(member).privacySettings()).profiling).toBe(false);
});
