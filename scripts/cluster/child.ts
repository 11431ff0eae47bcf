import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { guardProcessGroup, unguardProcessGroup } from './orphan-guard.ts';
import { waitUntil } from './wait-until.ts';

/** How to start one process. Its output is appended to `logFile`. */
export type ChildSpec = {
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
};

export type Exit = { code: number | null; signal: NodeJS.Signals | null; error?: Error };

/** A running process that we own, with everything it started in one process group. */
export type Child = {
  readonly name: string;
  /** -1 when the program could not be started at all; `exited` then tells why. */
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Sends a signal to the whole group; does nothing once the process has exited. */
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, and SIGKILL for what still stands after the deadline. Resolves when the process is gone. */
  stop(deadlineMs: number): Promise<Exit>;
};

/** Time that a killed process gets to disappear from the process table. */
const killWaitMs = 10_000;

/** Starts a process in a group of its own, so that a terminal's Ctrl-C reaches only the one who starts it. */
export function startChild(spec: ChildSpec): Child {
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const log = openSync(spec.logFile, 'a');
  const child = spawn(spec.command, [...spec.args], {
    cwd: spec.cwd,
    env: spec.env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', log, log],
    windowsHide: true,
  });
  closeSync(log);
  const pid = child.pid ?? -1;
  if (pid !== -1) guardProcessGroup(pid);

  let gone = false;
  const exited = new Promise<Exit>((resolve) => {
    child.once('error', (error) => {
      if (pid === -1) resolve({ code: null, signal: null, error });
    });
    child.once('exit', (code, signal) => resolve({ code, signal }));
  }).then((exit) => {
    gone = true;
    if (pid === -1) return exit;
    // What the process itself started and left behind must not outlive it.
    signalGroup(pid, 'SIGKILL');
    unguardProcessGroup(pid);
    return exit;
  });

  const signal = (name: NodeJS.Signals) => {
    if (!gone && pid !== -1) signalGroup(pid, name);
  };
  return {
    name: spec.name,
    pid,
    exited,
    signal,
    stop: async (deadlineMs) => {
      signal('SIGTERM');
      const hasExited = () => gone;
      if (!(await waitUntil(hasExited, { timeoutMs: deadlineMs, abort: exited })) && !gone) {
        signal('SIGKILL');
        await waitUntil(hasExited, { timeoutMs: killWaitMs, abort: exited });
      }
      return exited;
    },
  };
}

/** The last lines of a log, for the message when a process did not start. */
export function logTail(file: string, lines: number): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

export function describeExit(exit: Exit): string {
  if (exit.error !== undefined) return `could not be started: ${exit.error.message}`;
  return exit.signal === null ? `exited with code ${exit.code}` : `was ended by ${exit.signal}`;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // Already gone: nothing to signal.
  }
}
