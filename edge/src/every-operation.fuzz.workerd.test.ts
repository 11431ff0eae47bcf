import { env } from 'cloudflare:workers';
import { problemSchema } from '@halobuzz/core/api/conventions';
import { errorCodes } from '@halobuzz/core/errors/codes';
import { hostileBody, hostileText, type InputSchema, matching } from '@halobuzz/core/testing/hostile-input';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { freshAddress, installFakeOrigin, send } from '../testing/edge-client.ts';
import { staffMember } from '../testing/staff-client.ts';
import { describedApi } from './app.ts';
import { API_METHODS } from './routes/docs/api-page.ts';
import { openApiDocument } from './routes/docs/docs-routes.ts';

/** Requests an operation: `FUZZ_RUNS`; `FUZZ_SEED` repeats a run, whose seed the failure names. */
const settings = z
  .object({ TEST_FUZZ_RUNS: z.coerce.number().int().min(1), TEST_FUZZ_SEED: z.coerce.number().int().optional() })
  .parse(env);
/** No problem document is longer, whatever was sent. */
const problemBytesMax = 16 * 1024;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly body: InputSchema | undefined;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: InputSchema }[];
}

const schema = z.custom<InputSchema>((value) => typeof value === 'object' && value !== null);
const operationSchema = z.looseObject({
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string(), schema })).default([]),
  requestBody: z
    .looseObject({ content: z.looseObject({ 'application/json': z.looseObject({ schema }).optional() }) })
    .optional(),
});

const operations: readonly Operation[] = Object.entries(
  openApiDocument(await describedApi(true), 'https://edge.test').paths,
).flatMap(([path, item]) =>
  API_METHODS.flatMap((method) => {
    const found = operationSchema.optional().parse(item[method]);
    if (found === undefined) return [];
    const body = found.requestBody?.content['application/json']?.schema;
    return [{ method: method.toUpperCase(), path, body, parameters: found.parameters }];
  }),
);

let token = '';
beforeEach(async () => {
  installFakeOrigin();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  // Somebody with every right gets past every guard; made anew when a test has signed them out.
  const me = await send('/api/v1/auth/me', { headers: { authorization: `Bearer ${token}` } });
  if (me.status !== 200) ({ token } = await staffMember('admin', 'moderator', 'support', 'finance'));
});
afterEach(() => {
  vi.restoreAllMocks();
});

interface Attempt {
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

const encoded = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));

function attempts(operation: Operation): fc.Arbitrary<Attempt> {
  const place = (wanted: string) => operation.parameters.filter((parameter) => parameter.in === wanted);
  const value = (wanted: InputSchema): fc.Arbitrary<string> =>
    fc.oneof({ arbitrary: matching(wanted).map(String), weight: 3 }, { arbitrary: hostileText, weight: 1 });
  const values = (wanted: string) => fc.tuple(...place(wanted).map((parameter) => value(parameter.schema)));
  const extraQuery = fc.constantFrom(
    '',
    '',
    '',
    '__proto__=1',
    'constructor[prototype][x]=1',
    'limit=1&limit=2',
    '%zz=%',
    '$where=1',
  );
  const authorization = fc.constantFrom(
    `Bearer ${token}`,
    `Bearer ${token}`,
    `Bearer ${token}`,
    '',
    'Bearer x.y.z',
    'DPoP x',
    'Basic YTpi',
  );
  const type = fc.constantFrom(
    'application/json',
    'application/json',
    'application/json',
    'application/json;charset=utf-7',
    'text/html',
    '',
  );
  return fc
    .record({
      path: values('path'),
      query: values('query'),
      header: values('header'),
      extraQuery,
      authorization,
      type,
      dpop: fc.option(hostileText, { freq: 8, nil: undefined }),
      body: operation.body === undefined ? fc.constant(undefined) : hostileBody(operation.body),
    })
    .map(({ path, query, header, extraQuery: extra, authorization: bearer, type: contentType, dpop, body }) => {
      const filled = place('path').reduce(
        (text, { name }, i) => text.replace(`{${name}}`, encoded(path[i] ?? '')),
        operation.path,
      );
      const asked = [...place('query').map(({ name }, i) => `${name}=${encoded(query[i] ?? '')}`), extra];
      const sent = place('header').map(({ name }, i) => [name, encoded(header[i] ?? '')] as const);
      const headers = Object.fromEntries([
        ...sent,
        ['cf-connecting-ip', freshAddress()],
        ...(bearer === '' ? [] : [['authorization', bearer.replace(/[^ -~]/g, '?')]]),
        ...(contentType === '' || body === undefined ? [] : [['content-type', contentType]]),
        ...(dpop === undefined ? [] : [['dpop', encoded(dpop)]]),
      ]);
      return { target: `${filled}?${asked.filter((part) => part !== '').join('&')}`, headers, body };
    });
}

test.each(operations.map((operation) => [operation.method, operation.path, operation] as const))(
  'fuzz: %s %s answers whatever it is sent',
  async (_method, _path, operation) => {
    const property = fc.asyncProperty(attempts(operation), async ({ target, headers, body }) => {
      const answer = await send(target, { method: operation.method, headers, ...(body === undefined ? {} : { body }) });
      const text = await answer.text();
      expect(answer.status, text.slice(0, 500)).not.toBe(500);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      if (answer.status < 400) {
        expect(JSON.parse(text)).toMatchObject({ success: true });
        return;
      }
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(text).not.toContain('<');
      expect(text.length).toBeLessThanOrEqual(problemBytesMax);
      const problem = problemSchema.parse(JSON.parse(text));
      expect(Object.keys(errorCodes)).toContain(problem.code);
      expect(problem).toMatchObject({ status: answer.status, requestId: answer.headers.get('x-request-id') });
    });
    const { TEST_FUZZ_RUNS: numRuns, TEST_FUZZ_SEED: seed } = settings;
    await fc.assert(property, { numRuns, ...(seed === undefined ? {} : { seed }), endOnFailure: true });
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  },
);
