import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { parsePsTime } from '../../loadtests/bench/process-usage.ts';

export interface ProcessUsage {
  readonly pid: number;
  /** A service and all that it started share one (scripts/cluster/child.ts). */
  readonly group: number;
  /** User and system time since it began, ms. */
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** Linux counts in hundredths of a second for programs, and in pages of 4 KiB on the machines this runs on. */
const msPerTick = 10;
const pageBytes = 4_096;

/** Everything that runs here. */
export function processTable(): ProcessUsage[] {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

function fromProc(): ProcessUsage[] {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((name) => {
      try {
        return [parseStatLine(readFileSync(`/proc/${name}/stat`, 'utf8'))];
      } catch {
        // It ended between the two reads.
        return [];
      }
    });
}

function fromPs(): ProcessUsage[] {
  const text = execFileSync('ps', ['-axo', 'pid=,pgid=,rss=,time='], { encoding: 'utf8' });
  return text.split('\n').flatMap((line) => {
    const [pid, group, kibibytes, time] = line.trim().split(/\s+/);
    if (time === undefined) return [];
    const residentBytes = Number(kibibytes) * 1_024;
    return [{ pid: Number(pid), group: Number(group), cpuMs: parsePsTime(time), residentBytes }];
  });
}

/** A line of /proc/<pid>/stat (proc(5)): the name in brackets may hold spaces and brackets itself. */
export function parseStatLine(line: string): ProcessUsage {
  const end = line.lastIndexOf(')');
  const fields = line.slice(end + 2).split(' ');
  // proc(5) counts from 1, and the first here is its field 3: group 5, utime 14, stime 15, rss 24.
  const field = (number: number): number => {
    const value = Number(fields[number - 3] ?? Number.NaN);
    if (end === -1 || Number.isNaN(value)) throw new Error(`no field ${number} in this stat line`);
    return value;
  };
  return {
    pid: Number.parseInt(line, 10),
    group: field(5),
    cpuMs: (field(14) + field(15)) * msPerTick,
    residentBytes: field(24) * pageBytes,
  };
}
