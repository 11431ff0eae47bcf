import { imageTypes } from '@halobuzz/core/api/images';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { installFakeOrigin, send } from '../../../testing/edge-client.ts';
import { describedApi } from '../../app.ts';
import { API_METHODS } from './api-page.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const mediaSchema = z.looseObject({ schema: z.looseObject({}), example: z.json() });
/** A picture or an archive: no example of one stands in a document. */
const bytesSchema = z.looseObject({ schema: z.looseObject({}), example: z.undefined().optional() });
const operationSchema = z.looseObject({
  summary: z.string().min(1),
  tags: z.tuple([z.string()]),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.enum(['path', 'query', 'header']) })).optional(),
  requestBody: z
    .looseObject({
      content: z.union([
        z.strictObject({ 'application/json': mediaSchema }),
        z.record(z.enum(imageTypes), bytesSchema),
      ]),
    })
    .optional(),
  responses: z.record(
    z.string().regex(/^[1-5][0-9]{2}$/),
    z.union([
      z.strictObject({
        description: z.string().min(1),
        content: z.partialRecord(z.enum(['application/json', 'application/problem+json']), mediaSchema),
      }),
      z.strictObject({
        description: z.string().min(1),
        content: z.union([
          z.strictObject({ 'image/webp': bytesSchema }),
          z.strictObject({ 'application/zip': bytesSchema }),
          z.partialRecord(z.enum(['text/csv', 'application/x-ndjson', 'application/x-tar']), bytesSchema),
        ]),
      }),
      z.strictObject({ $ref: z.string().startsWith('#/components/responses/') }),
    ]),
  ),
});
const documentSchema = z.looseObject({
  openapi: z.literal('3.1.0'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  servers: z.array(z.strictObject({ url: z.url() })),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string().min(1) })),
  paths: z.record(z.string().startsWith('/api/v1/'), z.partialRecord(z.enum(API_METHODS), operationSchema)),
  components: z.looseObject({
    securitySchemes: z.strictObject({
      bearer: z.looseObject({ type: z.literal('http'), scheme: z.literal('bearer') }),
      dpop: z.looseObject({ type: z.literal('http'), scheme: z.literal('DPoP') }),
    }),
    responses: z.record(z.string(), z.looseObject({ description: z.string().min(1), content: z.looseObject({}) })),
  }),
});

async function document() {
  return documentSchema.parse(await (await send('/api/v1/openapi.json')).json());
}

test('the OpenAPI document holds every route with its parameters and answers', async () => {
  const { paths } = await document();
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  const described = operations.map(({ path, method }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
  const served = (await describedApi(true)).routes
    .map(({ method, path }) => `${method.toLowerCase()} ${path}`)
    .filter((route) => !/^all |\/(openapi\.json|docs)$/.test(route));
  expect(new Set(described)).toEqual(new Set(served));
  expect(described.length).toBeGreaterThan(20);
  for (const { path, operation } of operations) {
    const declared = (operation?.parameters ?? [])
      .filter((parameter) => parameter.in === 'path')
      .map(({ name }) => name);
    expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(['405', '500', '503']));
  }
});

test('the answers that all routes share are described once', async () => {
  const { paths, components } = await document();
  expect(Object.keys(components.responses)).toEqual(['MethodNotAllowed', 'PayloadTooLarge', 'UnsupportedMediaType']);
  for (const [path, item] of Object.entries(paths)) {
    // Webhooks take bytes of no type that is described, and name their bound themselves.
    if (path.includes('/webhooks/')) continue;
    for (const operation of Object.values(item)) {
      const takesJson = 'application/json' in (operation?.requestBody?.content ?? {});
      // A picture has a bound of its own.
      const takesPicture = operation?.requestBody !== undefined && !takesJson;
      const { '405': method, '413': size, '415': type } = operation?.responses ?? {};
      expect(method).toEqual({ $ref: '#/components/responses/MethodNotAllowed' });
      if (takesPicture) expect(JSON.stringify(size)).toContain('`payload_too_large`');
      else expect(size).toEqual(takesJson ? { $ref: '#/components/responses/PayloadTooLarge' } : undefined);
      expect(type).toEqual(takesJson ? { $ref: '#/components/responses/UnsupportedMediaType' } : undefined);
    }
  }
  expect(JSON.stringify(components.responses.PayloadTooLarge)).toContain('payload_too_large');
});

test('every operation has a known tag, an example of its request and of each answer, none made of filler', async () => {
  const { paths, tags } = await document();
  const known = tags.map(({ name }) => name);
  expect(new Set(known).size).toBe(known.length);
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item)) {
      expect(known).toContain(operation?.tags[0]);
      const answers = Object.values(operation?.responses ?? {}).flatMap((answer) =>
        'content' in answer ? Object.values(answer.content) : [],
      );
      for (const media of [...Object.values(operation?.requestBody?.content ?? {}), ...answers]) {
        // What `exampleOf` puts where a schema gives no example of its own.
        expect(JSON.stringify(media?.example ?? null), `${method} ${path}`).not.toMatch(/(?<!"kind")[:[]"text\.*"/);
      }
      const successes = Object.keys(operation?.responses ?? {}).filter((status) => status.startsWith('2'));
      expect(successes, `${method} ${path}`).toHaveLength(1);
    }
  }
});

test('the answers of authentication stand at every operation that needs it, with the codes it declares itself', async () => {
  const { paths } = await document();
  const texts = Object.values(paths)
    .flatMap((item) => Object.values(item))
    .map((operation) => ({ secured: operation?.security !== undefined, text: JSON.stringify(operation?.responses) }));
  for (const { secured, text } of texts) {
    for (const code of ['session_revoked', 'use_dpop_nonce', 'invalid_dpop_proof', 'account_banned', 'mfa_required']) {
      if (secured) expect(text).toContain(`\`${code}\`:`);
    }
    expect(text).toContain('`origin_not_allowed`:');
  }
  expect(texts.filter(({ secured }) => secured).length).toBeGreaterThan(30);
  const stepUp = paths['/api/v1/auth/password/change']?.post?.responses['403'];
  expect(JSON.stringify(stepUp)).toMatch(/`step_up_required`:.*`account_banned`:/);
});

test('every reference in the document resolves', async () => {
  const text = JSON.stringify(await document());
  const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
  const { components } = await document();
  for (const [, kind = '', name = ''] of references) expect(components).toHaveProperty([kind, name]);
});

test('the API page is readable without scripts and shows every route', async () => {
  const response = await send('/api/v1/docs');
  const html = await response.text();
  expect(response.headers.get('content-type')).toContain('text/html');
  // One script, a file of our own: the policy allows no other.
  expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/pages/api-page.js">']);
  for (const path of Object.keys((await document()).paths)) expect(html).toContain(`<code>${path}</code>`);
});
