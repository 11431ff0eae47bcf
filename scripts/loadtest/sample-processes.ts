import { processTable } from './process-table.ts';
import { rounded, type Series, sampleEvery } from './time-series.ts';

/** Somebody whose share of the machine is to be known. */
export interface Watched {
  readonly name: string;
  readonly pid: number;
  /** With everything it started. */
  readonly wholeGroup: boolean;
}

export interface ProcessSamples {
  readonly name: string;
  /** Cores in use. */
  readonly cpu: Series;
  readonly memory: Series;
}

export interface ProcessSampler {
  /** `atMs`: the zero of the time axis. */
  stop(): Promise<readonly ProcessSamples[]>;
}

const intervalMs = 1_000;
const mebibyte = 1_024 ** 2;

/** Reads CPU and memory of each watched process once a second. `watched` is asked each time, as processes are restarted. */
export function sampleProcesses(startedMs: number, watched: () => readonly Watched[]): ProcessSampler {
  const lines = new Map<string, { cpu: [number, number][]; memory: [number, number][]; cpuMs: number; atMs: number }>();
  const sampler = sampleEvery(intervalMs, () => {
    const table = processTable();
    const atMs = performance.now();
    const second = rounded((atMs - startedMs) / 1_000);
    for (const { name, pid, wholeGroup } of watched()) {
      const own = table.filter((row) => (wholeGroup ? row.group === pid : row.pid === pid));
      if (own.length === 0) continue;
      const cpuMs = own.reduce((sum, row) => sum + row.cpuMs, 0);
      const line = lines.get(name) ?? { cpu: [], memory: [], cpuMs, atMs };
      // A process of the group that ended takes its time along: no share is known then.
      if (atMs > line.atMs && cpuMs >= line.cpuMs) {
        line.cpu.push([second, rounded((cpuMs - line.cpuMs) / (atMs - line.atMs))]);
      }
      line.memory.push([second, rounded(own.reduce((sum, row) => sum + row.residentBytes, 0) / mebibyte)]);
      lines.set(name, Object.assign(line, { cpuMs, atMs }));
    }
  });
  return {
    async stop() {
      await sampler.stop();
      return [...lines].map(([name, { cpu, memory }]) => ({
        name,
        cpu: { name, unit: 'cores', points: cpu },
        memory: { name, unit: 'MiB', points: memory },
      }));
    },
  };
}
