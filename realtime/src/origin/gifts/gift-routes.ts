import { countrySchema } from '@halobuzz/core/api/conventions';
import type { Clock } from '@halobuzz/core/clock';
import { Hono } from 'hono';
import { z } from 'zod';
import type { CatalogueStore } from '../catalogue/catalogue-store.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseQuery } from '../http/validate.ts';
import { giftCatalogue } from './catalogue.ts';

const querySchema = z.strictObject({ country: countrySchema.default('XX') });

/** `/gifts`: what is on sale in the asker's country, whole, because its size is bounded. */
export function giftRoutes(deps: {
  readonly catalogue: Pick<CatalogueStore, 'held'>;
  readonly clock: Clock;
}): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();
  routes.get('/gifts', async (c) => {
    const { country } = parseQuery(c, querySchema);
    return c.json({ success: true, data: await giftCatalogue(deps.catalogue, country, deps.clock()) });
  });
  return routes;
}
