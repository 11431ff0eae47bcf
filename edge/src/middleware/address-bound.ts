import { createMiddleware } from 'hono/factory';
import type { AddressAct } from '../accounts/defence/address-acts.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { addressOf } from '../routing/address.ts';

/** Counts the request as an act of its address, before anything of it is done. @throws AppError `rate_limited` */
export function addressBound(act: AddressAct) {
  return createMiddleware<EdgeEnv>(async function addressBoundMiddleware(c, next) {
    await c.get('services').addresses.require(act, addressOf(c.req.raw));
    await next();
  });
}
