import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownerIsAlive, processStartedAt, takePidLock, updateLockNote } from './pid-lock.mjs';

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'halobuzz-lock-'));
  file = join(dir, 'deep', 'start.lock');
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** The id of a process that has certainly ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

test('a held lock says who holds it, and a released one is free', () => {
  const first = takePidLock(file, 'starting');
  if (!first.held) throw new Error('not held');
  updateLockNote(file, 'http://localhost:8787');
  const second = takePidLock(file, 'another');
  expect(second).toMatchObject({ held: false, owner: { pid: process.pid, note: 'http://localhost:8787' } });
  first.release();
  expect(takePidLock(file, 'third').held).toBe(true);
});

test.each([
  ['its owner has ended', () => JSON.stringify({ pid: deadPid(), startedAt: null, note: '' })],
  ['another process bears the pid now', () => JSON.stringify({ pid: process.pid, startedAt: 'before', note: '' })],
  ['it holds no owner', () => 'half a rec'],
  ['it is empty', () => ''],
])('a lock is taken over when %s', (_when, content) => {
  takePidLock(file, 'makes the folder');
  writeFileSync(file, content());
  const lock = takePidLock(file, 'successor');
  expect(lock.held).toBe(true);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid, note: 'successor' });
  expect(readdirSync(join(dir, 'deep'))).toEqual(['start.lock']);
});

test('a release leaves a lock alone that another process has taken since', () => {
  const lock = takePidLock(file, 'first');
  const stranger = JSON.stringify({ pid: process.ppid, startedAt: null, note: 'stranger' });
  writeFileSync(file, stranger);
  if (lock.held) lock.release();
  expect(readFileSync(file, 'utf8')).toBe(stranger);
});

test('a process is recognised by its pid and the time of its start', () => {
  const startedAt = processStartedAt(process.pid);
  expect(ownerIsAlive({ pid: process.pid, startedAt, note: '' })).toBe(true);
  expect(ownerIsAlive({ pid: deadPid(), startedAt: null, note: '' })).toBe(false);
});
