import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mayExecute, openRunFolder, type Place } from './run-folder.ts';

let base: string;
let disk: string;
let memory: Place;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'halobuzz-folders-'));
  disk = join(base, 'disk');
  memory = { folder: join(base, 'memory'), bytesFree: 1024 ** 4 };
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

it('lies in memory where there is plenty of it, else on the disk', () => {
  expect(dirname(openRunFolder(memory, disk).path)).toBe(memory.folder);
  expect(dirname(openRunFolder({ ...memory, bytesFree: 64 * 1024 ** 2 }, disk).path)).toBe(disk);
});

it('is the run’s own and goes with all that was written', () => {
  const [first, second] = [openRunFolder(memory, disk), openRunFolder(memory, disk)];
  writeFileSync(join(first.path, 'left'), 'behind');
  first.remove();
  expect(readdirSync(memory.folder)).toEqual([second.path.slice(memory.folder.length + 1)]);
});

it('takes away what killed runs left, and nothing else', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const [dead, foreign] = [join(disk, `halobuzz-tests-${pid}-a1`), join(disk, 'halobuzz-stores-a1')];
  for (const folder of [dead, foreign]) mkdirSync(join(folder, 'data'), { recursive: true });
  const living = openRunFolder({ ...memory, bytesFree: 0 }, disk);
  const mine = openRunFolder({ ...memory, bytesFree: 0 }, disk);
  expect([dead, foreign, living.path, mine.path].map(existsSync)).toEqual([false, true, true, true]);
});

it('is not where a container lets no program run', () => {
  const own = 'overlay / overlay rw,relatime 0 0\ntmpfs /dev/shm tmpfs rw,nosuid,nodev 0 0\n';
  const docker =
    'overlay / overlay rw,relatime 0 0\nshm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k 0 0\n';
  expect([own, docker, 'overlay / overlay rw 0 0\n'].map((mounts) => mayExecute(mounts, '/dev/shm'))).toEqual([
    ...[true, false, false],
  ]);
  // What is mounted last is what one sees.
  expect(mayExecute(own + docker, '/dev/shm')).toBe(false);
});
