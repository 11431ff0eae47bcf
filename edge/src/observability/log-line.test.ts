import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { logLineSchema } from '@halobuzz/core/observability/log-line';
import { textForLog } from '@halobuzz/core/observability/redact';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { logLine } from './log-line.ts';
import { inRequestScope } from './request-scope.ts';

afterEach(() => vi.restoreAllMocks());

test('a line says when (UTC), how grave and what, as JSON', () => {
  const log = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  logLine('warn', 'something', { requestId: 'r1', count: 3, absent: undefined });
  const line: unknown = JSON.parse(String(log.mock.calls[0]?.[0]));
  expect(line).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    level: 'warn',
    name: 'edge',
    msg: 'something',
    requestId: 'r1',
    count: 3,
  });
});

test('log injection: whatever a text holds, it stays one line of JSON, and no field stands in for ours', () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  // Texts that are redacted have a test of their own.
  const text = fc.string({ unit: 'binary' }).filter((value) => textForLog(value) === value);
  fc.assert(
    fc.property(text, text, (message, value) => {
      logLine('error', message, { value, level: 'info', time: value, name: value });
      const line = String(log.mock.calls.at(-1)?.[0]);
      // Line breaks, escape sequences of terminals, and the separators that some readers break lines at.
      expect(line).not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}/u);
      const read = JSON.parse(line);
      expect(read).toMatchObject({ level: 'error', msg: message, value, ownLevel: 'info', name: 'edge' });
      expect(read.time).toMatch(/Z$/);
    }),
  );
});

test('a line fits the schema of all processes, says of which request it is, and shows no secret', async () => {
  const log = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const context = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', sampled: true };
  const trace = { context, call: () => ({ context, end: () => undefined }), end: () => undefined };
  await inRequestScope({ requestId: 'rq_12345678', trace }, async () => {
    await Promise.resolve();
    logLine('warn', 'no mail for ann@example.com', {
      code: 'unavailable',
      token: 'hunter2',
      detail: 'Bearer hunter2hunter2',
    });
  });
  const line = logLineSchema.parse(JSON.parse(String(log.mock.calls[0]?.[0])));
  expect(line).toMatchObject({
    requestId: 'rq_12345678',
    traceId: context.traceId,
    spanId: context.spanId,
    code: 'unavailable',
  });
  expect(JSON.stringify(line)).not.toMatch(/hunter2|ann@/);
});

test('the edge logs in this one way', () => {
  const root = fileURLToPath(new URL('../', import.meta.url).href);
  const files = globSync('**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  expect(files.length).toBeGreaterThan(100);
  const loggers = files.filter((file) => /\bconsole\s*[.[]/.test(readFileSync(root + file, 'utf8')));
  expect(loggers).toEqual(['observability/log-line.ts']);
});
