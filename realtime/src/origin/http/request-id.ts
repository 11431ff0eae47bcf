import type { RandomBytes } from '@halobuzz/core/clock';
import { newOpaqueId } from '@halobuzz/core/ids';
import { REQUEST_ID_HEADER } from '@halobuzz/core/tokens';
import { createMiddleware } from 'hono/factory';
import type { OriginEnv } from './origin-env.ts';

/** What is taken over from the edge: nothing that could break a log line or a header. */
const REQUEST_ID_PATTERN = /^[A-Za-z0-9_-]{8,64}$/;

/** Takes the edge's request id, or makes one, and answers with it. */
export function requestId(random: RandomBytes) {
  return createMiddleware<OriginEnv>(async function requestIdMiddleware(c, next) {
    const given = c.req.header(REQUEST_ID_HEADER);
    const id = given !== undefined && REQUEST_ID_PATTERN.test(given) ? given : newOpaqueId('rq', random);
    c.set('requestId', id);
    await next();
    c.res.headers.set(REQUEST_ID_HEADER, id);
  });
}
