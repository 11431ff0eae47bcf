import { limits } from '@halobuzz/core/limits';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createOriginClient } from './client.ts';

/** A client whose origin answers what the test says. */
function clientOf(answer: (request: Request) => Response | Promise<Response>) {
  const seen: Request[] = [];
  const client = createOriginClient({
    originUrl: 'http://origin.test',
    sign: ({ method, target, body, idempotencyKey = '' }) =>
      Promise.resolve(`${method} ${target} ${body.byteLength} ${idempotencyKey}`.trim()),
    fetcher: async (input, init) => {
      const request = new Request(input, init);
      seen.push(request);
      return answer(request);
    },
  });
  return { client, seen };
}
const get = { method: 'GET', path: '/internal/v1/gifts' } as const;
const problem = (body: unknown, status = 409) => Response.json(body, { status });

test('a request is signed over what is sent, and carries its ids', async () => {
  const { client, seen } = clientOf(() => Response.json({ success: true, data: { n: 1 } }));
  const request = {
    method: 'POST',
    path: '/p',
    query: { a: 1, b: undefined, c: 'ü&' },
    body: { x: 'ü' },
    requestId: 'request-1',
    idempotencyKey: 'key-1',
  } as const;
  expect(await client.call(request, z.object({ n: z.int() }))).toEqual({ n: 1 });
  const sent = seen[0];
  expect(sent?.url).toBe('http://origin.test/p?a=1&c=%C3%BC%26');
  expect(sent?.headers.get('x-halobuzz-assertion')).toBe('POST /p?a=1&c=%C3%BC%26 10 key-1');
  expect(sent?.headers.get('x-request-id')).toBe('request-1');
  expect(sent?.headers.get('idempotency-key')).toBe('key-1');
  expect(await sent?.text()).toBe('{"x":"ü"}');
});

test('a known problem is passed on with its fields', async () => {
  const errors = [{ field: 'title', message: 'too long' }];
  const { client } = clientOf(() =>
    problem({
      success: false,
      type: '',
      title: '',
      status: 400,
      code: 'validation_failed',
      requestId: 'r',
      errors,
      retryAfterMs: 7,
    }),
  );
  await expect(client.call(get, z.unknown())).rejects.toMatchObject({
    code: 'validation_failed',
    errors,
    retryAfterMs: 7,
  });
});

test('a list is relayed as the origin wrote it, and nothing else is', async () => {
  const list = '{"success":true,"data":{"items":[{"title":"ü \\u0041"}]}}';
  const { client } = clientOf(() => new Response(list, { headers: { 'content-length': '52' } }));
  expect(await client.relay(get)).toBe(list);
  const refused = { success: false, type: '', title: '', status: 400, code: 'validation_failed', requestId: 'r' };
  await expect(clientOf(() => problem(refused, 400)).client.relay(get)).rejects.toMatchObject({
    code: 'validation_failed',
  });
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const long = '9'.repeat(limits.originAnswerBytesMax);
  for (const strange of [
    new Response('<html>'),
    new Response('{"success":true,"data":{'),
    Response.json({ success: false }),
    new Response(list, { headers: { 'content-length': `${limits.originAnswerBytesMax + 1}` } }),
    new Response(`{"success":true,"data":${long}}`),
  ]) {
    await expect(clientOf(() => strange).client.relay(get)).rejects.toMatchObject({ code: 'unavailable' });
  }
  log.mockRestore();
});

test.each([
  [
    'an unknown code',
    () => problem({ success: false, type: '', title: '', status: 409, code: 'nonsense', requestId: 'r' }),
  ],
  [
    'a prototype name as code',
    () => problem({ success: false, type: '', title: '', status: 409, code: 'constructor', requestId: 'r' }),
  ],
  [
    'a refused assertion',
    () =>
      problem({ success: false, type: '', title: '', status: 401, code: 'service_assertion_invalid', requestId: 'r' }),
  ],
  ['HTML', () => new Response('<html>', { status: 502 })],
  ['a success of another shape', () => Response.json({ success: true, data: { other: 1 } })],
  ['no JSON', () => new Response('ok')],
  ['a redirect', () => new Response(null, { status: 302, headers: { location: 'http://evil.example' } })],
  ['a broken connection', () => Promise.reject(new TypeError('reset'))],
  ['an endless answer', () => new Response('x'.repeat(limits.originAnswerBytesMax + 1))],
])('%s is `unavailable`', async (_what, answer) => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { client } = clientOf(answer);
  await expect(client.call(get, z.strictObject({ n: z.int() }))).rejects.toMatchObject({ code: 'unavailable' });
  log.mockRestore();
});
