import { AppError } from '@halobuzz/core/errors/app-error';
import { operatorPaths } from '@halobuzz/core/operator';
import type { Hono } from 'hono';
import { sha256Base64Url, utf8 } from '../bytes.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { logLine } from '../observability/log-line.ts';
import type { Services } from '../services.ts';
import { signingKeyAt } from '../tokens/key-ring/key-ring.ts';
import { keyRingOf } from '../tokens/key-ring/key-ring-of.ts';

/**
 * `GET /ops/v1/metrics` for Prometheus, which can send a token and sign nothing: `Authorization: Bearer <METRICS_TOKEN>`.
 * Without that setting there is nothing here. It tells of this isolate alone (docs/observability/metrics.md).
 */
export function metricsRoute(app: Hono<EdgeEnv>): void {
  app.get(operatorPaths.metrics, async (c) => {
    const { services } = c.var;
    const { metricsToken } = services.config;
    if (metricsToken === undefined) throw new AppError('not_found');
    if (!(await isSame(c.req.header('authorization') ?? '', `Bearer ${metricsToken}`))) throw new AppError('not_found');
    const text = services.metrics.text(await signingKeyCreatedAtMs(services));
    return c.body(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
}

/** Compared by their digests: how long it takes says nothing of where they differ. */
async function isSame(given: string, wanted: string): Promise<boolean> {
  const [one, other] = await Promise.all([sha256Base64Url(utf8(given)), sha256Base64Url(utf8(wanted))]);
  return one === other;
}

/** Undefined when the ring does not answer: the other metrics are told all the same. */
async function signingKeyCreatedAtMs({ bindings, clock }: Services): Promise<number | undefined> {
  try {
    return signingKeyAt(await keyRingOf(bindings).ring(), clock())?.createdAtMs;
  } catch (error) {
    logLine('warn', 'metrics: the key ring does not answer', {
      detail: error instanceof Error ? error.message : 'unknown',
    });
    return undefined;
  }
}
