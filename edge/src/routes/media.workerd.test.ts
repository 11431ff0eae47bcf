import { mediaSchema } from '@halobuzz/core/api/media';
import { joinDataSchema, startStreamDataSchema } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bindings, call, installFakeOrigin, send, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { readMediaToken } from '../../testing/read-media-token.ts';
import { createApp } from '../app.ts';
import { requireConfig } from '../env.ts';
import { createServices } from '../services.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const certificate = 'b2'.repeat(16);
/** The same Worker, where media is set up. */
const withMedia = createApp(
  createServices(bindings, { ...requireConfig(bindings), agora: { state: 'on', appId: 'a1'.repeat(16), certificate } }),
);
async function ask(path: string, token: string, body: unknown = {}): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = new Request(`https://edge.test/api/v1${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return (await withMedia.fetch(request, bindings)).json();
}

async function liveHost() {
  const { member, tokens } = await verifiedMember();
  const show = { title: 'Songs', category: 'music' };
  const answer = await call('POST', '/streams', { body: show, token: tokens.accessToken });
  const { stream } = startStreamDataSchema.parse(answer.body.data);
  return { member, token: tokens.accessToken, id: stream.id };
}

/** Role and privileges of an answer with media, by the token itself. */
function granted(answer: unknown) {
  const media = mediaSchema.parse((answer as { data: unknown }).data); // The schema looks at it.
  if (media.state === 'off') throw new Error('media is on');
  const [channel] = readMediaToken(media.token, certificate).services;
  return { role: media.role, channel: media.channel, account: media.userAccount, privileges: channel?.privileges };
}
const life = limits.mediaTokenLifeMs / 1000;
const guestLife = limits.mediaGuestPublishLifeMs / 1000;

describe('a media token', () => {
  it('is renewed by the role of now: a guest who lost the seat may not publish', async () => {
    const host = await liveHost();
    const { member, tokens } = await verifiedMember();
    const renew = () => ask(`/rooms/${host.id}/media`, tokens.accessToken);
    const own = { channel: host.id, account: member.accountId };
    expect(granted(await renew())).toEqual({ ...own, role: 'viewer', privileges: { 1: life } });
    origin.guests.add(member.accountId);
    expect(granted(await renew())).toEqual({
      ...own,
      role: 'guest',
      privileges: { 1: life, 2: guestLife, 3: guestLife },
    });
    origin.guests.delete(member.accountId);
    expect(granted(await renew())).toEqual({ ...own, role: 'viewer', privileges: { 1: life } });
    const { role, privileges } = granted(await ask(`/rooms/${host.id}/media`, host.token));
    expect([role, privileges]).toEqual(['host', { 1: life, 2: life, 3: life }]);
  });

  it('comes with the join for who sat down before, and host’s rights end at the own room', async () => {
    const [host, other] = [await liveHost(), await liveHost()];
    origin.guests.add(other.member.accountId);
    const joined = (await ask(`/rooms/${host.id}/join`, other.token)) as { data: unknown }; // The schema looks at it.
    expect(granted({ data: joinDataSchema.parse(joined.data).media }).role).toBe('guest');
    origin.guests.clear();
    expect(granted(await ask(`/rooms/${host.id}/media`, other.token)).role).toBe('viewer');
  });

  it.each(['room_ended', 'room_banned', 'room_kicked', 'room_not_found', 'account_banned'] as const)(
    'is refused as the origin says: %s',
    async (code) => {
      const host = await liveHost();
      origin.answers = (seen) => (seen.target.endsWith('/media') ? code : undefined);
      expect(await ask(`/rooms/${host.id}/media`, host.token)).toMatchObject({ success: false, code });
    },
  );

  it('is nobody’s who is not signed in, and takes no wishes', async () => {
    const host = await liveHost();
    expect((await call('POST', `/rooms/${host.id}/media`)).body.code).toBe('unauthenticated');
    const wish = await ask(`/rooms/${host.id}/media`, host.token, { role: 'host' });
    expect(wish).toMatchObject({ code: 'validation_failed', errors: [{ field: 'role' }] });
  });

  it('is not there where media is not set up, and everything else is', async () => {
    const host = await liveHost();
    const answer = await call('POST', `/rooms/${host.id}/media`, { token: host.token });
    expect([answer.status, answer.body.data]).toEqual([200, { state: 'off', reason: 'Media is not set up here.' }]);
    const joined = await call('POST', `/rooms/${host.id}/join`, { token: host.token });
    expect(joinDataSchema.parse(joined.body.data)).toMatchObject({
      media: { state: 'off' },
      ticket: expect.any(String),
    });
  });
});

describe('what the media server tells', () => {
  const signature = 'ab'.repeat(32);
  const tell = (headers: Record<string, string>, body: string) =>
    send('/api/v1/webhooks/agora', { method: 'POST', headers, body });
  const seen = () => origin.requests.filter(({ target }) => target === '/internal/v1/webhooks/agora');
  beforeEach(() => {
    origin.answers = () => ({ data: { known: true } });
  });

  it('goes on byte for byte, with its signature and nobody’s name', async () => {
    const body = '{"noticeId": "1:2:103",  "eventType":103}';
    const answer = await tell({ 'agora-signature-v2': signature, authorization: 'Bearer x.y.z' }, body);
    expect([answer.status, await answer.json()]).toEqual([200, { success: true, data: { known: true } }]);
    const [told] = seen();
    expect(new TextDecoder().decode(told?.body as Uint8Array)).toBe(body); // The fake keeps bytes of webhooks.
    expect(told?.headers.get('x-halobuzz-media-signature')).toBe(signature);
    expect(told?.claims.actor).toBeUndefined();
  });

  it('goes nowhere without a signature, without a body, or without end', async () => {
    const code = async (answer: Promise<Response>) => ((await (await answer).json()) as { code: string }).code; // A problem.
    expect(await code(tell({}, '{}'))).toBe('webhook_invalid');
    expect(await code(tell({ 'agora-signature-v2': `${signature}0` }, '{}'))).toBe('webhook_invalid');
    expect(await code(tell({ 'agora-signature': 'ab'.repeat(20) }, '{}'))).toBe('webhook_invalid');
    expect(await code(tell({ 'agora-signature-v2': signature }, ''))).toBe('webhook_invalid');
    const endless = 'x'.repeat(limits.mediaEventBytesMax + 1);
    expect(await code(tell({ 'agora-signature-v2': signature }, endless))).toBe('payload_too_large');
    expect(seen()).toEqual([]);
  });
});
