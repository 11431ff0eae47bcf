import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MetricSpec } from '@halobuzz/core/observability/metric-spec';
import { ISSUER } from '@halobuzz/core/tokens';
import { transform } from 'esbuild';
import { metricSpecs } from '../../realtime/src/observability/metric-catalogue.ts';
import type { EdgeCaching } from './caching-page.ts';
import type { EdgeSettings } from './config-page.ts';
import type { DeviceKey } from './inventory-tables.ts';

/**
 * What the pages take from the edge. Its modules are compiled for the Worker runtime's types, so they are loaded by
 * address and their shapes are checked here; nothing of them runs that needs workerd.
 */
export async function edgeSettings(root: string): Promise<EdgeSettings> {
  const file = join(root, 'edge', 'src', 'env.ts');
  const { settingsSchema } = await load(file);
  if (typeof settingsSchema !== 'object' || settingsSchema === null || !('shape' in settingsSchema)) {
    throw new Error('edge/src/env.ts exports no settingsSchema');
  }
  // It has a shape, as only zod's object schemas do here.
  return { schema: settingsSchema as EdgeSettings['schema'], source: readFileSync(file, 'utf8') };
}

/** The OpenAPI document of the public API as production serves it. */
export async function openApiDocument(root: string): Promise<unknown> {
  const { describedApi } = await load(join(root, 'edge', 'src', 'app.ts'));
  const { openApiDocument: documentOf } = await load(join(root, 'edge', 'src', 'routes', 'docs', 'docs-routes.ts'));
  if (typeof describedApi !== 'function' || typeof documentOf !== 'function') {
    throw new Error('the edge exports no describedApi (app.ts) or openApiDocument (routes/docs/docs-routes.ts)');
  }
  return documentOf(await describedApi(false), ISSUER);
}

/** The table of how the edge caches. */
export async function edgeCaching(root: string): Promise<EdgeCaching> {
  const found = await load(join(root, 'edge', 'src', 'http', 'caching.ts'));
  for (const name of ['cachingRules', 'assetRules', 'uncachedRule', 'purges', 'cacheControl', 'varyOf']) {
    if (found[name] === undefined) throw new Error(`edge/src/http/caching.ts exports no ${name}`);
  }
  // They are there, and the edge's own types say what they are.
  return found as unknown as EdgeCaching;
}

/** What the app keeps on a device, and what it says of it. */
export async function deviceKeys(root: string): Promise<Readonly<Record<string, DeviceKey>>> {
  // The app is no module to Node: its text is, once the types are out.
  const source = readFileSync(join(root, 'mobile', 'src', 'platform', 'stored-keys.ts'), 'utf8');
  const { code } = await transform(source, { loader: 'ts', format: 'esm' });
  const { storedOnDevice } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  if (typeof storedOnDevice !== 'object' || storedOnDevice === null)
    throw new Error('mobile exports no storedOnDevice');
  // Its own type says that each has a name, why and until.
  return storedOnDevice as Readonly<Record<string, DeviceKey>>;
}

/** Every metric of the edge. */
export async function edgeMetrics(root: string): Promise<readonly MetricSpec[]> {
  const { edgeMetricSpecs } = await load(join(root, 'edge', 'src', 'observability', 'edge-metric-catalogue.ts'));
  if (typeof edgeMetricSpecs !== 'object' || edgeMetricSpecs === null) {
    throw new Error('edge/src/observability/edge-metric-catalogue.ts exports no edgeMetricSpecs');
  }
  // The edge makes them by the same functions as the others.
  return Object.values(edgeMetricSpecs) as MetricSpec[];
}

/** Every metric of ours, of whichever process. */
export async function everyMetric(root: string): Promise<readonly MetricSpec[]> {
  return [...metricSpecs, ...(await edgeMetrics(root))];
}

async function load(file: string): Promise<Readonly<Record<string, unknown>>> {
  return import(pathToFileURL(file).href);
}
