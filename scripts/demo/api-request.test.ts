import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { pickFreePort } from '../cluster/ports.ts';
import { ApiError, apiRequest } from './api-request.ts';

let server: Server | undefined;
afterEach(() => server?.close());

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const port = await pickFreePort();
  const listening = createServer(answer);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve));
  return `http://127.0.0.1:${port}`;
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const data = z.object({ n: z.int() });
const problem = { success: false, type: 't', title: 't', status: 429, code: 'rate_limited', requestId: 'r' };

it('sends body, token and idempotency key, and answers the checked data', async () => {
  let seen: unknown;
  const base = await serve((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += String(part);
    });
    request.on('end', () => {
      const { authorization } = request.headers;
      seen = { body, authorization, key: request.headers['idempotency-key'], method: request.method, url: request.url };
      json(response, 201, { success: true, data: { n: 7 } });
    });
  });
  const request = {
    method: 'POST',
    path: '/api/x?y=1',
    body: { a: 1 },
    accessToken: 't',
    idempotencyKey: 'k',
    data,
  } as const;
  expect(await apiRequest(base, request)).toEqual({ n: 7 });
  expect(seen).toEqual({ body: '{"a":1}', authorization: 'Bearer t', key: 'k', method: 'POST', url: '/api/x?y=1' });
});

it.each([
  ['from the body', { ...problem, retryAfterMs: 1_500 }, {}, 1_500],
  ['from the header', problem, { 'retry-after': '3' }, 3_000],
  ['not at all', problem, {}, undefined],
])('a refusal carries its code, and when to come back %s', async (_, body, headers, retryAfterMs) => {
  const base = await serve((_request, response) => json(response, 429, body, headers));
  const refused = apiRequest(base, { method: 'GET', path: '/', data });
  await expect(refused).rejects.toBeInstanceOf(ApiError);
  await expect(refused).rejects.toMatchObject({ code: 'rate_limited', status: 429, retryAfterMs });
});

it('names the fields that were refused', async () => {
  const errors = [{ field: 'title', message: 'is missing' }];
  const base = await serve((_request, response) =>
    json(response, 400, { ...problem, status: 400, code: 'validation_failed', errors }),
  );
  await expect(apiRequest(base, { method: 'GET', path: '/', data })).rejects.toThrow(
    /validation_failed; title is missing/,
  );
});

it.each([
  [502, 'unavailable'],
  [404, 'internal'],
])('an answer of %i that is no problem document is %s', async (status, code) => {
  const base = await serve((_request, response) => response.writeHead(status).end('<html>'));
  await expect(apiRequest(base, { method: 'GET', path: '/', data })).rejects.toMatchObject({ code, status });
});

it('an answer of another shape is a fault, and no answer is unavailable', async () => {
  const base = await serve((_request, response) => json(response, 200, { success: true, data: { n: 'seven' } }));
  await expect(apiRequest(base, { method: 'GET', path: '/x', data })).rejects.toThrow(
    /GET \/x answered in another shape/,
  );
  const nobody = `http://127.0.0.1:${await pickFreePort()}`;
  await expect(apiRequest(nobody, { method: 'GET', path: '/', data })).rejects.toMatchObject({
    code: 'unavailable',
    status: 0,
  });
});
