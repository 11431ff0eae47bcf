import { throwIfPaused } from '@halobuzz/core/switches/switch-board';
import type { FeatureSwitch } from '@halobuzz/core/switches/switches';
import { createMiddleware } from 'hono/factory';
import { API_BASE } from '../api.ts';
import type { EdgeEnv } from '../http/edge-env.ts';

/** Lets nobody begin what is paused where they are. @throws AppError `feature_paused`, `maintenance` */
export function unpaused(name: FeatureSwitch) {
  return createMiddleware<EdgeEnv>(async function unpausedMiddleware(c, next) {
    const { services, country, requestId } = c.var;
    const board = await services.switches.now(requestId);
    throwIfPaused(board.refusalOf(name, country, services.clock()));
    await next();
  });
}

const reads: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * What goes on during maintenance beside reading: signing in and out and securing an account, rights over one's data, watching,
 * ending a broadcast, reporting and blocking somebody, and handing in what a store was paid. Payments and payouts are judged by the
 * origin: it refuses new ones, and answers the repeat of one whose answer was lost. Staff, operators and webhooks do not come by here.
 */
const goesOn = new RegExp(
  `^/(?:${[
    ...['auth/(?!register$)', 'privacy(?:/|$)', 'rooms/[^/]+/(?:join|media)$', 'streams/[^/]+/end$'],
    ...['payments(?:/[^/]+/receipt)?$', 'payouts$', 'users/[^/]+/block$', 'reports$', '(?:.*/)?report$'],
  ].join('|')})`,
);

/** Takes nothing new during maintenance. @throws AppError `maintenance`, with what is said and when to try again */
export const outOfMaintenance = createMiddleware<EdgeEnv>(async function outOfMaintenanceMiddleware(c, next) {
  const path = c.req.path.slice(API_BASE.length);
  if (!reads.has(c.req.method) && !goesOn.test(path)) {
    const { services, requestId } = c.var;
    const board = await services.switches.now(requestId);
    throwIfPaused(board.maintenanceRefusal(services.clock()));
  }
  await next();
});
