import { createExecutionContext } from 'cloudflare:test';
import { isDeclaredValue } from '@halobuzz/core/observability/metric-spec';
import { operatorPaths } from '@halobuzz/core/operator';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bindings, call, installFakeOrigin, registerMember, send, signInMember } from '../../testing/edge-client.ts';
import { createApp } from '../app.ts';
import { requireConfig } from '../env.ts';
import { edgeMetrics } from '../observability/edge-metric-catalogue.ts';
import { createServices } from '../services.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const config = requireConfig(bindings);
const authorization = `Bearer ${config.metricsToken}`;

async function scraped(): Promise<string> {
  const answer = await send(operatorPaths.metrics, { headers: { authorization } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  return answer.text();
}

/** The value of the series whose labels hold all of these. */
function seriesOf(text: string, name: string, ...parts: readonly string[]): number {
  const line = text.split('\n').find((one) => one.startsWith(`${name}{`) && parts.every((part) => one.includes(part)));
  return Number(line?.split(' ').at(-1) ?? 0);
}

describe('what an isolate measured', () => {
  test('is for who shows the token', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: `${authorization}x` }]) {
      expect((await send(operatorPaths.metrics, { headers })).status).toBe(404);
    }
  });

  test('is nothing where no token is set', async () => {
    const services = createServices(bindings, { ...config, metricsToken: undefined });
    const request = new Request(`https://edge.test${operatorPaths.metrics}`, {
      headers: { authorization: 'Bearer undefined' },
    });
    expect((await createApp(services).fetch(request, bindings, createExecutionContext())).status).toBe(404);
  });

  test('is each route by its pattern, sign-ins by what came of them, and the origin', async () => {
    const before = await scraped();
    const member = await registerMember();
    await signInMember(member);
    const wrong = { body: { identifier: member.username, password: 'not the password' } };
    expect((await call('POST', '/auth/login', wrong)).status).toBe(401);
    expect((await call('GET', '/streams/0190a000-0000-7000-8000-000000000000')).status).toBeGreaterThan(399);
    expect((await call('GET', '/made-up-1')).status).toBe(404);
    const text = await scraped();
    const added = (name: string, ...parts: readonly string[]): number =>
      seriesOf(text, name, ...parts) - seriesOf(before, name, ...parts);
    expect(added('halobuzz_edge_auth_total', 'act="register"', 'result="ok"')).toBe(1);
    expect(added('halobuzz_edge_auth_total', 'act="login"', 'result="ok"')).toBe(1);
    expect(added('halobuzz_edge_auth_total', 'act="login"', 'result="invalid_credentials"')).toBe(1);
    const requests = 'halobuzz_edge_http_requests_total';
    expect(added(requests, 'route="/api/v1/auth/login"', 'method="POST"', 'status="4xx"')).toBe(1);
    expect(added(requests, 'route="/api/v1/streams/:id"', 'status="4xx"')).toBe(1);
    expect(added('halobuzz_edge_http_request_duration_seconds_count', 'route="/api/v1/auth/login"')).toBe(2);
    expect(text).toContain('route="unmatched"');
    expect(text).not.toContain('made-up');
    expect(text).not.toContain(member.username);
    expect(seriesOf(text, 'halobuzz_edge_signing_key_created_timestamp_seconds', 'isolate=')).toBeGreaterThan(1.6e9);
    expect(seriesOf(text, 'halobuzz_edge_isolate_start_timestamp_seconds', 'isolate=')).toBeGreaterThan(1.6e9);
  });

  test('says nothing that the catalogue does not', async () => {
    await Promise.all(
      ['/healthz', '/readyz', '/api/v1/regions', '/api/v1/streams', '/', '/.well-known/jwks.json'].map((path) =>
        send(path),
      ),
    );
    await send('/api/v1/streams', { method: 'PURGE' });
    const specs = new Map(edgeMetrics.map((spec) => [spec.name, spec]));
    const lines = (await scraped()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      const [, name = '', labels = ''] = /^([a-z_]+)\{(.*)\} \S+$/.exec(line) ?? [];
      const spec = specs.get(name) ?? specs.get(name.replace(/_(bucket|sum|count)$/, ''));
      expect(spec, line).toBeDefined();
      for (const [, label = '', value = ''] of labels.matchAll(/([a-z]+)="([^"]*)"/g)) {
        const bound = Object.entries(spec?.labels ?? {}).find(([own]) => own === label)?.[1];
        if (bound === undefined) expect(['isolate', 'le'], line).toContain(label);
        else expect(isDeclaredValue(bound, value), line).toBe(true);
      }
    }
  });
});

test('gives Analytics Engine one point a request', async () => {
  const points: AnalyticsEngineDataPoint[] = [];
  const METRICS = { writeDataPoint: (point?: AnalyticsEngineDataPoint) => void points.push(point ?? {}) };
  const app = createApp(createServices({ ...bindings, METRICS }, config));
  await app.fetch(new Request('https://edge.test/healthz'), bindings, createExecutionContext());
  expect(points).toEqual([
    { indexes: ['/healthz'], blobs: ['GET', '2xx', 'ok', '', ''], doubles: [expect.any(Number), 200] },
  ]);
});
