import { joinDataSchema, startStreamDataSchema } from '@halobuzz/core/api/streams';
import { pausedSchema } from '@halobuzz/core/api/switches';
import { limits } from '@halobuzz/core/limits';
import type { SwitchState } from '@halobuzz/core/switches/switches';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, freshName, installFakeOrigin, send, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

let origin: FakeOrigin;
let version = 0;
beforeEach(async () => {
  origin = installFakeOrigin();
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await say({ paused: [] });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** From a country: who is from nowhere that is known is within every scope. */
const paused = async () =>
  pausedSchema.parse((await call('GET', '/switches', { headers: { 'x-halobuzz-country': 'NP' } })).body.data);

/** Has the origin say this, and waits until this isolate has heard of it. */
async function say(state: Omit<SwitchState, 'version'>) {
  version += 1;
  origin.switches = { version, ...state };
  await expect.poll(async () => (await paused()).version, { timeout: 5_000 }).toBe(version);
}
const registration = () => {
  const username = freshName('switch');
  return { username, email: `${username}@example.com`, password: 'a long enough password' };
};
const maintenance = { message: 'A larger database.', sinceMs: Date.now(), endsAtMs: Date.now() + 600_000 };

describe('what is paused', () => {
  it('is told to whoever asks, for where they are', async () => {
    await say({ paused: [{ name: 'gifts' }, { name: 'mail' }, { name: 'chat', countries: ['AQ'] }] });
    expect(await paused()).toMatchObject({ paused: ['gifts'] });
    const { headers } = await call('GET', '/switches');
    expect(headers.get('cache-control')).toContain('no-store');
  });

  it('is refused with the time after which to try again', async () => {
    await say({ paused: [{ name: 'sign_up' }] });
    const refused = await call('POST', '/auth/register', { body: registration() });
    expect(refused).toMatchObject({ status: 503, body: { code: 'feature_paused' } });
    expect(refused.headers.get('retry-after')).toBe(String(limits.switchRetryAfterMs / 1_000));
    expect(refused.body.errors).toEqual([{ field: 'sign_up', message: 'is paused' }]);
    await say({ paused: [] });
    expect((await call('POST', '/auth/register', { body: registration() })).status).toBe(201);
  });

  it('is media alone for who joins a room without it', async () => {
    const { tokens } = await verifiedMember();
    const show = { title: 'Songs', category: 'music' };
    const started = await call('POST', '/streams', { body: show, token: tokens.accessToken });
    const { stream } = startStreamDataSchema.parse(started.body.data);
    await say({ paused: [{ name: 'media' }] });
    const joined = await call('POST', `/rooms/${stream.id}/join`, { body: {}, token: tokens.accessToken });
    expect(joinDataSchema.parse(joined.body.data).media).toMatchObject({ state: 'off', reason: /paused/ });
  });

  it('is mail that waits: who asks for a code is told to try again', async () => {
    const { tokens, member } = await verifiedMember();
    await say({ paused: [{ name: 'mail' }] });
    const asked = await call('POST', '/auth/email/change', {
      body: { email: `new-${member.email}`, password: member.password },
      token: tokens.accessToken,
    });
    expect(asked.status).toBeGreaterThanOrEqual(400);
  });
});

describe('during maintenance', () => {
  it('nothing new is taken, and the rest goes on', async () => {
    const { tokens, member } = await verifiedMember();
    const token = tokens.accessToken;
    await say({ paused: [], maintenance });
    expect(await paused()).toMatchObject({ maintenance: { message: 'A larger database.' } });
    const show = { title: 'Songs', category: 'music' };
    const refused = await call('POST', '/streams', { body: show, token });
    expect(refused).toMatchObject({ status: 503, body: { code: 'maintenance' } });
    expect(refused.body.errors).toEqual([{ field: 'maintenance', message: 'A larger database.' }]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500);
    expect((await call('POST', '/auth/register', { body: registration() })).body.code).toBe('maintenance');
    // Reading, signing in, and what was begun or paid.
    expect((await call('GET', '/streams')).status).toBe(200);
    const { username: identifier, password } = member;
    expect((await call('POST', '/auth/login', { body: { identifier, password } })).body.code).not.toBe('maintenance');
    for (const path of ['/rooms/x/join', '/streams/x/end', '/payments/x/receipt', '/privacy/consents']) {
      expect((await call('POST', path, { body: {}, token })).body.code, path).not.toBe('maintenance');
    }
    const webhook = await send('/api/v1/webhooks/stripe', { method: 'POST', body: '{}' });
    expect(await webhook.text()).not.toContain('urn:halobuzz:error:maintenance');
    expect((await call('POST', '/admin/switches', { body: {}, token })).body.code).toBe('forbidden');
  });

  it('ends at once for whoever asks again', async () => {
    const { tokens } = await verifiedMember();
    await say({ paused: [], maintenance });
    await say({ paused: [] });
    const show = { title: 'Songs', category: 'music' };
    expect((await call('POST', '/streams', { body: show, token: tokens.accessToken })).status).toBe(201);
  });
});
