import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { installFakeOrigin, send } from '../../../testing/edge-client.ts';
import { API_METHODS } from './api-page.ts';

beforeEach(() => {
  installFakeOrigin();
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const parameters = z.array(z.looseObject({ name: z.string(), in: z.string() })).optional();
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.partialRecord(z.enum(API_METHODS), z.looseObject({ parameters }))),
});
const operations = async () => {
  const { paths } = documentSchema.parse(await (await send('/api/v1/openapi.json')).json());
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, parameters: operation?.parameters ?? [] })),
  );
};

test('no route takes a credential or anything personal in its address', async () => {
  const named = (await operations()).flatMap(({ path, method, parameters: taken }) =>
    taken
      .filter((one) => one.in === 'path' || one.in === 'query')
      .map(({ name }) => ({ name, route: `${method} ${path}` })),
  );
  expect(named.length).toBeGreaterThan(20);
  const sensitive = /token|secret|password|pass|code|key|mail|phone|proof|challenge|session|ip$|address|device/i;
  // Mail programs follow an address and can say nothing else (RFC 8058): its token ends one account's marketing mails, opens
  // nothing, and works for as long as the mail is kept.
  const byMailPrograms = { name: 'token', route: 'post /api/v1/privacy/unsubscribe/{token}' };
  expect(named.filter(({ name }) => sensitive.test(name))).toEqual([byMailPrograms]);
});
