// @vitest-environment node
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { halobuzzApi } from './api.ts';
import type { ApiClient } from './client.ts';

const base = '/api/v1';
const requestSchema = z.looseObject({ method: z.string(), path: z.string() });
const descriptionSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
/** Routes of development servers, which no description shows. */
const onlyInDevelopment = /^POST \/dev\//;
/** In place of every argument: as a text an id, a name or a cursor, as an object one whose every field is a text. */
const word: unknown = new Proxy(
  { toString: () => 'word' },
  { get: (text, key) => (key === 'toString' ? text.toString : typeof key === 'symbol' ? undefined : 'word') },
);

/** Every request that the app can make, by calling each of its functions once. */
async function callAll(): Promise<{ readonly functions: number; readonly routes: string[] }> {
  const routes: string[] = [];
  const note = async (request: unknown) => {
    const { method, path } = requestSchema.parse(request);
    routes.push(`${method} ${path.replace(/\?.*$/, '')}`);
    return { ok: false, failure: { kind: 'network' } };
  };
  // Whatever the client is asked to do, it notes.
  const client = new Proxy({}, { get: () => note }) as ApiClient;
  // What is reported decides where, and nothing else does.
  const { report, ...rest } = halobuzzApi(client);
  const targets = [
    { kind: 'user', id: 'word' },
    { kind: 'room', id: 'word' },
    { kind: 'message', id: 'word', about: 'word' },
  ] as const;
  for (const target of targets) await report(target, 'spam', '');
  // Called with words in every place: what is asked for depends on nothing else.
  const functions = Object.values(rest) as unknown as readonly ((...words: readonly unknown[]) => Promise<unknown>)[];
  for (const call of functions) await call(word, word, word);
  return { functions: functions.length, routes };
}

/** The operations of the API's description, as `POST /rooms/{id}/join`. */
function described(): readonly string[] {
  const file = new URL('../../../docs/generated/openapi.json', import.meta.url);
  const { paths } = descriptionSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(base, '')}`),
  );
}

/** Whether a request is one of an operation's: a part that was given may also choose among operations. */
function isOf(route: string, operation: string): boolean {
  const [asked, offered] = [route.split('/'), operation.split('/')];
  return (
    asked.length === offered.length &&
    offered.every((part, at) => part === asked[at] || part.startsWith('{') || asked[at] === 'word')
  );
}

it('calls nothing but paths and methods of the API’s description', async () => {
  const { functions, routes } = await callAll();
  expect(routes.length).toBeGreaterThanOrEqual(functions);
  const operations = described();
  const unknown = routes.filter((route) => !operations.some((operation) => isOf(route, operation)));
  expect(unknown.filter((route) => !onlyInDevelopment.test(route))).toEqual([]);
});
