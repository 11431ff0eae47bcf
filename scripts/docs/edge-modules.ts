import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ISSUER } from '@halobuzz/core/tokens';
import type { EdgeCaching } from './caching-page.ts';
import type { EdgeSettings } from './config-page.ts';

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
  const { createApi } = await load(join(root, 'edge', 'src', 'app.ts'));
  const { openApiDocument: documentOf } = await load(join(root, 'edge', 'src', 'routes', 'docs', 'docs-routes.ts'));
  if (typeof createApi !== 'function' || typeof documentOf !== 'function') {
    throw new Error('the edge exports no createApi (app.ts) or openApiDocument (routes/docs/docs-routes.ts)');
  }
  return documentOf(createApi(false), ISSUER);
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

async function load(file: string): Promise<Readonly<Record<string, unknown>>> {
  return import(pathToFileURL(file).href);
}
