import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { installFakeOrigin, send } from '../../../testing/edge-client.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const operationSchema = z.looseObject({
  summary: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.enum(['path', 'query', 'header']) })).optional(),
  requestBody: z
    .looseObject({ content: z.looseObject({ 'application/json': z.looseObject({ schema: z.looseObject({}) }) }) })
    .optional(),
  responses: z.record(z.string().regex(/^[1-5][0-9]{2}$/), z.looseObject({ description: z.string().min(1) })),
});
const documentSchema = z.looseObject({
  openapi: z.literal('3.1.0'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(
    z.string().startsWith('/api/v1/'),
    z.partialRecord(z.enum(['get', 'post', 'delete']), operationSchema),
  ),
  components: z.looseObject({ securitySchemes: z.looseObject({ bearer: z.looseObject({ type: z.literal('http') }) }) }),
});

async function document() {
  return documentSchema.parse(await (await send('/api/v1/openapi.json')).json());
}

test('the OpenAPI document holds every route with its parameters and answers', async () => {
  const { paths } = await document();
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  expect(operations.map(({ path, method }) => `${method} ${path.replace('/api/v1', '')}`).sort()).toEqual([
    'delete /auth/sessions/{id}',
    'get /auth/me',
    'get /auth/sessions',
    'get /gifts',
    'get /regions',
    'get /streams',
    'get /streams/{id}',
    'get /streams/{id}/summary',
    'get /wallet',
    'get /wallet/entries',
    'post /auth/email/resend',
    'post /auth/email/verify',
    'post /auth/login',
    'post /auth/logout',
    'post /auth/refresh',
    'post /auth/register',
    'post /dev/grants',
    'post /rooms/{id}/join',
    'post /streams',
    'post /streams/{id}/end',
  ]);
  for (const { path, operation } of operations) {
    const declared = (operation?.parameters ?? [])
      .filter((parameter) => parameter.in === 'path')
      .map(({ name }) => name);
    expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(['500', '503']));
  }
});

test('every reference in the document resolves', async () => {
  const text = JSON.stringify(await document());
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  const { components } = await document();
  for (const name of references) expect(components).toHaveProperty(['schemas', name ?? '']);
});

test('the API page is readable without scripts and shows every route', async () => {
  const response = await send('/api/v1/docs');
  const html = await response.text();
  expect(response.headers.get('content-type')).toContain('text/html');
  // One script, a file of our own: the policy allows no other.
  expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/pages/api-page.js">']);
  for (const path of Object.keys((await document()).paths)) expect(html).toContain(`<code>${path}</code>`);
});
