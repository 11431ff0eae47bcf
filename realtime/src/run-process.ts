import { limits } from '@halobuzz/core/limits';
import type { Logger } from 'pino';
import { ConfigError } from './config-option.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { toggleDebug } from './observability/log.ts';

export interface ProcessSpec {
  readonly log: Logger;
  /** Bound of the whole release, ms. */
  readonly releaseDeadlineMs: number;
  /** Opens everything, registering each thing with the lifecycle. */
  readonly start: (lifecycle: Lifecycle) => Promise<void>;
}

/**
 * Runs one process: called from `main/*.ts` only, the one place that installs signal handlers. A start that fails
 * releases what it had opened. SIGTERM and SIGINT release and exit 0; the second one exits at once with 130. SIGUSR2 has it log
 * from `debug` on for a while, and again as before.
 */
export async function runProcess(spec: ProcessSpec): Promise<void> {
  const { log } = spec;
  const lifecycle = createLifecycle(log);
  let ending = false;
  const end = async (exitCode: number): Promise<void> => {
    if (ending) return;
    ending = true;
    const failed = await lifecycle.release(spec.releaseDeadlineMs);
    process.exit(exitCode === 0 && failed.length > 0 ? 1 : exitCode);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (ending) process.exit(130);
    log.info({ signal }, 'stopping');
    void end(0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  const usualLevel = log.level;
  process.on('SIGUSR2', () => {
    const level = toggleDebug(log, usualLevel, limits.logDebugMs);
    log.warn({ to: level }, 'the level of the log was changed');
  });
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'uncaught exception');
    void end(1);
  });
  process.on('unhandledRejection', (err) => {
    log.fatal({ err }, 'unhandled rejection');
    void end(1);
  });
  try {
    await spec.start(lifecycle);
  } catch (err) {
    log.fatal({ err }, 'the start failed');
    await end(1);
  }
}

/** Prints a start problem that comes before there is a log, and ends the process. */
export function failStart(error: unknown): never {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
