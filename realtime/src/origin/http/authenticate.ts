import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { may, type Permission } from '@halobuzz/core/roles';
import { type Actor, SERVICE_ASSERTION_HEADER } from '@halobuzz/core/tokens';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { readBoundedBody } from './bounded-body.ts';
import type { OriginEnv } from './origin-env.ts';
import type { AssertionVerifier } from './service-assertion.ts';

const noBody = new Uint8Array(0);

/** Lets only the edge's signed requests through; lays the body and the actor on the context. */
export function authenticate(verify: AssertionVerifier) {
  return createMiddleware<OriginEnv>(async function authenticateMiddleware(c, next) {
    const assertion = c.req.header(SERVICE_ASSERTION_HEADER);
    if (assertion === undefined) throw new AppError('service_assertion_invalid');
    // A read has no body; asking for it would make a whole Request of what arrived.
    const reading = c.req.method === 'GET' || c.req.method === 'HEAD';
    const body = reading ? noBody : await readBoundedBody(c.req.raw, bodyBytesMax(c.req.method, c.req.path));
    const idempotencyKey = c.req.header('idempotency-key');
    const claims = await verify({ assertion, method: c.req.method, target: targetOf(c.req.url), body, idempotencyKey });
    c.set('bodyBytes', body);
    c.set('actor', claims.actor);
    await next();
  });
}

/** Pictures alone are larger than what people write. */
function bodyBytesMax(method: string, path: string): number {
  const image = method === 'PUT' && path.startsWith('/internal/v1/images/');
  return image ? limits.imageBytesMax : limits.httpBodyBytesMax;
}

/** The actor of a request that needs one. @throws AppError `unauthenticated` */
export function requireActor(actor: Actor | undefined): Actor {
  if (actor === undefined) throw new AppError('unauthenticated');
  return actor;
}

/**
 * The actor of a request for staff who hold the permission. The edge asked already; whoever could sign for the edge with a
 * wrong actor still gets no further.
 * @throws AppError `unauthenticated`, `forbidden`
 */
export function requireStaff(c: Context<OriginEnv>, permission: Permission): Actor {
  const actor = requireActor(c.get('actor'));
  if (!may(actor.roles, permission)) throw new AppError('forbidden');
  return actor;
}

/** Path and query of an absolute URL, byte for byte. */
function targetOf(url: string): string {
  const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
  const fragment = path.indexOf('#');
  return fragment === -1 ? path : path.slice(0, fragment);
}
