import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { campaignSchema } from '@halobuzz/core/api/campaigns';
import { limits } from '@halobuzz/core/limits';
import { currentNotice } from '@halobuzz/core/privacy/consent-notices';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  installFakeOrigin,
  type Member,
  mailedCode,
  mailedTexts,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { accountObject, staffMember, testAct } from '../../testing/staff-client.ts';
import worker from '../worker.ts';

let origin: FakeOrigin;
let pages: string[][] = [];
beforeEach(() => {
  origin = installFakeOrigin();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  origin.answers = (seen, path) => {
    if (path === '/internal/v1/images/doomed') return { data: { keys: [] } };
    if (path === '/internal/v1/campaigns/page') {
      return { data: pages[0] === undefined ? {} : { work: { campaign, accounts: pages[0] } } };
    }
    if (path === `/internal/v1/campaigns/${campaign.id}/progress`) {
      pages = pages.slice(1);
      return { data: {} };
    }
    return path === '/internal/v1/campaigns' && seen.method === 'POST' ? { data: stored(seen.body) } : undefined;
  };
});
afterEach(() => {
  vi.restoreAllMocks();
});

const campaign = {
  id: '019b7d3c-30aa-7b3c-9d4e-5f60718293a4',
  subject: 'Festival of lights',
  text: 'Three evenings of music.',
};
const stored = (body: unknown) =>
  campaignSchema.parse({
    ...{ by: 'aaaaaaaaaaaaaaaaaaaaaaaaaaa', status: 'sending', asked: 0, queued: 0 },
    // The edge sends what was validated; what is wrong with it shows in the test.
    ...(body as object),
    createdAt: '2026-12-01T03:04:05.678Z',
  });

/** As the platform does every five minutes. */
async function pass(...accounts: readonly Member[]): Promise<void> {
  pages = [accounts.map(({ accountId }) => accountId)];
  // The parts of a controller and a context that the Worker does not look at are left out.
  await worker.scheduled({ cron: '', scheduledTime: 0, noRetry() {} } as ScheduledController, bindings);
}

async function decide(token: string, granted: boolean): Promise<void> {
  const { version, texts } = currentNotice('marketing');
  const decisions = [{ consentType: 'marketing', granted, version, textHash: texts.en.textHash }];
  const answer = await call('PUT', '/privacy/consents', { token, body: { decisions, locale: 'en', method: 'app' } });
  expect(answer.status).toBe(200);
}

async function agreed(): Promise<{ member: Member; token: string }> {
  const { member, tokens } = await verifiedMember();
  await decide(tokens.accessToken, true);
  return { member, token: tokens.accessToken };
}

const mailsOf = async (member: Member) =>
  (await mailedTexts(member.email)).filter((text) => text.includes(campaign.text));
const waiting = (member: Member) =>
  runInDurableObject(
    accountObject(member),
    (_, { storage }) =>
      storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM outbox WHERE kind = 'campaign'").one().n,
  );
const emptied = (member: Member) => vi.waitFor(async () => expect(await waiting(member)).toBe(0), 10_000);

/** Has a mail of the campaign wait in the account's outbox, as while the provider is down. */
async function waitInOutbox(member: Member): Promise<void> {
  await runInDurableObject(accountObject(member), (_, { storage }) => {
    const insert = "INSERT INTO outbox (kind, body, created_at, attempts, next_at) VALUES ('campaign', ?, ?, 1, ?)";
    storage.sql.exec(insert, JSON.stringify(campaign), Date.now(), Date.now() + 3_600_000);
  });
}
async function providerIsBack(member: Member): Promise<void> {
  await runInDurableObject(accountObject(member), (_, { storage }) => {
    storage.sql.exec("UPDATE outbox SET next_at = 0 WHERE kind = 'campaign'");
  });
  await runDurableObjectAlarm(accountObject(member));
  await emptied(member);
}

test('a campaign reaches who agreed, once, however often it is offered, and its link ends it', async () => {
  const { member, token } = await agreed();
  await pass(member);
  await vi.waitFor(async () => expect(await mailsOf(member)).toHaveLength(1), 10_000);
  await pass(member);
  await pass(member);
  await emptied(member);
  const [text = '', ...more] = await mailsOf(member);
  expect(more).toEqual([]);
  expect(text).toContain(`Hello ${member.username},`);
  const link = /https?:\/\/[^\s]+\/unsubscribe#([\w.-]+)$/.exec(text)?.[1];
  expect((await call('POST', '/privacy/unsubscribe', { body: { token: link } })).status).toBe(200);
  const shown = await call('GET', '/privacy/consents', { token });
  expect(shown.body.data?.items).toContainEqual(expect.objectContaining({ consentType: 'marketing', granted: false }));
});

test('it reaches nobody who never agreed, never proved the address, withdrew or is banned, whatever the origin believes', async () => {
  const member = await registerMember();
  const { accessToken: token } = await signInMember(member);
  const asked = async () => {
    await pass(member);
    return [await waiting(member), (await mailsOf(member)).length];
  };
  expect(await asked(), 'never agreed').toEqual([0, 0]);
  await decide(token, true);
  expect(await asked(), 'never proved the address').toEqual([0, 0]);
  await call('POST', '/auth/email/verify', { token, body: { code: await mailedCode(member.email) } });
  await decide(token, false);
  expect(await asked(), 'withdrew').toEqual([0, 0]);
  await decide(token, true);
  await accountObject(member).ban(testAct, null);
  expect(await asked(), 'is banned').toEqual([0, 0]);
  await accountObject(member).unban(testAct);
  await pass(member);
  await vi.waitFor(async () => expect(await mailsOf(member)).toHaveLength(1), 10_000);
});

test('who withdraws between the campaign and its mail gets none', async () => {
  const [stays, withdraws] = [await agreed(), await agreed()];
  for (const { member } of [stays, withdraws]) await waitInOutbox(member);
  await decide(withdraws.token, false);
  for (const { member } of [stays, withdraws]) await providerIsBack(member);
  expect(await mailsOf(stays.member)).toHaveLength(1);
  expect(await mailsOf(withdraws.member)).toEqual([]);
});

test('only admins start one, a moment after they proved themselves, and the log names them', async () => {
  const { member, token } = await staffMember('admin');
  const reader = await agreed();
  pages = [[reader.member.accountId]];
  const answer = await call('POST', '/admin/campaigns', { token, body: campaign });
  expect([answer.status, answer.body.data?.id]).toEqual([201, campaign.id]);
  await vi.waitFor(() => {
    const audit = { action: 'campaign.started', actor: member.accountId, subject: campaign.id };
    expect(origin.audits).toContainEqual(expect.objectContaining(audit));
  }, 10_000);
  await vi.waitFor(async () => expect(await mailsOf(reader.member)).toHaveLength(1), 10_000);
  const empty = await call('POST', '/admin/campaigns', { token, body: { ...campaign, text: ' \n ' } });
  expect([empty.status, empty.body.errors?.[0]?.field]).toEqual([400, 'text']);
  const support = await staffMember('support');
  expect((await call('POST', '/admin/campaigns', { token: support.token, body: campaign })).body.code).toBe(
    'forbidden',
  );
  vi.useFakeTimers({ now: Date.now() + limits.stepUpAgeMs + 1_000, toFake: ['Date'] });
  try {
    const late = await call('POST', '/admin/campaigns', { token, body: campaign });
    expect(late.body.code).toBe('step_up_required');
  } finally {
    vi.useRealTimers();
  }
});
