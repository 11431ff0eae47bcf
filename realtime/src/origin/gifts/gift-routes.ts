import { Hono } from 'hono';
import type { OriginEnv } from '../http/origin-env.ts';
import { type GiftStore, giftView } from './catalogue.ts';

/** `/gifts`: what is on sale, whole, because its size is bounded. */
export function giftRoutes(deps: { readonly gifts: GiftStore }): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();
  routes.get('/gifts', async (c) => {
    const items = (await deps.gifts.onSale()).map(giftView);
    return c.json({ success: true, data: { items } });
  });
  return routes;
}
