import { spawn } from 'node:child_process';
import { constants } from 'node:os';

export type K6Run = {
  readonly k6: string;
  /** The bundled scenario. */
  readonly script: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Where k6 puts its summary as JSON. */
  readonly summaryFile: string;
};

/** k6's own exit status for thresholds that did not hold. */
export const thresholdsFailedStatus = 99;

/** Runs k6 in this terminal, with its progress, and resolves with its exit status. Ctrl-C lets it end in good order. */
export async function runK6(run: K6Run): Promise<number> {
  const variables = Object.entries(run.variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const args = ['run', '--no-usage-report', '--summary-export', run.summaryFile, ...variables, run.script];
  const child = spawn(run.k6, args, { stdio: 'inherit' });
  // The terminal tells k6 itself; without a listener of ours the signal would end us before its summary.
  const wait = (): void => {};
  const pass = (): void => {
    child.kill('SIGTERM');
  };
  process.on('SIGINT', wait);
  process.on('SIGTERM', pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    process.removeListener('SIGINT', wait);
    process.removeListener('SIGTERM', pass);
  }
}
