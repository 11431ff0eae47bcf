import { internalPaths } from '@halobuzz/core/api/internal';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { EdgeEnv } from '../http/edge-env.ts';

/** `/healthz` (this isolate runs), `/readyz` (it can serve, or the reasons why not), `/.well-known/jwks.json`. */
export function operationsRoutes(app: Hono<EdgeEnv>): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  app.get('/readyz', async (c) => {
    const { services, requestId } = c.var;
    const reasons: string[] = [];
    try {
      // A signed read: it proves the network, the keys and the origin's database in one.
      await services.origin.call({ method: 'GET', path: internalPaths.gifts, requestId }, z.unknown());
    } catch {
      reasons.push('the origin does not answer signed requests');
    }
    if (!services.mailer.ready) reasons.push('no mail provider is set up');
    if (reasons.length > 0) return c.json({ status: 'not ready', reasons }, 503);
    return c.json({ status: 'ready', reasons });
  });

  app.get('/.well-known/jwks.json', async (c) => {
    return c.json(await c.get('services').accessKeys.publicJwks(), 200, {
      'content-type': 'application/jwk-set+json',
    });
  });
}
