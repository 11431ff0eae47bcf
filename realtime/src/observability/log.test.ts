import { logLineSchema } from '@halobuzz/core/observability/log-line';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { addressForLog, createLog, toggleDebug } from './log.ts';
import { inRequestScope } from './request-scope.ts';

let lines: string[] = [];
beforeEach(() => {
  lines = [];
});
afterEach(() => {
  vi.useRealTimers();
});

const logOf = (level = 'info') =>
  createLog({ name: 'gateway', node: 'gw-1', level, destination: { write: (line) => lines.push(line) } });
const read = () => lines.map((line) => logLineSchema.parse(JSON.parse(line)));

it('writes lines of the one schema', () => {
  const log = logOf();
  log.info('said');
  log.warn({ err: new Error('outer', { cause: new TypeError('inner') }), shard: 3 }, 'failed');
  log.error(new AggregateError([new Error('one'), 2], 'several'));
  log.info({ rows: [{ a: 1n }], at: new Date(0) }, 'with more');
  expect(read()).toMatchObject([
    { level: 'info', name: 'gateway', node: 'gw-1', pid: process.pid, msg: 'said' },
    { level: 'warn', msg: 'failed', shard: 3, err: { type: 'Error', message: 'outer', cause: { message: 'inner' } } },
    { level: 'error', msg: 'several', err: { errors: [{ message: 'one' }, { type: 'number' }] } },
    { rows: [{ a: '1' }], at: '1970-01-01T00:00:00.000Z' },
  ]);
});

it('says of which request and trace a line is, and of none outside', async () => {
  const log = logOf();
  const trace = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', sampled: false };
  await inRequestScope({ requestId: 'rq_12345678', trace }, async () => {
    await Promise.resolve();
    log.info({ room: 'r' }, 'inside');
  });
  log.info('outside');
  const [inside, outside] = read();
  expect(inside).toMatchObject({ requestId: 'rq_12345678', traceId: trace.traceId, spanId: trace.spanId, room: 'r' });
  expect(Object.keys(Object(outside))).not.toContain('traceId');
});

it('keeps secrets out, at any depth, in lists and in what an error was caused by', () => {
  const log = logOf();
  const cause = Object.assign(new Error('WRONGPASS'), {
    command: { name: 'hello', args: ['3', 'AUTH', 'u', 'hunter2'] },
  });
  log.info({ token: 'hunter2', a: { b: [{ c: { password: 'hunter2' } }] }, seen: 'yes' }, 'said');
  log.warn({ err: cause }, 'Redis connection failed');
  log.warn({ err: new Error('outer', { cause }) }, 'Redis connection failed');
  log.warn({ err: new AggregateError([cause], 'several') }, 'Redis connection failed');
  log.child({ secret: 'hunter2' }).info('from a child');
  log.info({ url: 'redis://u:hunter2@host:1/2' }, 'connected'); // not-a-secret
  expect(lines.join()).not.toContain('hunter2');
  expect(read()[0]).toMatchObject({ seen: 'yes' });
  expect(read()[1]).toMatchObject({ err: { message: 'WRONGPASS', command: 'hello' } });
  expect(addressForLog('redis://user:hunter2@host:1/2')).toBe('redis://host:1/2'); // not-a-secret
});

it('log injection: no text begins a line of its own, and no field stands in for one of every line', () => {
  const log = logOf();
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, (said, message) => {
      lines = [];
      log.info({ said, level: 'fatal', time: said, name: 'origin', pid: 1, node: said, err: new Error(said) }, message);
      expect(lines).toHaveLength(1);
      expect(lines[0]?.trimEnd()).not.toMatch(/\p{Cc}/u);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        level: 'info',
        name: 'gateway',
        node: 'gw-1',
        ownLevel: 'fatal',
      });
      // Read as text: a name that stands twice would be read as the last of them.
      expect(lines[0]?.match(/"level":/g)).toHaveLength(1);
    }),
  );
});

it('tells more for a while when it is asked to, and less at once when asked again', () => {
  vi.useFakeTimers();
  const log = logOf('warn');
  expect(toggleDebug(log, 'warn', 1_000)).toBe('debug');
  log.debug('one');
  vi.advanceTimersByTime(1_000);
  expect(log.level).toBe('warn');
  log.debug('two');
  toggleDebug(log, 'warn', 1_000);
  expect(toggleDebug(log, 'warn', 1_000)).toBe('warn');
  vi.advanceTimersByTime(5_000);
  expect(log.level).toBe('warn');
  expect(read().map(({ msg }) => msg)).toEqual(['one']);
  // A process that tells everything already goes on so.
  const all = logOf('trace');
  expect(toggleDebug(all, 'trace', 1_000)).toBe('trace');
});
