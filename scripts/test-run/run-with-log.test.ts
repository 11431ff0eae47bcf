import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitUntil } from '../cluster/wait-until.ts';
import { runWithLog, signalLiveRuns } from './run-with-log.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'halobuzz-run-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const timeoutMs = 20_000;
const shell = (script: string, limitMs = timeoutMs) =>
  runWithLog('sh', ['-c', script], { timeoutMs: limitMs, logFile: join(dir, 'log') });

test('what a tool prints is kept, in the log too', async () => {
  expect(await shell('echo fine; echo loud >&2')).toMatchObject({ ok: true, code: 0 });
  expect(await waitUntil(() => readFileSync(join(dir, 'log'), 'utf8').includes('loud'), { timeoutMs })).toBe(true);
});

test('a tool that fails, or is not there, is a failure', async () => {
  expect(await shell('echo bad; exit 3')).toEqual({ ok: false, code: 3, output: 'bad\n' });
  const absent = await runWithLog(join(dir, 'no-such-tool'), [], { timeoutMs });
  expect(absent.ok).toBe(false);
  expect(absent.output).toContain('ENOENT');
});

test('a tool that hangs is killed with all that it started', async () => {
  const outcome = await shell('sleep 1000 & sleep 1000', 100);
  expect(outcome.ok).toBe(false);
  expect(outcome.output).toContain('killed after 0.1 s');
});

test('what runs can be stopped from outside', async () => {
  const running = shell(`trap 'echo stopped; exit 5' TERM; echo up > ${join(dir, 'up')}; while :; do sleep 0.02; done`);
  await waitUntil(() => readFileSync(join(dir, 'up'), 'utf8') === 'up\n', { timeoutMs });
  signalLiveRuns('SIGTERM');
  const outcome = await running;
  expect(outcome.code).toBe(5);
  // The shell may tell besides that the signal ended its sleep.
  expect(outcome.output).toContain('stopped\n');
});
