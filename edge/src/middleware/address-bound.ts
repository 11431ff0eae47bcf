import { AppError } from '@halobuzz/core/errors/app-error';
import { createMiddleware } from 'hono/factory';
import type { AddressAct } from '../accounts/defence/address-acts.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { addressOf } from '../routing/address.ts';

/**
 * Counts the request as an act of its address, before anything of it is done. A code that was right is taken back once the
 * address is crowded: only wrong ones shall fill its room. @throws AppError `rate_limited`
 */
export function addressBound(act: AddressAct) {
  return createMiddleware<EdgeEnv>(async function addressBoundMiddleware(c, next) {
    const { addresses } = c.get('services');
    const ipAddress = addressOf(c.req.raw);
    const admission = await addresses.admit(act, ipAddress);
    if (!admission.admitted) throw new AppError('rate_limited', { retryAfterMs: admission.retryAfterMs });
    await next();
    const harmless = act === 'code_try' && c.error === undefined && c.res.ok;
    if (harmless && admission.crowded) c.executionCtx.waitUntil(addresses.takeBack(ipAddress, admission.receipt));
  });
}
