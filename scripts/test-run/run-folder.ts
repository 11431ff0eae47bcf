import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory, on Linux. */
const memoryFolder = '/dev/shm';
/** Above what the stores of a whole run hold at any time. */
const memoryBytesMin = 4 * 1024 ** 3;
const prefix = 'halobuzz-tests-';

/** Where tests may write, and what there is of it. */
export interface Place {
  readonly folder: string;
  /** What fits in; 0 when there is no such folder. */
  readonly bytesFree: number;
}

/** A folder of one run, for everything that its tests and their stores write. */
export interface RunFolder {
  readonly path: string;
  remove(): void;
}

/**
 * Opens a folder for this run: in memory where there is plenty, else where temporary files go. Stores of tests wait for the disk
 * thousands of times, and nothing of theirs has to outlive the machine. Folders of runs that were killed are removed.
 */
export function openRunFolder(memory: Place = memoryPlace(), disk = tmpdir()): RunFolder {
  const parent = memory.bytesFree >= memoryBytesMin ? memory.folder : disk;
  mkdirSync(parent, { recursive: true });
  removeLeftFolders(parent);
  const path = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  return { path, remove };
}

function removeLeftFolders(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // Somebody else's: theirs to remove.
    }
  }
}

/**
 * What may be written there without the machine running short: files in memory take the memory of programs. Nothing when
 * somebody named another folder.
 */
function memoryPlace(): Place {
  try {
    if (process.env.TMPDIR !== undefined || !mayExecute(readFileSync('/proc/self/mounts', 'utf8'), memoryFolder)) {
      return { folder: memoryFolder, bytesFree: 0 };
    }
    const { bavail, bsize } = statfsSync(memoryFolder);
    return { folder: memoryFolder, bytesFree: Math.min(bavail * bsize, process.availableMemory() / 2) };
  } catch {
    return { folder: memoryFolder, bytesFree: 0 };
  }
}

/** Whether programs can run from this mount, by Linux's list of mounts: containers often forbid it, and tests unpack some. */
export function mayExecute(mounts: string, folder: string): boolean {
  const options = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .findLast(([, at]) => at === folder)?.[3];
  return options !== undefined && !options.split(',').includes('noexec');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
