import { createMiddleware } from 'hono/factory';
import type { EdgeEnv } from '../http/edge-env.ts';
import { DPOP_HEADER, NONCE_HEADER } from '../tokens/dpop.ts';

/** Gives every answer to a request with a DPoP proof the nonce for the next one (RFC 9449 §8.2). */
export const dpopNonce = createMiddleware<EdgeEnv>(async function dpopNonceMiddleware(c, next) {
  await next();
  if (c.req.header(DPOP_HEADER) === undefined) return;
  c.res.headers.set(NONCE_HEADER, await c.get('services').dpop.nonce());
});
