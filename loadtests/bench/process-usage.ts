import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What the operating system has counted for a process, all its threads together. Linux tells it in /proc; elsewhere `ps`
 * does, in coarser steps and with the resident set in place of private memory.
 */

/** Ticks of /proc/<pid>/stat: USER_HZ, which Linux has fixed at 100 for programs since 2.6. */
const ticksPerSecond = 100;

/** User and system time since the process began, ms. Throws when it is gone. */
export function cpuMsOf(pid: number): number {
  if (process.platform === 'linux') return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return parsePsTime(execFileSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' }));
}

/** Private memory in user space, bytes: what would be free again if the process ended. */
export function memoryBytesOf(pid: number): number {
  if (process.platform === 'linux') return parseSmapsRollup(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}

/** Which figure {@link memoryBytesOf} gives here. */
export const memoryFigure = process.platform === 'linux' ? 'USS (private memory)' : 'RSS';

/** `utime + stime` of a line of /proc/<pid>/stat, ms. The name in brackets may hold spaces and brackets itself. */
export function parseStat(line: string): number {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  // Fields 14 and 15 of proc(5), which counts from 1; the first here is field 3.
  const ticks = Number(fields[11]) + Number(fields[12]);
  if (!Number.isFinite(ticks)) throw new Error('no times in this stat line');
  return (ticks * 1_000) / ticksPerSecond;
}

/** `Private_Clean + Private_Dirty` of /proc/<pid>/smaps_rollup, bytes. */
export function parseSmapsRollup(text: string): number {
  let kibibytes = 0;
  let found = 0;
  for (const match of text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)) {
    kibibytes += Number(match[1]);
    found += 1;
  }
  if (found !== 2) throw new Error('no private memory in this smaps_rollup');
  return kibibytes * 1024;
}

/** `[[dd-]hh:]mm:ss[.cc]` as `ps` writes it, ms. */
export function parsePsTime(text: string): number {
  const [clock = '', days = '0'] = text.trim().split('-').reverse();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const total = (Number(days) * 86_400 + seconds) * 1_000;
  if (clock === '' || !Number.isFinite(total)) throw new Error('no time in this answer of ps');
  return total;
}
