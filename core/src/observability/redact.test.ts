import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { fieldsForLog, isSecretName, textForLog, valueForLog } from './redact.ts';

const SECRET = 'hunter2-hunter2';
const secretNames = [
  ...[
    'password',
    'passwordHash',
    'token',
    'refreshToken',
    'access_token',
    'ticket',
    'authorization',
    'cookie',
    'set-cookie',
  ],
  ...[
    'secret',
    'clientSecret',
    'key',
    'resumeKey',
    'checkpointKey',
    'apiKey',
    'API_KEY',
    'privateKeyPem',
    'email',
    'emails',
  ],
  ...['mongoUri', 'phone', 'resume', 'otp', 'proxy-authorization'],
];
const plainNames = [
  'requestId',
  'account',
  'room',
  'shard',
  'code',
  'ms',
  'keyword',
  'tokenizer',
  'resource',
  'emailed',
  'keys_count',
];

it('knows the names of secrets in all their styles, and no others', () => {
  expect(secretNames.filter((name) => !isSecretName(name))).toEqual([]);
  expect(plainNames.filter(isSecretName)).toEqual([]);
});

/** Wraps a value as code and drivers do: in objects, lists, maps, errors and their causes. */
type Wrap = (value: unknown) => unknown;
const wraps: readonly Wrap[] = [
  (value) => ({ nested: value }),
  (value) => ({ a: 1, b: [value, 2] }),
  (value) => [value],
  (value) => new Map([['held', value]]),
  (value) => new Set([value]),
  (value) => new Error('outer', { cause: value }),
  (value) =>
    new Error('outer', { cause: value instanceof Error ? value : Object.assign(new Error('inner'), { held: value }) }),
  (value) => new AggregateError([value], 'several'),
  (value) => Object.assign(new Error('with more'), { command: { name: 'hello', args: [value] }, held: value }),
  (value) => ({ toJSON: () => value }),
];
const secretPlace = fc
  .record({ name: fc.constantFrom(...secretNames), wrapped: fc.array(fc.constantFrom(...wraps), { maxLength: 12 }) })
  .map(({ name, wrapped }) =>
    wrapped.reduce<unknown>((value, wrap) => wrap(value), { [name]: SECRET, beside: 'seen' }),
  );

it('shows no secret, wherever it is planted', () => {
  fc.assert(
    fc.property(secretPlace, fc.constantFrom(...secretNames), (planted, name) => {
      const text = JSON.stringify(fieldsForLog({ err: planted, held: planted, [name]: planted }));
      expect(text).not.toContain(SECRET);
    }),
    { numRuns: 500 },
  );
});

it('makes plain, bounded JSON of anything, and never throws', () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
      (value) => {
        const shown = JSON.stringify(valueForLog(value));
        expect(shown === undefined || typeof JSON.parse(shown) !== 'function').toBe(true);
      },
    ),
  );
  const circle: Record<string, unknown> = {};
  circle.self = { back: circle };
  expect(valueForLog(circle)).toEqual({ self: { back: '[circular]' } });
  const hostile = {
    get x() {
      throw new Error('no');
    },
  };
  expect(valueForLog({ hostile })).toEqual({ hostile: '[unreadable]' });
  expect(valueForLog(JSON.parse('{"__proto__":{"a":1}}'))).toEqual(JSON.parse('{"__proto__":{"a":1}}'));
  let deep: unknown = 'end';
  for (let at = 0; at < 50; at += 1) deep = { deep };
  expect(JSON.stringify(valueForLog(deep))).toContain('[too deep]');
  const wide = valueForLog(Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`f${at}`, at])));
  expect(Object.keys(Object(wide))).toHaveLength(limits.logEntriesMax + 1);
  // As dates and ids of MongoDB tell themselves.
  const at = { toJSON: () => '1970-01-01T00:00:00.000Z' };
  expect(valueForLog({ at, n: 5n, bytes: new Uint8Array(3), nothing: undefined, bad: Number.NaN })).toEqual({
    ...{ at: '1970-01-01T00:00:00.000Z', n: '5', bytes: '[3 bytes]', bad: 'NaN' },
  });
});

it('keeps of an error what helps, with its causes', () => {
  const inner = Object.assign(new TypeError('E11000 dup key: { email: "ann@example.com" }'), { code: 11_000 });
  const shown = valueForLog(new Error('outer', { cause: inner }));
  expect(shown).toMatchObject({
    type: 'Error',
    message: 'outer',
    cause: { type: 'TypeError', message: 'E11000 dup key: [redacted]', code: 11_000 },
  });
});

it.each([
  ['redis://user:pass@host:6379/1 is out', 'redis://[redacted]@host:6379/1 is out'], // not-a-secret
  ['no mail for ann.b+c@mail.example.com today', 'no mail for [redacted] today'],
  ['Authorization: Bearer abcdefgh.ijkl', 'Authorization: Bearer [redacted]'],
  ['got eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl back', 'got [redacted] back'],
  ['at node_modules/@hono/node-server/dist/index.mjs:1', 'at node_modules/@hono/node-server/dist/index.mjs:1'],
  ['connect ECONNREFUSED 127.0.0.1:6379', 'connect ECONNREFUSED 127.0.0.1:6379'],
  ['npm:@btc-vision/uwebsockets.js@20.57.0', 'npm:@btc-vision/uwebsockets.js@20.57.0'],
])('takes what is nobody’s business out of texts: %s', (text, shown) => {
  expect(textForLog(text)).toBe(shown);
});

it('cuts long texts, and takes no time over hostile ones', () => {
  expect(textForLog('x'.repeat(100_000))).toHaveLength(limits.logTextCharsMax + 1);
  for (const part of ['a@', '://a', 'eyJ-', 'dup key: {', 'a.b@c.', 'Bearer ']) {
    // One that backtracks would not come to its end within the time of a test.
    expect(textForLog(part.repeat(50_000)).length).toBeLessThanOrEqual(2 * limits.logTextCharsMax);
  }
});
