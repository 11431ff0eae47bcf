import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { ResultRow } from '../../loadtests/bench/judge-row.ts';
import { memoryFigure } from '../../loadtests/bench/process-usage.ts';
import { repositoryRoot } from '../paths.ts';
import type { BenchSettings } from './bench-context.ts';

/** Where and of what a result was taken: figures of different machines are not compared, ratios of one run are. */
export interface BenchMachine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** With `+` when the files differ from it; null outside of a git checkout. */
  readonly commit: string | null;
  readonly date: string;
  readonly memoryFigure: string;
  /** Of the last minute: whatever is above 0 ran beside the measurement. */
  readonly loadAtStart: number;
}

export function describeMachine(now: Date): BenchMachine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.version,
    commit: commitOf(),
    date: now.toISOString(),
    memoryFigure,
    loadAtStart: loadavg()[0] ?? 0,
  };
}

function commitOf(): string | null {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: repositoryRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+');
  } catch {
    return null;
  }
}

export function writeBenchResult(
  file: string,
  machine: BenchMachine,
  settings: BenchSettings,
  rows: readonly ResultRow[],
): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ machine, settings, rows }, null, 2)}\n`);
}
