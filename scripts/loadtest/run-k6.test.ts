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

it.each([
  ['exit 0', 0],
  ['exit 99', 99],
  ['kill -TERM $$', 143],
])('passes the variables and reports how k6 ended: %s', async (ending, status) => {
  const run = {
    k6: fakeK6(ending),
    script: 'smoke.js',
    summaryFile: 'summary.json',
    variables: { HB_PROFILE: 'tiny' },
  };
  expect(await runK6(run)).toBe(status);
  const given = readFileSync(join(folder, 'arguments'), 'utf8').trim().split('\n');
  expect(given).toEqual([
    'run',
    '--no-usage-report',
    '--summary-export',
    'summary.json',
    '--env',
    'HB_PROFILE=tiny',
    'smoke.js',
  ]);
});

it('fails when k6 cannot be started', async () => {
  const run = { k6: join(folder, 'absent'), script: '', summaryFile: '', variables: {} };
  await expect(runK6(run)).rejects.toThrow(/ENOENT/);
});
