import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '@halobuzz/core/limits';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { gatewayConfig, ledgerConfig, originConfig } from '../../realtime/src/config.ts';
import { repositoryRoot } from '../paths.ts';

const folder = join(repositoryRoot, 'ops/compose');
const volume = z.union([z.string(), z.object({ type: z.literal('bind'), source: z.string(), target: z.string(), read_only: z.literal(true) })]);
const service = z.looseObject({
  image: z.string(),
  user: z.string().regex(/^\d+:\d+$/),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  cap_add: z.array(z.string()).optional(),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  mem_limit: z.string(),
  pids_limit: z.int(),
  environment: z.record(z.string(), z.string()).optional(),
  secrets: z.array(z.string()).default([]),
  networks: z.array(z.string()).min(1),
  volumes: z.array(volume).default([]),
  ports: z.array(z.string()).optional(),
  privileged: z.undefined().optional(),
  depends_on: z.undefined().optional(),
  stop_grace_period: z.string().optional(),
});
const composeSchema = z.looseObject({
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ file: z.string().startsWith('./secrets/') })),
  networks: z.record(z.string(), z.unknown()),
  volumes: z.record(z.string(), z.unknown()),
});
const text = readFileSync(join(folder, 'compose.yaml'), 'utf8');
const compose = composeSchema.parse(parse(text, { merge: true }));
const services = Object.entries(compose.services);

describe('compose.yaml', () => {
  it('hardens every container, and lets any of them start first', () => {
    expect(services.map(([name]) => name).sort()).toEqual(
      [
        ...['alertmanager', 'door', 'gateway-1', 'gateway-2', 'grafana', 'ledger', 'loki', 'migrate', 'mongodb', 'origin'],
        ...['prometheus', 'valkey-rooms', 'valkey-wallets', 'vector'],
      ].sort(),
    );
    expect(services.flatMap(([name, { cap_add }]) => (cap_add === undefined ? [] : [name]))).toEqual(['vector']);
    for (const [name, { image }] of services) expect(image, name).toMatch(/:(?!latest)[^/]+$/);
  });

  it('mounts what is there, and names the secrets, networks and volumes that it has', () => {
    for (const [name, { secrets, networks, volumes }] of services) {
      for (const secret of secrets) expect(compose.secrets, name).toHaveProperty(secret);
      for (const network of networks) expect(compose.networks, name).toHaveProperty(network);
      for (const mount of volumes) {
        if (typeof mount === 'string') expect(compose.volumes, name).toHaveProperty(mount.split(':')[0] ?? '');
        else if (mount.source.startsWith('../') || mount.source === './prometheus.yml') {
          expect(existsSync(join(folder, mount.source)), mount.source).toBe(true);
        }
      }
    }
    const used = new Set(services.flatMap(([, { secrets }]) => secrets));
    expect(Object.keys(compose.secrets).filter((name) => !used.has(name))).toEqual([]);
  });

  it.each([
    ['gateway-1', gatewayConfig, limits.drainDeadlineMs],
    ['gateway-2', gatewayConfig, limits.drainDeadlineMs],
    ['ledger', ledgerConfig, limits.ledgerReleaseDeadlineMs],
    ['origin', originConfig, limits.originReleaseDeadlineMs],
  ] as const)('gives %s what production wants, secrets as files, and time to end', (name, spec, ownMs) => {
    const { environment = {}, stop_grace_period = '0s' } = compose.services[name] ?? {};
    const given = Object.keys(environment);
    const names = new Set(given.map((entry) => entry.replace(/_FILE$/, '')));
    const entries = Object.values(spec);
    const wanted = entries.filter((entry) => entry.default === undefined && entry.optional !== true);
    expect(wanted.map(({ env }) => env).filter((env) => !names.has(env))).toEqual([]);
    for (const entry of entries) if (entry.secret) expect(given).not.toContain(entry.env);
    const known = new Set([...entries.map(({ env }) => env), 'NODE_EXTRA_CA_CERTS']);
    expect([...names].filter((entry) => !known.has(entry))).toEqual([]);
    expect(Number.parseInt(stop_grace_period, 10) * 1_000).toBeGreaterThanOrEqual(ownMs + limits.terminationMarginMs);
  });

  it('opens one port to the world, and keeps stores and telemetry without a way out', () => {
    const ports = services.flatMap(([name, { ports: open = [] }]) => open.map((port) => `${name} ${port}`));
    expect(ports).toEqual(['door 443:8443', 'grafana 127.0.0.1:3000:3000']);
    expect(compose.networks).toMatchObject({ stores: { internal: true }, telemetry: { internal: true } });
    for (const name of ['valkey-wallets', 'valkey-rooms', 'mongodb', 'ledger']) {
      expect(compose.services[name]?.networks).not.toContain('outside');
    }
  });

  it('keeps accepted gifts on disk before they are answered', () => {
    expect(text).toMatch(/--appendfsync, always.*\n.*2gb, --maxmemory-policy, noeviction/);
  });
});
