// @vitest-environment node
import { expect, it } from 'vitest';
import { fakeServer, problem, success } from '../../testing/fake-server.ts';
import { streamOf, tokensOf, uuidOf } from '../../testing/fixtures.ts';
import { memoryStorage } from '../platform/storage-port.ts';
import { halobuzzApi } from './api.ts';
import { ApiClient } from './client.ts';
import { developmentProbe } from './development-probe.ts';
import { deviceNameOf, thisDevice } from './device.ts';
import { tokenStore } from './token-store.ts';

async function setUp() {
  const server = fakeServer();
  const client = new ApiClient({
    baseUrl: 'https://edge.example',
    fetch: server.fetch,
    store: tokenStore(memoryStorage()),
    now: () => 0,
    exclusively: (_name, task) => task(),
  });
  await client.begin(tokensOf(1));
  return { server, client, api: halobuzzApi(client) };
}

it('asks every route where the edge serves it', async () => {
  const { server, api } = await setUp();
  const id = uuidOf(1);
  await api.register({ username: 'sita', email: 'sita@example.org', password: 'password123' });
  await api.login({ identifier: 'sita', password: 'password123' });
  await api.me();
  await api.verifyEmail('123456');
  await api.resendCode();
  await api.sessions();
  await api.revokeSession('a/b');
  await api.streams({ limit: 20 });
  await api.streams({ limit: 40, category: 'food' });
  await api.startStream({ title: 'x', category: 'talk' });
  await api.endStream(id);
  await api.summary(id);
  await api.join(id);
  await api.gifts();
  await api.wallet();
  await api.walletEntries();
  await api.walletEntries('c&d');
  await api.grant('10', 'key');
  expect(server.requests.map(({ route, query }) => route + query)).toEqual([
    'POST /auth/register',
    'POST /auth/login',
    'GET /auth/me',
    'POST /auth/email/verify',
    'POST /auth/email/resend',
    'GET /auth/sessions',
    'DELETE /auth/sessions/a%2Fb',
    'GET /streams?limit=20',
    'GET /streams?category=food&limit=40',
    'POST /streams',
    `POST /streams/${id}/end`,
    `GET /streams/${id}/summary`,
    `POST /rooms/${id}/join`,
    'GET /gifts',
    'GET /wallet',
    'GET /wallet/entries',
    'GET /wallet/entries?cursor=c%26d',
    'POST /dev/grants',
  ]);
  expect(server.requests.at(-1)?.idempotencyKey).toBe('key');
});

it('asks what concerns privacy where the edge serves it', async () => {
  const { server, api } = await setUp();
  await api.factors();
  await api.stepUp({ method: 'password', password: 'password123' });
  await api.sendStepUpCode('fa_1');
  await api.consents();
  await api.decideConsents({ decisions: [], locale: 'en', method: 'web' });
  await api.consentHistory();
  await api.consentHistory('c&d');
  await api.reportEvents([]);
  await api.unsubscribe('t');
  await api.exports();
  await api.requestExport('all');
  await api.exportLink('ex_1');
  await api.exportArchive('ex/1', 's');
  await api.erasureOutlook();
  await api.erase({ handle: 'sita' });
  await api.cancelErasure('t');
  await api.certificate('ct/1');
  await api.privacySettings();
  await api.changePrivacySettings({ recommendations: true, profiling: true, restricted: false });
  await api.privacyRequests();
  await api.askPrivacyRequest({ kind: 'other', about: 'other', text: 'x' });
  await api.withdrawPrivacyRequest('pr_1');
  await api.minor();
  await api.askParent('mother@example.com');
  await api.decideAsParent('t', true);
  await api.acceptTerms('2026-11-23');
  await api.legalDocuments();
  await api.legalDocument('terms');
  expect(server.requests.map(({ route, query }) => route + query)).toEqual([
    'GET /auth/mfa',
    'POST /auth/step-up',
    'POST /auth/step-up/send',
    'GET /privacy/consents',
    'PUT /privacy/consents',
    'GET /privacy/consents/history',
    'GET /privacy/consents/history?cursor=c%26d',
    'POST /analytics/events',
    'POST /privacy/unsubscribe',
    'GET /privacy/exports',
    'POST /privacy/exports',
    'POST /privacy/exports/ex_1/link',
    'POST /privacy/exports/ex%2F1/archive',
    'GET /privacy/erasure',
    'POST /privacy/erasure',
    'POST /privacy/erasure/cancel',
    'GET /privacy/certificates/ct%2F1',
    'GET /privacy/settings',
    'PUT /privacy/settings',
    'GET /privacy/requests',
    'POST /privacy/requests',
    'POST /privacy/requests/pr_1/withdraw',
    'GET /privacy/minor',
    'POST /privacy/parent',
    'POST /privacy/parent/decision',
    'POST /legal/terms/acceptance',
    'GET /legal',
    'GET /legal/terms',
  ]);
});

