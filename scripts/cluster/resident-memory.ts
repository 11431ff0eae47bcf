import { readdirSync, readFileSync } from 'node:fs';
import { runTool } from '../provision/run-tool.ts';

const kib = 1024;

/**
 * Resident bytes of each process group, summed over all its processes, keyed by the group's id. Pages that two
 * processes share count twice, so sums err on the high side. Empty on Windows.
 */
export async function residentBytesByGroup(): Promise<Map<number, number>> {
  if (process.platform === 'win32') return new Map();
  return process.platform === 'linux' ? fromProc() : fromPs();
}

function fromProc(): Map<number, number> {
  const sums = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
      const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'));
      sums.set(group, (sums.get(group) ?? 0) + Number(resident?.[1] ?? 0) * kib);
    } catch {
      // The process ended while we looked at it.
    }
  }
  return sums;
}

async function fromPs(): Promise<Map<number, number>> {
  const sums = new Map<number, number>();
  const outcome = await runTool('ps', ['-axo', 'pgid=,rss=']);
  for (const line of outcome.stdout.split('\n')) {
    const [group, resident] = line.trim().split(/\s+/).map(Number);
    if (group === undefined || resident === undefined) continue;
    sums.set(group, (sums.get(group) ?? 0) + resident * kib);
  }
  return sums;
}
