import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { guardProcessGroup, unguardProcessGroup } from '../cluster/orphan-guard.ts';
import { repositoryRoot } from '../paths.ts';

export type RunOutcome = { ok: boolean; code: number | null; output: string };

const live = new Set<number>();

/**
 * Runs a tool at the repository's root in a process group of its own and keeps what it prints, in the log too when one
 * is named. After `timeoutMs` the group is killed and the outcome is a failure.
 */
export function runWithLog(
  command: string,
  args: readonly string[],
  options: { timeoutMs: number; logFile?: string; env?: NodeJS.ProcessEnv },
): Promise<RunOutcome> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: repositoryRoot,
      env: { ...process.env, ...options.env },
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const pid = child.pid ?? -1;
    if (pid !== -1) {
      live.add(pid);
      guardProcessGroup(pid);
    }
    const log = options.logFile === undefined ? null : createWriteStream(options.logFile);
    let output = '';
    log?.on('error', (error) => {
      output += `\nthe log cannot be written: ${error.message}\n`;
    });
    const collect = (data: Buffer) => {
      output += data.toString();
      log?.write(data);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const timer = setTimeout(() => {
      output += `\nkilled after ${options.timeoutMs / 1000} s\n`;
      killGroup(pid);
    }, options.timeoutMs);
    const finish = (code: number | null) => {
      clearTimeout(timer);
      if (live.delete(pid)) unguardProcessGroup(pid);
      const settle = (): void => resolve({ ok: code === 0, code, output });
      if (log === null || log.closed) return settle();
      // Who asked may remove the folder: nothing of the log may be on its way then.
      log.once('close', settle);
      log.end();
    };
    child.once('error', (error) => {
      output += String(error);
      finish(null);
    });
    child.once('close', finish);
  });
}

/** Ends whatever still runs, for a user who stops the tests. */
export function signalLiveRuns(signal: NodeJS.Signals): void {
  for (const pid of live) killGroup(pid, signal);
}

function killGroup(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (pid === -1) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // Ended in the meantime.
  }
}
