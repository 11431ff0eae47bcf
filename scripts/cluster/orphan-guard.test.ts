import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitUntil } from './wait-until.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Starts two processes, stops one, says which ones they are and then waits to be killed. */
const owner = `
import { writeFileSync } from 'node:fs';
import { startChild } from ${JSON.stringify(new URL('./child.ts', import.meta.url).href)};
const dir = process.argv[1];
const start = (name) => startChild({ name, command: 'sleep', args: ['1000'], cwd: dir, env: process.env, logFile: dir + '/log' });
const kept = start('kept');
const stopped = start('stopped');
await stopped.stop(5000);
writeFileSync(dir + '/pid', String(kept.pid));
setInterval(() => {}, 1000);
`;

test('what a killed owner leaves behind is ended', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'halobuzz-guard-'));
  const child = spawn(process.execPath, ['--input-type=module', '-e', owner, dir], { stdio: 'ignore' });
  try {
    const readPid = () => Number(readFileSync(join(dir, 'pid'), 'utf8'));
    expect(await waitUntil(() => readPid() > 0, { timeoutMs: 20_000 })).toBe(true);
    const pid = readPid();
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    expect(await waitUntil(() => !isAlive(pid), { timeoutMs: 20_000 })).toBe(true);
  } finally {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  }
});
