import { logLine } from './log-line.ts';

/** Work behind an answer, or by the clock: what fails is logged as `failed`, and done by the next. */
export async function quietly(failed: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logLine('error', failed, { detail: error instanceof Error ? error.message : 'unknown' });
  }
}
