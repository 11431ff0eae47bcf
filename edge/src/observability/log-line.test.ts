import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { logLine } from './log-line.ts';

afterEach(() => vi.restoreAllMocks());

test('a line says when (UTC), how grave and what, as JSON', () => {
  const log = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  logLine('warn', 'something', { requestId: 'r1', count: 3, absent: undefined });
  const line: unknown = JSON.parse(String(log.mock.calls[0]?.[0]));
  expect(line).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    level: 'warn',
    message: 'something',
    requestId: 'r1',
    count: 3,
  });
});

test('log injection: whatever a text holds, it stays one line of JSON, and no field stands in for ours', () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, (message, value) => {
      logLine('error', message, { value, level: 'info', time: value });
      const line = String(log.mock.calls.at(-1)?.[0]);
      // Line breaks, escape sequences of terminals, and the separators that some readers break lines at.
      expect(line).not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}/u);
      const read = JSON.parse(line);
      expect(read).toMatchObject({ level: 'error', message, value });
      expect(read.time).toMatch(/Z$/);
    }),
  );
});

test('the edge logs in this one way', () => {
  const root = fileURLToPath(new URL('../', import.meta.url).href);
  const files = globSync('**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  expect(files.length).toBeGreaterThan(100);
  const loggers = files.filter((file) => /\bconsole\s*[.[]/.test(readFileSync(root + file, 'utf8')));
  expect(loggers).toEqual(['observability/log-line.ts']);
});
