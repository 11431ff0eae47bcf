import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runK6 } from './run-k6.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-k6-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Stands in for k6: notes its arguments and ends as it is told. */
function fakeK6(ending: string): string {
  const file = join(folder, 'k6');
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/arguments"\n${ending}\n`, { mode: 0o755 });
  return file;
}

const run = (ending: string) => ({
  k6: fakeK6(ending),
  script: 'smoke.js',
  summaryFile: 'summary.json',
  variables: { HB_PROFILE: 'tiny' },
  address: '127.0.0.1:1',
});

it.each([
  ['exit 0', 0],
  ['exit 99', 99],
  ['kill -TERM $$', 143],
])('passes the variables and reports how k6 ended: %s', async (ending, status) => {
  expect(await runK6(run(ending))).toBe(status);
  const given = readFileSync(join(folder, 'arguments'), 'utf8').trim().split('\n');
  expect(given.slice(0, 4)).toEqual(['run', '--no-usage-report', '--address', '127.0.0.1:1']);
  expect(given.slice(-5)).toEqual(['--summary-export', 'summary.json', '--env', 'HB_PROFILE=tiny', 'smoke.js']);
  expect(given).toContain('avg,min,med,max,p(90),p(95),p(99),count');
});

it('hands on whole lines of what the scenario says, the last one too, and the process id', async () => {
  const lines: string[] = [];
  const pids: number[] = [];
  await runK6({
    ...run("printf 'one\\ntw' >&2; printf 'o\\nthree' >&2"),
    onLine: (line) => lines.push(line),
    onStart: (pid) => pids.push(pid),
  });
  expect(lines).toEqual(['one', 'two', 'three']);
  expect(pids).toHaveLength(1);
});

it('fails when k6 cannot be started', async () => {
  await expect(runK6({ ...run(''), k6: join(folder, 'absent') })).rejects.toThrow(/ENOENT/);
});
