import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ownerIsAlive, processStartedAt } from '../launcher/pid-lock.mjs';
import { Problem } from '../problem.ts';

const environmentSchema = z.record(z.string(), z.string());

/**
 * What a start tells the other commands (demo, loadtest, ledger, migrate, the end-to-end test). It holds secrets, so it
 * is readable by its owner only. It stays when the start ends: `ledger` and `migrate` may work on stores that are
 * running still, and say so when they are not.
 */
const runFileSchema = z.object({
  version: z.literal(1),
  /** The process of `npm start`, and when the operating system says it began: a reused pid is not it. */
  pid: z.int(),
  pidStartedAt: z.string().nullable(),
  /** Base address of the edge, without a path: `http://127.0.0.1:8787`. */
  edgeUrl: z.url(),
  stores: z.object({
    walletsUrl: z.url(),
    roomsUrl: z.url(),
    controlUrl: z.url(),
    mongodbUri: z.string(),
  }),
  /** Where the generated development secrets stand. */
  secretsFile: z.string(),
  /** Settings (see realtime/src/config.ts) for the commands that work on the stores; inherited variables not among them. */
  environments: z.object({ ledger: environmentSchema, origin: environmentSchema, migrate: environmentSchema }),
  /**
   * What runs now; rewritten when one is restarted. A gateway's name is its NODE_ID. `url`: where it listens, if it does;
   * `metricsUrl`: where it tells Prometheus what it counts.
   */
  processes: z.array(
    z.object({ name: z.string(), pid: z.int(), url: z.string().optional(), metricsUrl: z.url().optional() }),
  ),
});
export type RunFile = z.infer<typeof runFileSchema>;

/** The run file of the start that keeps its state in this folder. */
export function runFilePath(stateFolder: string): string {
  return join(stateFolder, 'run.json');
}

/** Writes the whole file at once; a reader sees the old one or the new one. `pid` and `pidStartedAt` are this process's. */
export function writeRunFile(
  stateFolder: string,
  run: Omit<RunFile, 'version' | 'pid' | 'pidStartedAt'>,
  pid = process.pid,
): void {
  const file = runFilePath(stateFolder);
  const draft = `${file}.${process.pid}`;
  const whole: RunFile = { version: 1, pid, pidStartedAt: processStartedAt(pid), ...run };
  writeFileSync(draft, `${JSON.stringify(whole, null, 2)}\n`, { mode: 0o600 });
  // The mode above holds only for a file that was not there before.
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}

export function removeRunFile(stateFolder: string): void {
  rmSync(runFilePath(stateFolder), { force: true });
}

/** The last start's file, whether it still runs or not; undefined when there was none. Throws a Problem on a foreign file. */
export function readRunFile(stateFolder: string): RunFile | undefined {
  let text: string;
  try {
    text = readFileSync(runFilePath(stateFolder), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = runFileSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw new Problem(`${runFilePath(stateFolder)} is not of this version: run npm start again`);
  return parsed.data;
}

/** The start that runs now. Throws a Problem with what to do when none does. */
export function requireRunningStart(stateFolder: string): RunFile {
  const run = readRunFile(stateFolder);
  if (run === undefined || !startIsRunning(run)) {
    throw new Problem('HaloBuzz is not running here: start it with npm start in another terminal');
  }
  return run;
}

export function startIsRunning(run: RunFile): boolean {
  return ownerIsAlive({ pid: run.pid, startedAt: run.pidStartedAt, note: '' });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
