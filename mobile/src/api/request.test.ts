// @vitest-environment node

import { anything } from '@halobuzz/core/api/read-answer';
import { walletSchema } from '@halobuzz/core/api/wallet';
import { errorCodes } from '@halobuzz/core/errors/codes';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeServer, problem, success } from '../../testing/fake-server.ts';
import { requestFile, requestTimeoutMs, sendRequest, uploadTimeoutMs } from './request.ts';

const wallet = { method: 'GET', path: '/wallet', data: walletSchema } as const;
const ask = (server: ReturnType<typeof fakeServer>) => sendRequest('https://edge.example', server.fetch, wallet);

afterEach(() => {
  vi.useRealTimers();
});

describe('answers', () => {
  it('are read by their schema', async () => {
    const server = fakeServer({ 'GET /wallet': () => success({ coins: '5', diamonds: '0' }) });
    expect(await ask(server)).toEqual({ ok: true, data: { coins: '5', diamonds: '0' } });
  });

  it('may hold fields that this build does not know', async () => {
    const server = fakeServer({ 'GET /wallet': () => success({ coins: '5', diamonds: '0', pearls: '1' }) });
    expect(await ask(server)).toEqual({ ok: true, data: { coins: '5', diamonds: '0' } });
  });

  it.each([
    ['a wrong type', { success: true, data: { coins: 5, diamonds: '0' } }],
    ['a wrong type beside an unknown field', { success: true, data: { coins: 5, diamonds: '0', pearls: '1' } }],
    ['no data', { success: true }],
    ['no envelope', { coins: '5', diamonds: '0' }],
    ['nothing', null],
  ])('are unreadable with %s', async (_name, body) => {
    const server = fakeServer({ 'GET /wallet': () => ({ status: 200, body }) });
    expect(await ask(server)).toEqual({ ok: false, failure: { kind: 'unreadable', status: 200 } });
  });
});

describe('requests', () => {
  it('send a picture as it is, and give it more time than other requests have', async () => {
    vi.useFakeTimers();
    let sent: RequestInit = {};
    const never = (_input: string, init: RequestInit) => {
      sent = init;
      return new Promise<Response>((_answer, reject) => init.signal?.addEventListener('abort', reject));
    };
    const picture = new Blob(['bytes'], { type: 'image/jpeg' });
    const request = { method: 'PUT', path: '/streams/1/cover', body: picture, data: anything } as const;
    const answer = sendRequest('https://edge.example', never, request);
    expect([sent.body, new Headers(sent.headers).get('content-type')]).toEqual([picture, 'image/jpeg']);
    vi.advanceTimersByTime(requestTimeoutMs + 1);
    expect(sent.signal?.aborted).toBe(false);
    vi.advanceTimersByTime(uploadTimeoutMs);
    expect(await answer).toEqual({ ok: false, failure: { kind: 'network' } });
  });
});

describe('failures', () => {
  it('carry code, text and the fields', async () => {
    const errors = [{ field: 'coins', message: 'too few' }];
    const server = fakeServer({ 'GET /wallet': () => problem(400, 'validation_failed', errors) });
    expect(await ask(server)).toEqual({
      ok: false,
      failure: {
        kind: 'problem',
        code: 'validation_failed',
        status: 400,
        text: errorCodes.validation_failed.text,
        errors,
        requestId: 'req-1',
      },
    });
  });

  it('of a code that this build does not know keep the server’s words', async () => {
    const server = fakeServer({ 'GET /wallet': () => problem(418, 'teapot') });
    expect(await ask(server)).toMatchObject({ ok: false, failure: { code: 'internal', text: 'title of teapot' } });
  });

  it('of something that is not this API are unreadable', async () => {
    const server = fakeServer({ 'GET /wallet': () => ({ status: 502, body: 'Bad gateway' }) });
    expect(await ask(server)).toEqual({ ok: false, failure: { kind: 'unreadable', status: 502 } });
  });

  it('without an answer are the network’s', async () => {
    const server = fakeServer();
    server.reachable = false;
    expect(await ask(server)).toEqual({ ok: false, failure: { kind: 'network' } });
  });

  it('come of themselves when no answer does', async () => {
    vi.useFakeTimers();
    const never = sendRequest(
      'https://edge.example',
      (_input, init) =>
        new Promise((_resolve, reject) => {
          init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        }),
      wallet,
    );
    await vi.advanceTimersByTimeAsync(requestTimeoutMs);
    expect(await never).toEqual({ ok: false, failure: { kind: 'network' } });
  });
});

it('sends body, idempotency key and token', async () => {
  const server = fakeServer({ 'POST /x': () => success({ coins: '0', diamonds: '0' }) });
  const request = { method: 'POST', path: '/x', data: walletSchema, body: { a: 1 }, idempotencyKey: 'key' } as const;
  await sendRequest('https://edge.example', server.fetch, request, 'token');
  const sent = { route: 'POST /x', query: '', body: { a: 1 }, authorization: 'Bearer token', idempotencyKey: 'key' };
  expect(server.requests).toEqual([{ ...sent, client: undefined, credentials: 'omit' }]);
  await sendRequest('https://edge.example', server.fetch, { ...request, sessionCookie: true }, 'token');
  expect(server.requests.at(-1)).toEqual({ ...sent, client: 'web', credentials: 'same-origin' });
});

describe('a file', () => {
  const request = { method: 'POST', path: '/file', body: { secret: 's' } } as const;
  const fetchFile = (server: ReturnType<typeof fakeServer>) =>
    requestFile('https://edge.example', server.fetch, request, 'token');

  it('comes as its bytes', async () => {
    const server = fakeServer({ 'POST /file': () => ({ status: 200, body: new Uint8Array([80, 75, 0, 255]) }) });
    const answer = await fetchFile(server);
    const bytes = answer.ok ? new Uint8Array(await answer.data.arrayBuffer()) : undefined;
    expect([...(bytes ?? [])]).toEqual([80, 75, 0, 255]);
    expect(server.requests[0]).toMatchObject({ body: { secret: 's' }, authorization: 'Bearer token' });
  });

  it('or a problem, by its code', async () => {
    const server = fakeServer({ 'POST /file': () => problem(404, 'not_found') });
    expect(await fetchFile(server)).toMatchObject({ ok: false, failure: { kind: 'problem', code: 'not_found' } });
  });

  it('that breaks off counts as no answer', async () => {
    const broken = async (): Promise<Response> =>
      new Response(
        new ReadableStream({
          start: (controller) => {
            controller.enqueue(new Uint8Array([80]));
            controller.error(new TypeError('cut'));
          },
        }),
      );
    expect(await requestFile('https://edge.example', broken, request)).toEqual({
      ok: false,
      failure: { kind: 'network' },
    });
  });
});

describe('a request that nobody waits for any more', () => {
  it('is given up, and counts as no answer', async () => {
    const asking = new AbortController();
    let aborted = false;
    const never = (_input: string, init: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        init.signal?.addEventListener('abort', () => {
          aborted = true;
          reject(new DOMException('aborted', 'AbortError'));
        });
      });
    const answer = sendRequest('https://edge.example', never, { ...wallet, signal: asking.signal });
    asking.abort();
    expect(await answer).toEqual({ ok: false, failure: { kind: 'network' } });
    expect(aborted).toBe(true);
  });

  it('is not sent when it was given up before', async () => {
    const server = fakeServer({ 'GET /wallet': () => success({ coins: '5', diamonds: '0' }) });
    await sendRequest('https://edge.example', server.fetch, { ...wallet, signal: AbortSignal.abort() });
    expect(server.requests).toEqual([]);
  });
});
