import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { consentHistorySchema, consentsSchema, decidedConsentsSchema } from '@halobuzz/core/api/consents';
import { limits } from '@halobuzz/core/limits';
import { type AskedConsent, currentNotice } from '@halobuzz/core/privacy/consent-notices';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bindings, call, freshAddress, installFakeOrigin, send, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { accountObject, openPerson, staffMember, testAct } from '../../testing/staff-client.ts';
import { unsubscribeToken } from '../accounts/consents/unsubscribe-token.ts';
import { requireConfig } from '../env.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const said = (consentType: AskedConsent, granted: boolean) => {
  const { version, texts } = currentNotice(consentType);
  return { consentType, granted, version, textHash: texts.en.textHash };
};
const put = (token: string, decisions: unknown, rest: object = {}) =>
  call('PUT', '/privacy/consents', { token, body: { decisions, locale: 'en', method: 'app', ...rest } });
async function decided(token: string, ...decisions: ReturnType<typeof said>[]) {
  const answer = await put(token, decisions, { appVersion: '1.4.0' });
  expect(answer.status).toBe(200);
  return decidedConsentsSchema.parse(answer.body.data);
}
const shown = async (token: string) =>
  consentsSchema.parse((await call('GET', '/privacy/consents', { token })).body.data);
const granted = async (token: string) =>
  (await shown(token)).items.flatMap((item) => (item.granted ? [item.consentType] : []));

