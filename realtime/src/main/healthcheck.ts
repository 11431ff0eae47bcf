/**
 * A container's health check, as it has no shell: exit 0 when `/healthz` of the process beside it answers, else 1. Liveness
 * alone: a process that waits for a store is healthy, and `/readyz` says what it waits for.
 */
const port = process.env.METRICS_PORT ?? '';
const timeoutMs = 3_000;

async function main(): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(timeoutMs) });
    return answer.ok;
  } catch {
    return false;
  }
}

process.exitCode = (await main()) ? 0 : 1;

export {};
