import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '@halobuzz/core/limits';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { gatewayConfig, ledgerConfig, migrateConfig, originConfig } from '../../realtime/src/config.ts';
import { repositoryRoot } from '../paths.ts';

const probe = z.looseObject({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  resources: z.object({
    requests: z.object({ cpu: z.string(), memory: z.string(), 'ephemeral-storage': z.string() }),
    limits: z.object({ memory: z.string(), 'ephemeral-storage': z.string() }),
  }),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: z.int() }) }) }).optional(),
});
const workload = z.looseObject({
  kind: z.enum(['Deployment', 'StatefulSet', 'Job']),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        serviceAccountName: z.string(),
        automountServiceAccountToken: z.literal(false),
        enableServiceLinks: z.literal(false),
        terminationGracePeriodSeconds: z.int(),
        securityContext: z.object({
          runAsNonRoot: z.literal(true),
          runAsUser: z.int().min(1),
          runAsGroup: z.int().min(1),
          fsGroup: z.int().min(1),
          seccompProfile: z.object({ type: z.literal('RuntimeDefault') }),
        }),
        topologySpreadConstraints: z.array(z.unknown()).optional(),
        affinity: z.looseObject({ podAntiAffinity: z.unknown() }).optional(),
        hostNetwork: z.undefined().optional(),
        hostPID: z.undefined().optional(),
        containers: z.tuple([container]),
      }),
    }),
  }),
});
const named = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });

const files = globSync(['ops/kubernetes/{base,migrate}/*.yaml', 'ops/door/*.yaml'], { cwd: repositoryRoot })
  .filter((file) => !file.endsWith('kustomization.yaml'))
  .sort();
const objects = files.flatMap((file) =>
  parseAllDocuments(readFileSync(join(repositoryRoot, file), 'utf8')).map((document) => {
    expect(document.errors, file).toEqual([]);
    const value: unknown = document.toJS();
    return value;
  }),
);
const workloads = objects
  .filter((value) => ['Deployment', 'StatefulSet', 'Job'].includes(named.parse(value).kind))
  .map((value) => workload.parse(value));
const ofKind = (kind: string): string[] =>
  objects.map((value) => named.parse(value)).flatMap((value) => (value.kind === kind ? [value.metadata.name] : []));
const find = (name: string) => {
  const found = workloads.find(({ metadata }) => metadata.name === name);
  if (found === undefined) throw new Error(`${name} is not there`);
  return { ...found.spec.template, pod: found.spec.template.spec, first: found.spec.template.spec.containers[0] };
};

it('holds every part', () => {
  expect(workloads.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual([
    'Deployment door',
    'Deployment origin',
    'Job migrate',
    'StatefulSet gateway',
    'StatefulSet ledger',
  ]);
});

describe.each(['gateway', 'origin', 'ledger', 'door'])('%s', (name) => {
  it('is asked whether it started, lives and is ready, survives the loss of a machine, and gives way one at a time', () => {
    const { pod, first, metadata } = find(name);
    expect(first.startupProbe?.httpGet.path).toBe('/healthz');
    // What a store's outage would make of a liveness probe on /readyz: every process killed again and again.
    expect(first.livenessProbe?.httpGet.path).toBe('/healthz');
    expect(first.readinessProbe?.httpGet.path).toBe(['gateway', 'origin'].includes(name) ? '/readyz' : '/healthz');
    expect(pod.topologySpreadConstraints).toHaveLength(1);
    expect(pod.affinity?.podAntiAffinity).toBeDefined();
    expect(metadata.labels['app.kubernetes.io/name']).toBe(name);
    expect(ofKind('PodDisruptionBudget')).toContain(name);
    expect(ofKind('ServiceAccount')).toContain(pod.serviceAccountName);
  });
});

describe('how long a pod is left to end', () => {
  const graceMs = (name: string): number => find(name).pod.terminationGracePeriodSeconds * 1_000;
  const farewellMs = (name: string): number => (find(name).first.lifecycle?.preStop.sleep.seconds ?? 0) * 1_000;

  it.each([
    ['gateway', limits.drainDeadlineMs],
    ['ledger', limits.ledgerReleaseDeadlineMs],
    ['origin', limits.originReleaseDeadlineMs],
  ])('%s has what it takes by itself, and a margin', (name, ownMs) => {
    expect(graceMs(name)).toBeGreaterThanOrEqual(farewellMs(name) + ownMs + limits.terminationMarginMs);
  });

  it('lets an origin answer until no balancer sends anything more', () => {
    expect(farewellMs('origin')).toBe(limits.originFarewellMs);
    // A gateway is left by its own word: it tells its clients and the registry at once.
    expect(farewellMs('gateway')).toBe(0);
  });
});

describe('settings', () => {
  const settings = readFileSync(join(repositoryRoot, 'ops/kubernetes/base/settings.env'), 'utf8');
  const shared = settings.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(0, line.indexOf('='))]));
  const fromPlatform = new Set(['POD_NAME', 'GATEWAY_DOMAIN', 'NODE_EXTRA_CA_CERTS']);

  it.each([
    ['gateway', gatewayConfig],
    ['ledger', ledgerConfig],
    ['origin', originConfig],
    ['migrate', migrateConfig],
  ] as const)('give %s all that production wants, secrets as files, and nothing it does not know', (name, spec) => {
    const entries = Object.values(spec);
    const known = new Set(entries.map(({ env }) => env));
    const given = find(name).first.env.map((entry) => entry.name);
    const names = given.map((entry) => entry.replace(/_FILE$/, ''));
    for (const entry of names) expect(known.has(entry) || fromPlatform.has(entry), entry).toBe(true);
    const all = new Set([...names, ...(name === 'migrate' ? [] : shared)]);
    const wanted = entries.filter((entry) => entry.default === undefined && entry.optional !== true);
    expect(wanted.map(({ env }) => env).filter((env) => !all.has(env))).toEqual([]);
    for (const entry of entries) if (entry.secret) expect(given).not.toContain(entry.env);
  });
});