describe('consent', () => {
  test('is nothing that an account brings along: everything is asked, and only the contract stands', async () => {
    const { tokens } = await verifiedMember();
    const { notices, items } = await shown(tokens.accessToken);
    expect(items).toEqual([
      { consentType: 'essential', granted: true, required: true, askAgain: false },
      { consentType: 'analytics', granted: false, required: false, askAgain: true },
      { consentType: 'marketing', granted: false, required: false, askAgain: true },
    ]);
    expect(notices.map(({ consentType, version }) => [consentType, version])).toEqual([
      ['analytics', currentNotice('analytics').version],
      ['marketing', currentNotice('marketing').version],
    ]);
  });

  test('is given, withdrawn by the same call, and each decision keeps its proof', async () => {
    const { member, tokens } = await verifiedMember();
    const token = tokens.accessToken;
    const yes = await decided(token, said('analytics', true), said('marketing', true));
    expect(await granted(token)).toEqual(['essential', 'analytics', 'marketing']);
    const no = await decided(token, said('marketing', false));
    expect(await granted(token)).toEqual(['essential', 'analytics']);
    expect((await shown(token)).items.at(-1)).toMatchObject({ granted: false, askAgain: false });

    const page = await call('GET', '/privacy/consents/history?limit=2', { token });
    const first = consentHistorySchema.parse(page.body.data);
    const rest = await call('GET', `/privacy/consents/history?cursor=${first.next}`, { token });
    const all = [...first.items, ...consentHistorySchema.parse(rest.body.data).items];
    expect(all).toEqual([...no.receipts, ...yes.receipts.toReversed()]);
    expect(all[0]).toMatchObject({
      ...{ granted: false, locale: 'en', method: 'app', appVersion: '1.4.0' },
      text: currentNotice('marketing').texts.en.text,
    });

    const id = no.receipts[0]?.receiptId;
    expect((await call('GET', `/privacy/consents/receipts/${id}`, { token })).body.data).toEqual(no.receipts[0]);
    const stranger = await verifiedMember();
    const theirs = await call('GET', `/privacy/consents/receipts/${id}`, { token: stranger.tokens.accessToken });
    expect([theirs.status, theirs.body.code]).toEqual([404, 'not_found']);

    await vi.waitFor(() => expect(origin.consents).toHaveLength(3), 10_000);
    const newest = origin.consents.find((record) => record.receiptId === id);
    expect(newest).toMatchObject({ userId: member.accountId, consentType: 'marketing', granted: false });
  });

  test('that is said again adds nothing, and answers with the receipt there is', async () => {
    const { tokens } = await verifiedMember();
    const first = await decided(tokens.accessToken, said('analytics', true));
    const again = await decided(tokens.accessToken, said('analytics', true));
    expect(again.receipts).toEqual(first.receipts);
  });

  test('to what nobody was shown is refused, and nothing is kept', async () => {
    const { tokens } = await verifiedMember();
    for (const [wrong, field] of [
      [{ version: '2020-01-01' }, 'version'],
      [{ textHash: 'f'.repeat(64) }, 'textHash'],
      [{ textHash: currentNotice('marketing').texts.en.textHash }, 'textHash'],
      [{ consentType: 'essential' }, 'consentType'],
    ] as const) {
      const unseen = { ...said('analytics', true), ...wrong };
      const answer = await put(tokens.accessToken, [said('marketing', true), unseen]);
      expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, `decisions.1.${field}`]);
    }
    expect(await granted(tokens.accessToken)).toEqual(['essential']);
  });

  test('is named once a request, and by somebody who is signed in', async () => {
    const { tokens } = await verifiedMember();
    const twice = await put(tokens.accessToken, [said('analytics', true), said('analytics', false)]);
    expect([twice.status, twice.body.errors?.[0]?.field]).toEqual([400, 'decisions']);
    expect((await put('x.y.z', [said('analytics', true)])).status).toBe(401);
    expect((await call('GET', '/privacy/consents')).status).toBe(401);
  });

  test('is on record for good: the database itself refuses to change a decision', async () => {
    const { member, tokens } = await verifiedMember();
    await decided(tokens.accessToken, said('analytics', true));
    await runInDurableObject(accountObject(member), (_, { storage }) => {
      expect(() => storage.sql.exec('UPDATE consent_decisions SET granted = 0')).toThrow('never changed');
    });
  });

  test('is bounded where it is given, by the hour and in all, and never where it is withdrawn', async () => {
    const { member, tokens } = await verifiedMember();
    const token = tokens.accessToken;
    const fill = (count: number, fromMs: number) =>
      runInDurableObject(accountObject(member), (_, { storage }) => {
        const insert =
          "INSERT INTO consent_decisions VALUES (?, 'analytics', ?, '2026-11-23', '', 'en', 'app', NULL, ?)";
        for (let i = 0; i < count; i += 1) storage.sql.exec(insert, crypto.randomUUID(), i % 2, fromMs + i);
      });
    await fill(2 * limits.consentGrantsMax, Date.now() - 600_000);
    await decided(token, said('analytics', false));
    const limited = await put(token, [said('analytics', true)]);
    expect([limited.status, limited.body.code]).toEqual([429, 'rate_limited']);
    expect(limited.body.retryAfterMs).toBeLessThanOrEqual(limits.consentGrantsLifeMs - 600_000);
    await fill(limits.consentDecisionsMax - 2 * limits.consentGrantsMax - 1, 1_000);
    const full = await put(token, [said('marketing', true)]);
    expect([full.status, full.body.code]).toEqual([409, 'consents_full']);
    await decided(token, said('marketing', false));
    expect(await granted(token)).toEqual(['essential']);
  });

  test('is shown to support as proof, audited; a moderator sees none of it', async () => {
    const { member, tokens } = await verifiedMember();
    const { receipts } = await decided(tokens.accessToken, said('marketing', true));
    const support = await staffMember('support');
    const path = `/admin/accounts/${member.accountId}/consents`;
    expect((await call('GET', path, { token: support.token })).body.code).toBe('reason_required');
    await openPerson(support.token, member.accountId, 'consents');
    const answer = await call('GET', path, { token: support.token });
    expect(answer.body.data).toMatchObject({ history: receipts });
    await vi.waitFor(() => {
      const audit = { action: 'consents.read', actor: support.member.accountId, subject: member.accountId };
      expect(origin.audits).toContainEqual(expect.objectContaining(audit));
    }, 10_000);
    const unknown = await openPerson(support.token, 'aaaaaaaaaaaaaaaaaaaaaaaaaaa', 'consents');
    expect(unknown.status).toBe(404);
    const moderator = await staffMember('moderator');
    expect((await call('GET', path, { token: moderator.token })).body.code).toBe('forbidden');
  });

  test('is taken from nobody who was banned', async () => {
    const { member, tokens } = await verifiedMember();
    await decided(tokens.accessToken, said('analytics', true));
    const token = tokens.accessToken;
    await accountObject(member).ban(testAct, null);
    await vi.waitFor(async () => {
      expect((await put(token, [said('analytics', true)])).body.code).toBe('account_banned');
    }, 10_000);
  });

  test('that the origin could not hear of reaches it by the next alarm, once', async () => {
    const { member, tokens } = await verifiedMember();
    origin.failure = 'unavailable';
    const { receipts } = await decided(tokens.accessToken, said('analytics', true));
    origin.failure = undefined;
    const object = accountObject(member);
    await runInDurableObject(object, (_, { storage }) => void storage.sql.exec('UPDATE outbox SET next_at = 0'));
    await runDurableObjectAlarm(object);
    const told = [receipts[0]?.receiptId];
    const heard = () => expect(origin.consents.map(({ receiptId }) => receiptId)).toEqual(told);
    await vi.waitFor(heard, 10_000);
    // An origin that lost its copies is told of everything again, as of the account itself.
    origin.consents.length = 0;
    await object.projectAnew();
    await vi.waitFor(heard, 10_000);
  });
});

