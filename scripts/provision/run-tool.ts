import { execFile } from 'node:child_process';

export type ToolOutcome = { ok: boolean; stdout: string; stderr: string; code: number | string | null };

const outputBytesMax = 16 * 1024 * 1024;

/** Runs a tool to its end and returns what it printed; a missing tool is `ok: false` with code `ENOENT`. */
export function runTool(
  command: string,
  args: readonly string[],
  options: { timeoutMs?: number; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<ToolOutcome> {
  return new Promise((resolve) => {
    execFile(
      command,
      [...args],
      { timeout: options.timeoutMs ?? 30_000, env: options.env, cwd: options.cwd, maxBuffer: outputBytesMax },
      (error, stdout, stderr) => {
        resolve({ ok: error === null, stdout, stderr, code: error === null ? 0 : (error.code ?? null) });
      },
    );
  });
}
