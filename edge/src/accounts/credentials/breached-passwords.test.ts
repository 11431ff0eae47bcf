import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { breachedPasswordsOff, createBreachedPasswords } from './breached-passwords.ts';

const sha1 = createHash('sha1').update('nine monsoon lanterns').digest('hex').toUpperCase();
const padding = `${'0'.repeat(35)}:0\r\n`;

function service(answer: () => Response | Promise<Response>) {
  const seen: Request[] = [];
  const fetcher = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    seen.push(new Request(input, init));
    return answer();
  };
  return { seen, check: createBreachedPasswords(fetcher).check };
}

test('a known password is breached; only five digits leave, with padding asked for', async () => {
  const { seen, check } = service(() => new Response(`${padding}${sha1.slice(5)}:2254650\r\n`));
  expect(await check('nine monsoon lanterns')).toBe('breached');
  expect(seen[0]?.url.endsWith(`/range/${sha1.slice(0, 5)}`)).toBe(true);
  expect(seen[0]?.url).not.toContain(sha1.slice(5, 12));
  expect(seen[0]?.headers.get('add-padding')).toBe('true');
});

test('an unknown password is clear, and so is one that only padding names', async () => {
  expect(await service(() => new Response(padding)).check('nine monsoon lanterns')).toBe('clear');
  expect(await service(() => new Response(`${sha1.slice(5)}:0`)).check('nine monsoon lanterns')).toBe('clear');
});

test.each([
  ['an error', () => new Response('', { status: 503 })],
  ['a network failure', () => Promise.reject(new TypeError('down'))],
  ['a long answer', () => new Response('x'.repeat(300 * 1024))],
  [
    'an endless answer',
    () => new Response(new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(64 * 1024)) })),
  ],
  ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example/' } })],
])('%s counts as unreachable', async (_what, answer) => {
  expect(await service(answer).check('nine monsoon lanterns')).toBe('unreachable');
});

test('a redirect is not followed', async () => {
  const { seen, check } = service(() => new Response(padding));
  await check('nine monsoon lanterns');
  expect(seen.map(({ redirect }) => redirect)).toEqual(['manual']);
});

test('development asks nobody', async () => {
  expect(await breachedPasswordsOff.check('nine monsoon lanterns')).toBe('clear');
});

test('the most common passwords are known without asking anybody, so also while the service is out of reach', async () => {
  const fetcher = vi.fn<typeof fetch>(() => Promise.reject(new TypeError('out of reach')));
  const { check } = createBreachedPasswords(fetcher);
  expect(await check('Password123')).toBe('breached');
  expect(fetcher).not.toHaveBeenCalled();
  expect(await check('nine monsoon lanterns')).toBe('unreachable');
});
