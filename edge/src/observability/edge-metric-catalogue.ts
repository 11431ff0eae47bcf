import { errorCodes } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import {
  counterSpec,
  gaugeSpec,
  histogramSpec,
  latencyBuckets,
  type MetricSpec,
} from '@halobuzz/core/observability/metric-spec';
import { statusClasses } from '@halobuzz/core/observability/status-class';

const routes = { atMost: limits.metricRoutesMax, of: 'route patterns of the app' };
export const knownMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'other'];

/** Everything that an isolate of the Worker measures; each series also says which `isolate`. */
export const edgeMetricSpecs = {
  requests: counterSpec('halobuzz_edge_http_requests_total', 'Requests answered, by class of the status.', {
    ...{ route: routes, method: knownMethods },
    status: statusClasses,
  }),
  requestSeconds: histogramSpec(
    'halobuzz_edge_http_request_duration_seconds',
    'Time from the request to its answer; the platform’s clock stands still while nothing is waited for.',
    latencyBuckets,
    { route: routes, method: knownMethods },
  ),
  auth: counterSpec(
    'halobuzz_edge_auth_total',
    'Requests under /auth by what they are for (login, register, refresh, mfa/verify, …) and what came of them.',
    { act: { atMost: 64, of: 'routes under /auth' }, result: ['ok', 'refused', ...Object.keys(errorCodes)] },
  ),
  cacheReads: counterSpec('halobuzz_edge_cache_reads_total', 'Public answers by where they came from.', {
    result: ['hit', 'stale', 'miss'],
  }),
  originCalls: counterSpec('halobuzz_edge_origin_requests_total', 'Requests to the origin, by what came of them.', {
    result: ['ok', 'refused', 'unavailable'],
  }),
  originSeconds: histogramSpec(
    'halobuzz_edge_origin_request_duration_seconds',
    'Time from a request to the origin to its answer.',
    latencyBuckets,
  ),
  signingKeyCreated: gaugeSpec(
    'halobuzz_edge_signing_key_created_timestamp_seconds',
    'When the key that signs access tokens was made.',
  ),
  secretCreated: gaugeSpec(
    'halobuzz_secret_created_timestamp_seconds',
    'When a secret was made, as SECRET_DATES says.',
    { secret: { atMost: limits.secretDatesEntriesMax, of: 'SECRET_DATES' } },
  ),
  isolateStart: gaugeSpec(
    'halobuzz_edge_isolate_start_timestamp_seconds',
    'When this isolate answered its first request.',
  ),
};

export const edgeMetrics: readonly MetricSpec[] = Object.values(edgeMetricSpecs);
