import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { settingsSchema } from '../../edge/src/env.ts';
import { repositoryRoot } from '../paths.ts';

/** What is looked at of a configuration that wrangler has read. */
interface EdgeConfig {
  readonly name: string;
  readonly durable_objects: { readonly bindings: readonly { readonly name: string; readonly class_name: string }[] };
  readonly r2_buckets: readonly {
    readonly binding: string;
    readonly bucket_name?: string;
    readonly jurisdiction?: string;
  }[];
  readonly ratelimits?: readonly {
    readonly name: string;
    readonly simple: { readonly limit: number; readonly period: number };
  }[];
  readonly analytics_engine_datasets: readonly { readonly binding: string }[];
  readonly kv_namespaces: readonly { readonly binding: string }[];
  readonly services: readonly { readonly binding: string }[];
  readonly assets?: { readonly binding?: string };
  readonly vars: Readonly<Record<string, unknown>>;
  readonly migrations: unknown;
  readonly triggers: unknown;
  readonly compatibility_date?: string;
  readonly observability?: unknown;
  readonly routes?: unknown;
}

const config = join(repositoryRoot, 'wrangler.toml');

function read(env?: string): EdgeConfig {
  return unstable_readConfig({ config, ...(env === undefined ? {} : { env }) }, { hideWarnings: true });
}

const local = read();
const environments = ['preview', 'production', 'staging'] as const;

/** Everything that the platform binds, by kind and name, without what each environment has for itself. */
function bindingsOf(from: EdgeConfig): readonly string[] {
  return [
    ...from.durable_objects.bindings.map(({ name, class_name }) => `object ${name} ${class_name}`),
    ...from.r2_buckets.map(({ binding, jurisdiction }) => `bucket ${binding} ${jurisdiction}`),
    ...(from.ratelimits ?? []).map(({ name, simple }) => `rate ${name} ${simple.limit} ${simple.period}`),
    ...from.analytics_engine_datasets.map(({ binding }) => `dataset ${binding}`),
    ...from.kv_namespaces.map(({ binding }) => `kv ${binding}`),
    ...from.services.map(({ binding }) => `service ${binding}`),
    `assets ${from.assets?.binding}`,
  ].sort();
}

describe.each(environments)('%s', (env) => {
  const own = read(env);

  it('binds what development binds', () => {
    expect(bindingsOf(own)).toEqual(bindingsOf(local));
    expect(own.migrations).toEqual(local.migrations);
    expect(own.triggers).toEqual(local.triggers);
    expect(own.compatibility_date).toBe(local.compatibility_date);
    expect(own.observability).toEqual(local.observability);
  });

  it('sets variables that the Worker knows, none of them secret, all for production', () => {
    const known = Object.keys(settingsSchema.shape);
    expect(Object.keys(own.vars).filter((name) => !known.includes(name))).toEqual([]);
    expect(Object.keys(own.vars).filter((name) => /KEY|KEK|SECRET|TOKEN|PEPPER|CERTIFICATE|SID/.test(name))).toEqual(
      [],
    );
    expect(own.vars).toMatchObject({ ENVIRONMENT: 'production' });
    for (const name of ['PUBLIC_URL', 'ORIGIN_URL']) expect(own.vars[name]).toMatch(/^https:/);
    expect(own.vars.GATEWAY_ORIGINS).toMatch(/^wss:/);
  });

  it('says in the documentation which secrets it wants', () => {
    const page = readFileSync(join(repositoryRoot, 'docs/operations/edge-secrets.md'), 'utf8');
    const listed = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name = '']) => name);
    const given = Object.keys(own.vars);
    const {
      ERASURE_WINDOW_MS: _fixed,
      RATE_PROFILE: _standard,
      DATA_JURISDICTIONS: _on,
      ...shape
    } = settingsSchema.shape;
    expect(listed.sort()).toEqual(
      Object.keys(shape)
        .filter((name) => !given.includes(name))
        .sort(),
    );
  });
});

it('lets no two environments share what they store', () => {
  const all = [local, read('production'), read('staging')];
  const names = all.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const buckets = (from: EdgeConfig) => from.r2_buckets.map(({ bucket_name }) => bucket_name);
  expect(buckets(read('production')).filter((name) => buckets(read('staging')).includes(name))).toEqual([]);
  expect(read('production').routes).toEqual([{ pattern: 'halobuzz.com', custom_domain: true }]);
});
