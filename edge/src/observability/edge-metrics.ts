import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { statusClassOf } from '@halobuzz/core/observability/status-class';
import { toBase64Url } from '../bytes.ts';
import type { OriginClient } from '../origin/client.ts';
import { edgeMetrics, knownMethods, edgeMetricSpecs as specs } from './edge-metric-catalogue.ts';
import { IsolateMetrics } from './isolate-metrics.ts';

/** An answered request, as far as it is measured. */
export interface AnsweredRequest {
  /** A pattern of the app, never a path. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
  /** Where a public answer came from, as its `Cache-Status` says. */
  readonly cache: 'hit' | 'stale' | 'miss' | undefined;
  /** The code of a refusal. */
  readonly code: string | undefined;
}

export interface EdgeMetrics {
  answered(request: AnsweredRequest): void;
  /** What the origin was asked, counted and timed. */
  measured(origin: OriginClient): OriginClient;
  /** The text that Prometheus reads. `signingKeyCreatedAtMs`: undefined while there is none. */
  text(signingKeyCreatedAtMs: number | undefined): string;
}

export interface EdgeMetricsDeps {
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array<ArrayBuffer>;
  /** Where Cloudflare keeps one data point a request; absent: this isolate counts for itself alone. */
  readonly dataset: AnalyticsEngineDataset | undefined;
  /** Days, UTC, by name. */
  readonly secretDates: ReadonlyMap<string, string>;
}

const AUTH = '/api/v1/auth/';
const ISOLATE_BYTES = 6;
/** Analytics Engine takes so many bytes of an index. */
const INDEX_CHARS_MAX = 96;

/**
 * Measures what this isolate answers: for Prometheus where one asks (`GET /ops/v1/metrics`), and as a data point a request
 * for Analytics Engine, which alone sees all isolates of a service at the edge.
 */
export function createEdgeMetrics({ clock, random, dataset, secretDates }: EdgeMetricsDeps): EdgeMetrics {
  const metrics = new IsolateMetrics(edgeMetrics, { isolate: toBase64Url(random(ISOLATE_BYTES)) });
  for (const [secret, day] of secretDates) metrics.set(specs.secretCreated, Date.parse(day) / 1_000, { secret });
  let started = false;

  async function timed<T>(call: () => Promise<T>): Promise<T> {
    const startedMs = clock();
    let result: 'ok' | 'refused' | 'unavailable' = 'ok';
    try {
      return await call();
    } catch (error) {
      result = error instanceof AppError && error.code !== 'unavailable' ? 'refused' : 'unavailable';
      throw error;
    } finally {
      metrics.add(specs.originCalls, { result });
      metrics.observe(specs.originSeconds, (clock() - startedMs) / 1_000);
    }
  }

  return {
    answered({ route, method: given, status, seconds, cache, code }) {
      if (!started) metrics.set(specs.isolateStart, clock() / 1_000);
      started = true;
      const method = knownMethods.includes(given) ? given : 'other';
      const statusClass = statusClassOf(status, code);
      metrics.add(specs.requests, { route, method, status: statusClass });
      metrics.observe(specs.requestSeconds, seconds, { route, method });
      if (cache !== undefined) metrics.add(specs.cacheReads, { result: cache });
      const act = route.startsWith(AUTH) ? route.slice(AUTH.length) : undefined;
      const result = code ?? (status < 400 ? 'ok' : 'refused');
      if (act !== undefined) metrics.add(specs.auth, { act, result });
      dataset?.writeDataPoint({
        indexes: [route.slice(0, INDEX_CHARS_MAX)],
        blobs: [method, statusClass, result, cache ?? '', act ?? ''],
        doubles: [seconds, status],
      });
    },
    measured: (origin) => ({
      call: (request, data) => timed(() => origin.call(request, data)),
      relay: (request) => timed(() => origin.relay(request)),
      stream: (request) => timed(() => origin.stream(request)),
      send: (request) => timed(() => origin.send(request)),
    }),
    text(signingKeyCreatedAtMs) {
      if (signingKeyCreatedAtMs !== undefined) metrics.set(specs.signingKeyCreated, signingKeyCreatedAtMs / 1_000);
      return metrics.text();
    },
  };
}