describe('consent of a minor', () => {
  const fifteen = `${new Date().getUTCFullYear() - 15}-01-01`;
  const member15 = async () => {
    const { member, tokens } = await verifiedMember('DE');
    const token = tokens.accessToken;
    await decided(token, said('analytics', true));
    await call('PUT', '/users/me/birth-date', { token, body: { birthDate: fifteen } });
    return { member, token };
  };

  test('counts for nothing where a parent has to allow the account, and is asked of nobody', async () => {
    const { member, token } = await member15();
    expect(await granted(token)).toEqual(['essential']);
    expect((await shown(token)).items.some((item) => item.askAgain)).toBe(false);
    expect(await accountObject(member).mayReport(1)).toEqual({ kind: 'no' });
    const answer = await put(token, [said('marketing', true)]);
    expect([answer.status, answer.body.code]).toEqual([403, 'parent_consent_required']);
    await decided(token, said('analytics', false));
  });
});

describe('the link of a mail', () => {
  const oneClick = (token: string) =>
    send(`/api/v1/privacy/unsubscribe/${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'cf-connecting-ip': freshAddress() },
      body: 'List-Unsubscribe=One-Click',
    });

  test.each(['page', 'mail program'])(
    'ends marketing mails without signing in, and may be repeated (%s)',
    async (by) => {
      const { member, tokens } = await verifiedMember();
      const token = await unsubscribeToken(requireConfig(bindings), member.accountId);
      const follow = async () =>
        by === 'page'
          ? (await call('POST', '/privacy/unsubscribe', { body: { token } })).status
          : (await oneClick(token)).status;
      expect(await follow(), 'before anything was agreed to').toBe(200);
      await decided(tokens.accessToken, said('marketing', true), said('analytics', true));
      expect(await follow()).toBe(200);
      expect(await follow()).toBe(200);
      expect(await granted(tokens.accessToken)).toEqual(['essential', 'analytics']);
      const history = await call('GET', '/privacy/consents/history', { token: tokens.accessToken });
      const { items } = consentHistorySchema.parse(history.body.data);
      expect(items).toHaveLength(3);
      expect(items[0]).toMatchObject({ consentType: 'marketing', granted: false, method: 'mail_link' });
    },
  );

  test('of somebody else, or changed, ends nothing', async () => {
    const [one, other] = [await verifiedMember(), await verifiedMember()];
    await decided(one.tokens.accessToken, said('marketing', true));
    const config = requireConfig(bindings);
    const [, mac] = (await unsubscribeToken(config, other.member.accountId)).split('.');
    for (const token of [
      `${one.member.accountId}.${mac}`,
      `${one.member.accountId}.`,
      'x',
      `${one.member.accountId}.${mac}.1`,
    ]) {
      const answer = await call('POST', '/privacy/unsubscribe', { body: { token } });
      expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, 'token']);
      expect((await oneClick(token)).status).toBe(400);
    }
    expect(await granted(one.tokens.accessToken)).toEqual(['essential', 'marketing']);
  });
});

describe('analytics', () => {
  const event = (properties: object = { step: 'opened' }, name = 'gift_sheet') => ({
    ...{ id: '019b7d3c-30aa-7b3c-9d4e-5f60718293a4', name, at: new Date().toISOString(), properties },
  });
  const report = (token: string | undefined, events: unknown[] = [event()], headers: Record<string, string> = {}) =>
    call('POST', '/analytics/events', { body: { events }, headers, ...(token === undefined ? {} : { token }) });
  const reported = () => origin.requests.filter(({ target }) => target === '/internal/v1/analytics/events');
  beforeEach(() => {
    origin.answers = (_, path) => (path === '/internal/v1/analytics/events' ? { data: { taken: 1 } } : undefined);
  });

  test('counts who agreed, and from the moment of a withdrawal nobody, wherever it was made', async () => {
    const { member, tokens } = await verifiedMember();
    const token = tokens.accessToken;
    expect((await report(token)).body.data).toEqual({ taken: 0 });
    await decided(token, said('analytics', true));
    expect((await report(token)).body.data).toEqual({ taken: 1 });
    // Another isolate took the withdrawal: what this one remembers of the account still says yes.
    const { consentType, ...no } = said('analytics', false);
    await accountObject(member).decideConsents({ answers: [{ consentType, ...no }], locale: 'en', method: 'web' });
    expect((await report(token)).body.data).toEqual({ taken: 0 });
    expect(reported()).toHaveLength(1);
  });

  test('counts nobody who is signed out or sends Global Privacy Control, and keeps nothing of them', async () => {
    const { tokens } = await verifiedMember();
    await decided(tokens.accessToken, said('analytics', true));
    expect((await report(undefined)).body.data).toEqual({ taken: 0 });
    expect((await report(tokens.accessToken, [event()], { 'sec-gpc': '1' })).body.data).toEqual({ taken: 0 });
    expect(reported()).toEqual([]);
  });

  test('refuses what stands in no list, naming the field', async () => {
    const { tokens } = await verifiedMember();
    await decided(tokens.accessToken, said('analytics', true));
    for (const [events, field] of [
      [[event({}, 'typed_text')], 'events.0.name'],
      [[event({ step: 'opened', note: 'my secret' })], 'events.0.properties.note'],
      [[event({ step: 'anything else' })], 'events.0.properties.step'],
      [Array.from({ length: limits.analyticsBatchEventsMax + 1 }, () => event()), 'events'],
      [[], 'events'],
    ] as const) {
      const answer = await report(tokens.accessToken, [...events]);
      expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, field]);
    }
    expect(reported()).toEqual([]);
  });

  test('is bounded by account', async () => {
    const { tokens } = await verifiedMember();
    await decided(tokens.accessToken, said('analytics', true));
    const batch = Array.from({ length: limits.analyticsBatchEventsMax }, () => event());
    const full = limits.analyticsEventsMax / limits.analyticsBatchEventsMax;
    for (let i = 0; i < full; i += 1) expect((await report(tokens.accessToken, batch)).status).toBe(200);
    const over = await report(tokens.accessToken, batch);
    expect([over.status, over.body.code]).toEqual([429, 'rate_limited']);
    expect(reported()).toHaveLength(full);
  });

  test('is read by admins alone, for a stretch of days', async () => {
    const { token } = await staffMember('admin');
    const items = [{ day: '2026-12-01', count: 3, signs: 2, values: { step: { opened: 3 } } }];
    origin.answers = (_, path) => (path === '/internal/v1/analytics/counts' ? { data: { items } } : undefined);
    const ask = (from: string, to: string, by = token) =>
      call('GET', `/admin/analytics?name=gift_sheet&from=${from}&to=${to}`, { token: by });
    expect((await ask('2026-12-01', '2026-12-01')).body.data).toEqual({ items });
    expect((await ask('2026-12-02', '2026-12-01')).body.errors?.[0]?.field).toBe('to');
    expect((await ask('2026-01-01', '2026-12-01')).body.errors?.[0]?.field).toBe('from');
    const support = await staffMember('support');
    expect((await ask('2026-12-01', '2026-12-01', support.token)).body.code).toBe('forbidden');
  });
});
