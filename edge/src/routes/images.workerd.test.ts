import { internalPaths } from '@halobuzz/core/api/internal';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bindings, call, freshAddress, installFakeOrigin, send, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import worker from '../worker.ts';

const streamId = '019b7d3c-2f4e-7a11-8c22-1d5e6f708192';
/** What the origin makes, whatever it is sent: files whose bytes say which they are. */
const largeOf = (key: string) => new TextEncoder().encode(`RIFF-large-${key}`);
const smallOf = (key: string) => new TextEncoder().encode(`RIFF-small-${key}`);
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

let origin: FakeOrigin;
let pictures = 0;
/** As the origin keeps them: what is shown now, and whose files are to go. */
let shown: string | undefined;
let doomed: string[];
let refuse: { readonly at: 'make' | 'show' | 'doomed' | 'deleted'; readonly code: ErrorCode } | undefined;
let token = '';
let name = '';

beforeEach(async () => {
  [shown, doomed, refuse] = [undefined, [], undefined];
  origin = installFakeOrigin();
  origin.answers = (seen, path) => answer(seen.method, path, seen.body);
  if (token === '') {
    const { member, tokens } = await verifiedMember();
    [token, name] = [tokens.accessToken, member.username];
  }
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function nextKey(): string {
  pictures += 1;
  return `${'abcdefghijklmnopqrstuvwxyz2345'}${'abcdefghijklmnopqrstuvwxyz'[Math.floor(pictures / 26)]}${'abcdefghijklmnopqrstuvwxyz'[pictures % 26]}`;
}

function answer(method: string, path: string, body: unknown): { readonly data: unknown } | ErrorCode | undefined {
  const step = method === 'PUT' ? 'make' : /^\/internal\/v1\/images\/(?:\w+\/)?(show|doomed|deleted)$/.exec(path)?.[1];
  if (refuse !== undefined && refuse.at === step) return refuse.code;
  switch (step) {
    case 'make': {
      const key = nextKey();
      return { data: { key, large: base64(largeOf(key)), small: base64(smallOf(key)) } };
    }
    case 'show': {
      const key = path.split('/').at(-2) ?? '';
      doomed.push(...(shown === undefined ? [] : [shown]));
      shown = key;
      return { data: { key } };
    }
    case 'doomed':
      return { data: { keys: doomed.slice(0, limits.imageSweepEntriesMax) } };
    case 'deleted': {
      // The edge sends what it was given.
      const { keys } = body as { keys: string[] };
      doomed = doomed.filter((key) => !keys.includes(key));
      return { data: {} };
    }
    default:
      if (path !== internalPaths.deleteAvatar) return undefined;
      doomed.push(...(shown === undefined ? [] : [shown]));
      shown = undefined;
      return { data: {} };
  }
}

function upload(body: BodyInit, path = '/users/me/avatar', headers: Record<string, string> = {}) {
  return send(`/api/v1${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'cf-connecting-ip': freshAddress(), ...headers },
    body,
  });
}
const keyOf = async (response: Response) => (await response.json<{ data: { key: string } }>()).data.key;
/** The pictures that were passed on; other things are asked behind answers, when nobody waits. */
const passedOn = () => origin.requests.filter(({ method }) => method === 'PUT');
const stored = async () => (await bindings.IMAGES.list()).objects.map(({ key }) => key);
const file = (key: string, init: RequestInit = {}) => send(`/api/v1/images/${key}`, init);
const bytesSent = Uint8Array.from({ length: 1_000 }, (_, at) => at & 255);

describe('sending a picture', () => {
  test('passes its bytes on, stores what was made, has it shown, and deletes the one before', async () => {
    const first = await upload(bytesSent, '/users/me/avatar', { 'content-type': 'image/gif' });
    expect(first.status).toBe(200);
    const before = await keyOf(first);
    const [made] = passedOn();
    expect([made?.method, made?.target, made?.claims.actor?.name]).toEqual(['PUT', internalPaths.avatar, name]);
    expect(made?.body).toEqual(bytesSent);
    expect([shown, (await stored()).sort()]).toEqual([before, [before, `${before}-small`]]);
    const now = await keyOf(await upload(bytesSent));
    await vi.waitFor(async () => expect(await stored()).toEqual([now, `${now}-small`]));
    await vi.waitFor(() => expect([shown, doomed]).toEqual([now, []]));
    expect((await file(before)).status).toBe(404);
    expect(new Uint8Array(await (await file(now)).arrayBuffer())).toEqual(largeOf(now));
    expect(new Uint8Array(await (await file(`${now}-small`)).arrayBuffer())).toEqual(smallOf(now));
  });

  test('of a broadcast asks for its cover', async () => {
    expect((await upload(bytesSent, `/streams/${streamId}/cover`)).status).toBe(200);
    expect(passedOn()[0]?.target).toBe(internalPaths.cover(streamId));
    const bad = await upload(bytesSent, '/streams/mine/cover');
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({ code: 'validation_failed', errors: [{ field: 'id' }] });
  });

  test('is refused past its bytes, whatever its length header says, and nothing is asked', async () => {
    const tooLong = {
      status: 413,
      body: { code: 'payload_too_large', errors: [{ field: 'image', message: expect.stringContaining('bytes') }] },
    };
    const seen = async (response: Response) => ({ status: response.status, body: await response.json() });
    expect(await seen(await upload(new Uint8Array(limits.imageBytesMax + 1)))).toMatchObject(tooLong);
    // Without a length: counted while it comes.
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 1_000) controller.error(new Error('read on past the bound'));
        else controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    expect(await seen(await upload(endless))).toMatchObject(tooLong);
    expect(sent).toBeLessThan(100);
    expect(passedOn()).toEqual([]);
  });

  test('says what the origin says of it', async () => {
    refuse = { at: 'make', code: 'image_refused' };
    const response = await upload(bytesSent);
    expect([response.status, (await response.json<{ code: string }>()).code]).toEqual([422, 'image_refused']);
    expect(passedOn()).toHaveLength(1);
  });

  test('asks for a sign-in', async () => {
    const response = await upload(bytesSent, '/users/me/avatar', { authorization: '' });
    expect(response.status).toBe(401);
    expect(await call('DELETE', '/users/me/avatar')).toMatchObject({ status: 401 });
  });

  test('that fails before it is shown leaves files that the origin knows of', async () => {
    const before = await stored();
    refuse = { at: 'show', code: 'unavailable' };
    expect((await upload(bytesSent)).status).toBe(503);
    const left = (await stored()).filter((key) => !before.includes(key));
    expect(left).toHaveLength(2);
    // As its own pass does when nobody showed it in time.
    doomed = [left[0] ?? ''];
    await scheduled();
    expect((await stored()).filter((key) => left.includes(key))).toEqual([]);
  });
});

async function scheduled(): Promise<void> {
  // The controller is not looked at.
  await worker.scheduled({ cron: '', scheduledTime: 0, noRetry() {} } as ScheduledController, bindings);
}

describe('files that nobody shows', () => {
  test('are deleted by the clock, however many; one that failed is deleted by the next', async () => {
    const keys = Array.from({ length: limits.imageSweepEntriesMax + 3 }, () => nextKey());
    for (const key of keys) await bindings.IMAGES.put(key, 'x');
    const ours = async () => (await stored()).filter((key) => keys.includes(key)).length;
    doomed = [...keys];
    refuse = { at: 'doomed', code: 'unavailable' };
    await scheduled();
    expect(await ours()).toBe(keys.length);
    // The files are gone, and whoever deleted them died before saying so.
    refuse = { at: 'deleted', code: 'unavailable' };
    await scheduled();
    expect([await ours(), doomed.length]).toEqual([3, keys.length]);
    refuse = undefined;
    await scheduled();
    expect([await ours(), doomed]).toEqual([0, []]);
  });

  test('go when their owner takes the picture away', async () => {
    const key = await keyOf(await upload(bytesSent));
    expect(await call('DELETE', '/users/me/avatar', { token })).toMatchObject({ status: 200 });
    await vi.waitFor(async () => expect((await file(key)).status).toBe(404));
  });
});

describe('a picture', () => {
  test('is kept for ever by whoever reads it, and is nothing but a picture', async () => {
    const key = await keyOf(await upload(bytesSent));
    const answer = await file(key);
    const header = (of: string) => answer.headers.get(of);
    expect(header('content-type')).toBe('image/webp');
    expect(header('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(header('x-content-type-options')).toBe('nosniff');
    expect(header('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    expect(header('cross-origin-resource-policy')).toBe('same-origin');
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(largeOf(key));
    const etag = header('etag') ?? '';
    const again = await file(key, { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    expect(again.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await file(key, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    const head = await file(key, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test('that is not there is kept by nobody', async () => {
    const answer = await file('a'.repeat(32));
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'private, no-store']);
    const bad = await file('..%2f..%2fsecret');
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({ errors: [{ field: 'image' }] });
  });
});
