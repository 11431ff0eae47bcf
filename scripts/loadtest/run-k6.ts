import { spawn } from 'node:child_process';
import { constants } from 'node:os';

export type K6Run = {
  readonly k6: string;
  /** The bundled scenario. */
  readonly script: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Where k6 puts its summary as JSON. */
  readonly summaryFile: string;
  /** Where k6's own interface listens while it runs: `127.0.0.1:<port>`. */
  readonly address: string;
  /** After this k6 is told to end: no run outlives its bound. Undefined: none. */
  readonly timeoutMs?: number;
  /** Told once, with k6's process id. */
  readonly onStart?: (pid: number) => void;
  /** Each line that a scenario says with `console.log` and the like. */
  readonly onLine?: (line: string) => void;
};

/** k6's own exit status for thresholds that did not hold. */
export const thresholdsFailedStatus = 99;
/**
 * Go's collector starts when the heap has grown by so many percent. k6 makes some kilobytes of short-lived objects for each frame that
 * arrives: at Go's own 100 collecting takes a third of its time, and memory is not what these machines lack.
 */
const heapGrowthPercent = '400';
/** What the summary holds of each trend. */
const trendStats = 'avg,min,med,max,p(90),p(95),p(99),count';

/** Runs k6 in this terminal, with its progress, and resolves with its exit status. Ctrl-C lets it end in good order. */
export async function runK6(run: K6Run): Promise<number> {
  const variables = Object.entries(run.variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const args = [
    ...['run', '--no-usage-report', '--address', run.address, '--log-format', 'raw'],
    ...['--summary-trend-stats', trendStats, '--summary-export', run.summaryFile, ...variables, run.script],
  ];
  // Progress and summary go to the terminal; what scenarios say comes by the error stream, and is passed on.
  const child = spawn(run.k6, args, {
    stdio: ['inherit', 'inherit', 'pipe'],
    env: { GOGC: heapGrowthPercent, ...process.env },
  });
  if (child.pid !== undefined) run.onStart?.(child.pid);
  const lines = lineReader((line) => run.onLine?.(line));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text);
    lines.push(text);
  });
  // The terminal tells k6 itself; without a listener of ours the signal would end us before its summary.
  const wait = (): void => {};
  const pass = (): void => {
    child.kill('SIGTERM');
  };
  process.on('SIGINT', wait);
  process.on('SIGTERM', pass);
  const bound = run.timeoutMs === undefined ? undefined : setTimeout(pass, run.timeoutMs);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      // `close`, not `exit`: the last lines are read by then.
      child.once('close', (code, signal) => {
        lines.end();
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
      });
    });
  } finally {
    clearTimeout(bound);
    process.removeListener('SIGINT', wait);
    process.removeListener('SIGTERM', pass);
  }
}

const lineCharsMax = 64 * 1024;

/** Cuts a stream of text into lines; of a line that never ends only its first part is kept. */
function lineReader(onLine: (line: string) => void) {
  let open = '';
  return {
    push(text: string): void {
      const parts = (open + text).split('\n');
      open = (parts.pop() ?? '').slice(0, lineCharsMax);
      for (const line of parts) onLine(line);
    },
    end(): void {
      if (open !== '') onLine(open);
      open = '';
    },
  };
}
