import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Service } from './supervisor.ts';
import { StoppedEarly, Supervisor } from './supervisor.ts';
import { waitUntil } from './wait-until.ts';

let dir: string;
let supervisor: Supervisor;
let lines: string[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'halobuzz-supervisor-'));
  lines = [];
  supervisor = new Supervisor({ say: (line) => lines.push(line), backoffMsMin: 1, backoffMsMax: 4 });
});

afterEach(async () => {
  await supervisor.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A shell script as a service; it is ready once it has written its own mark. */
function service(name: string, script: string, overrides: Partial<Service> = {}): Service {
  return {
    spec: {
      name,
      command: 'sh',
      args: ['-c', script],
      cwd: dir,
      env: { ...process.env, MARK: mark(name), STOPS: join(dir, 'stops') },
      logFile: join(dir, `${name}.log`),
    },
    ready: async () => existsSync(mark(name)),
    readyTimeoutMs: 20_000,
    stopDeadlineMs: 20_000,
    ...overrides,
  };
}

const mark = (name: string) => join(dir, `${name}.ready`);
const serveUntilTerm = (name: string) =>
  `trap 'echo ${name} >> "$STOPS"; exit 0' TERM; echo $$ > "$MARK"; while :; do sleep 0.02; done`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const within = (condition: () => boolean) => waitUntil(condition, { timeoutMs: 20_000 });

test('a service that dies is started again, and both are said', async () => {
  await supervisor.start([service('ledger', serveUntilTerm('ledger'))], 1);
  const first = supervisor.status()[0]?.pid ?? 0;
  supervisor.signal('ledger', 'SIGKILL');
  expect(await within(() => lines.some((line) => line.includes('ledger runs again')))).toBe(true);
  expect(lines[0]).toMatch(/^ledger was ended by SIGKILL; starting it again in/);
  expect(supervisor.status()).toMatchObject([{ name: 'ledger', restarts: 1 }]);
  expect(supervisor.status()[0]?.pid).not.toBe(first);
});

test('the pause before a restart grows to its bound', async () => {
  const pauses = () => lines.flatMap((line) => /again in ([\d.]+) s/.exec(line)?.[1] ?? []);
  supervisor = new Supervisor({ say: (line) => lines.push(line), backoffMsMin: 10, backoffMsMax: 40 });
  writeFileSync(mark('flaky'), '');
  await supervisor.start([service('flaky', 'exit 3')], 1);
  expect(await within(() => pauses().length >= 4)).toBe(true);
  expect(pauses().slice(0, 4)).toEqual(['0.01', '0.02', '0.04', '0.04']);
  expect(lines[0]).toContain('exited with code 3');
});

test('stages stop from the highest to the lowest', async () => {
  await supervisor.start([service('edge', serveUntilTerm('edge'))], 3);
  await supervisor.start([service('store', serveUntilTerm('store'))], 1);
  await supervisor.start([service('origin', serveUntilTerm('origin'))], 2);
  const pids = supervisor.status().map(({ pid }) => pid);
  await supervisor.stop();
  expect(readFileSync(join(dir, 'stops'), 'utf8').trim().split('\n')).toEqual(['edge', 'origin', 'store']);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(lines).toEqual([]);
});

test('what does not heed SIGTERM is killed after its deadline, with all that it started', async () => {
  const childFile = join(dir, 'grandchild');
  const script = `trap '' TERM; sleep 1000 & echo $! > "${childFile}"; echo $$ > "$MARK"; while :; do sleep 0.02; done`;
  await supervisor.start([service('deaf', script, { stopDeadlineMs: 50 })], 1);
  const pid = supervisor.status()[0]?.pid ?? 0;
  const grandchild = Number(readFileSync(childFile, 'utf8'));
  await supervisor.stop();
  expect(isAlive(pid)).toBe(false);
  expect(await within(() => !isAlive(grandchild))).toBe(true);
});

test('a service that exits before it is ready fails the start with the end of its log', async () => {
  const start = supervisor.start([service('broken', 'echo the disk is full >&2; exit 7')], 1);
  await expect(start).rejects.toThrow(/broken exited with code 7.*the disk is full/s);
});

test('a service that never becomes ready fails the start after its time', async () => {
  const start = supervisor.start([service('slow', 'sleep 1000', { readyTimeoutMs: 50 })], 1);
  await expect(start).rejects.toThrow('slow was not ready within 0.05 s');
});

test('a program that does not exist fails the start', async () => {
  const spec = { ...service('absent', '').spec, command: join(dir, 'no-such-program') };
  await expect(supervisor.start([{ ...service('absent', ''), spec }], 1)).rejects.toThrow(
    /absent could not be started/,
  );
});

test('a stop in the middle of a start ends what was started and starts nothing more', async () => {
  const start = supervisor.start([service('slow', 'sleep 1000')], 1);
  const outcome = expect(start).rejects.toBeInstanceOf(StoppedEarly);
  const pid = supervisor.status()[0]?.pid ?? 0;
  await supervisor.stop();
  await outcome;
  expect(isAlive(pid)).toBe(false);
  await expect(supervisor.start([service('late', serveUntilTerm('late'))], 2)).rejects.toBeInstanceOf(StoppedEarly);
});

test('a job runs to its end, and one that fails shows its log', async () => {
  await supervisor.runJob(service('migrate', 'exit 0').spec, 20_000);
  await expect(supervisor.runJob(service('migrate', 'echo no primary; exit 1').spec, 20_000)).rejects.toThrow(
    /migrate exited with code 1.*no primary/s,
  );
  await expect(supervisor.runJob(service('hang', 'sleep 1000').spec, 50)).rejects.toThrow('hang was ended by SIGKILL');
});