it('reads a page of streams', async () => {
  const { server, api } = await setUp();
  server.routes.set('GET /streams', () => success({ items: [streamOf(1)], next: 'n' }));
  expect(await api.streams({ limit: 20 })).toEqual({ ok: true, data: { items: [streamOf(1)], next: 'n' } });
});

it.each([
  [400, 'validation_failed', true],
  [403, 'email_unverified', true],
  [404, 'not_found', false],
])('takes a %i %s as development: %s, and asks once', async (status, code, development) => {
  const { server, api } = await setUp();
  server.routes.set('POST /dev/grants', () => problem(status, code));
  const probe = developmentProbe(api, () => 'key');
  expect([await probe(), await probe()]).toEqual([development, development]);
  expect(server.count('POST /dev/grants')).toBe(1);
  expect(server.requests[0]?.body).toEqual({ coins: '0' });
});

it('asks again about development after no answer', async () => {
  const { server, api } = await setUp();
  server.reachable = false;
  const probe = developmentProbe(api, () => 'key');
  expect(await probe()).toBe(false);
  server.reachable = true;
  server.routes.set('POST /dev/grants', () => problem(400, 'validation_failed'));
  expect(await probe()).toBe(true);
});

it('keeps the device’s id, and replaces one that the edge would refuse', async () => {
  const storage = memoryStorage();
  const random = (length: number): Uint8Array => new Uint8Array(length).fill(7);
  const first = await thisDevice(storage, random, 'Phone');
  expect(first).toEqual({ id: expect.stringMatching(/^dv_[a-z2-7]{26}$/), name: 'Phone' });
  expect((await thisDevice(storage, () => new Uint8Array(16), 'Phone')).id).toBe(first.id);
  await storage.set('device', 'short');
  expect((await thisDevice(storage, random, 'Phone')).id).toBe(first.id);
});

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', 'Chrome on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1', 'Safari on iPhone'],
  ['Mozilla/5.0 (Android 16; Mobile) Gecko/140.0 Firefox/140.0', 'Firefox on Android'],
  ['curl/8', 'Browser'],
  ['Something (Linux)', 'Linux'],
  ['Firefox/140', 'Firefox'],
])('names a device: %s', (userAgent, name) => {
  expect(deviceNameOf(userAgent)).toBe(name);
});

it('asks what is found, bought and paid out where the edge serves it', async () => {
  const { server, api } = await setUp();
  const id = uuidOf(1);
  await api.streams({ limit: 20, order: 'trending', country: 'NP', tag: 'folk', cursor: 'c&d' });
  await api.followedStreams(20, 'c');
  await api.topHosts(10);
  await api.searchStreams('a b');
  await api.searchHosts('a&b', 'c');
  await api.spendingLimits();
  await api.setDailyCap('500');
  await api.packages();
  await api.startPayment({ packageId: 'p', amount: '1', currency: 'USD', provider: 'stripe' }, 'key');
  await api.payment(id);
  await api.payments('c');
  await api.redeem(id, 'receipt');
  await api.sandboxAct(id, 'approve');
  await api.payoutEligibility();
  await api.requestPayout({ diamonds: '1000', currency: 'USD' }, 'key');
  await api.payouts();
  await api.cancelPayout('po_1');
  expect(server.requests.map(({ route, query }) => route + query)).toEqual([
    'GET /streams?order=trending&country=NP&tag=folk&cursor=c%26d&limit=20',
    'GET /streams/following?cursor=c&limit=20',
    'GET /hosts/top?by=coins&period=week&limit=10',
    'GET /search?q=a%20b&kind=streams',
    'GET /search?q=a%26b&kind=hosts&cursor=c',
    'GET /wallet/limits',
    'PUT /wallet/limits',
    'GET /payments/packages',
    'POST /payments',
    `GET /payments/${id}`,
    'GET /payments?cursor=c',
    `POST /payments/${id}/receipt`,
    `POST /dev/payments/${id}`,
    'GET /payouts/eligibility',
    'POST /payouts',
    'GET /payouts',
    'POST /payouts/po_1/cancel',
  ]);
});