it('lets nobody near anybody by default', () => {
  const policies = ofKind('NetworkPolicy');
  expect(policies).toContain('deny-all');
  const denying = objects.find((value) => named.parse(value).metadata.name === 'deny-all');
  expect(denying).toMatchObject({ spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } });
  expect(JSON.stringify(denying)).not.toContain('"ingress"');
});

it('scales gateways by sockets, below what one holds', () => {
  const scaler = objects.find((value) => {
    const { kind, metadata } = named.parse(value);
    return kind === 'HorizontalPodAutoscaler' && metadata.name === 'gateway';
  });
  const schema = z.looseObject({
    spec: z.looseObject({
      metrics: z.tuple([
        z.looseObject({
          pods: z.object({ metric: z.object({ name: z.string() }), target: z.looseObject({ averageValue: z.string() }) }),
        }),
      ]),
    }),
  });
  const [{ pods }] = schema.parse(scaler).spec.metrics;
  expect(pods.metric.name).toBe('halobuzz_gateway_sockets');
  expect(Number(pods.target.averageValue) / limits.socketsPerNodeMax).toBeLessThanOrEqual(0.75);
  const adapter = readFileSync(join(repositoryRoot, 'ops/kubernetes/prometheus-adapter/values.yaml'), 'utf8');
  expect(adapter).toContain(`as: ${pods.metric.name}`);
});

it('names no secret and no version that moves', () => {
  const all = globSync('ops/{kubernetes,door,compose}/**/*.{yaml,env,yml}', { cwd: repositoryRoot });
  for (const file of all) {
    const text = readFileSync(join(repositoryRoot, file), 'utf8');
    expect(text, file).not.toMatch(/:latest\b/);
    expect(text, file).not.toMatch(/kind: Secret$/m);
  }
});

it('lets pictures through the door', () => {
  const door = readFileSync(join(repositoryRoot, 'ops/door/nginx.conf.template'), 'utf8');
  const megabytes = Number(/client_max_body_size (\d+)m;/.exec(door)?.[1]);
  expect(megabytes * 1024 * 1024).toBeGreaterThan(limits.imageBytesMax);
  const readTimeout = Number(/proxy_read_timeout (\d+)s;/.exec(door)?.[1]);
  expect(readTimeout).toBeGreaterThan(limits.socketIdleSecondsMax);
  // Two connections a socket, for all gateways that one machine's door may lead to.
  expect(Number(/worker_connections (\d+);/.exec(door)?.[1])).toBeGreaterThan(2 * limits.socketsPerNodeMax);
});
