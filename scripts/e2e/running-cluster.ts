import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type RunFile, readRunFile } from '../cluster/run-file.ts';
import { type HalobuzzApi, halobuzzApi } from '../demo/halobuzz-api.ts';
import { repositoryRoot } from '../paths.ts';
import './cluster-setup.ts';
import { eventually } from './eventually.ts';

/** The cluster that the global setup started, as a test sees it. */
export interface RunningCluster {
  readonly edgeUrl: string;
  readonly api: HalobuzzApi;
  process(name: string): { readonly pid: number; readonly port: number };
  /** kill -9, and nothing else: the supervisor notices by itself. */
  kill(name: string): number;
  /** Waits until the supervisor has put another process in the place of this one. */
  replaced(name: string, pid: number): Promise<void>;
  /** `npm run ledger -- <args>`. */
  ledger(...args: string[]): Promise<{ readonly status: number; readonly output: string }>;
}

const ledgerTimeoutMs = 60_000;

export function runningCluster(): RunningCluster {
  const stateFolder = inject('stateFolder');
  const read = (): RunFile => {
    const run = readRunFile(stateFolder);
    if (run === undefined) throw new Error(`there is no run file in ${stateFolder}`);
    return run;
  };
  const find = (name: string): { readonly pid: number; readonly port: number } => {
    const entry = read().processes.find((candidate) => candidate.name === name);
    if (entry === undefined) throw new Error(`no process is named ${name}`);
    return { pid: entry.pid, port: Number(new URL(entry.url ?? 'http://none').port) };
  };
  // The edge listens on IPv4 alone; `localhost` may mean IPv6 first.
  const edgeUrl = read().edgeUrl.replace('//localhost:', '//127.0.0.1:');
  return {
    edgeUrl,
    api: halobuzzApi(edgeUrl),
    process: find,
    kill: (name) => {
      const { pid } = find(name);
      process.kill(pid, 'SIGKILL');
      return pid;
    },
    replaced: async (name, pid) => {
      await eventually(
        `${name} runs again`,
        () => find(name).pid,
        (now) => now !== pid,
      );
    },
    ledger: (...args) => runLedger(read(), args),
  };
}

function runLedger(run: RunFile, args: readonly string[]): Promise<{ status: number; output: string }> {
  const program = join(repositoryRoot, 'realtime', 'src', 'main', 'ledger-cli.ts');
  const env = { ...process.env, ...run.environments.ledger, METRICS_PORT: '0', LOG_LEVEL: 'warn' };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env, timeout: ledgerTimeoutMs }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ status, output: stdout + stderr });
    });
  });
}
