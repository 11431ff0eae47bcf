import { AppError } from '@halobuzz/core/errors/app-error';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { EdgeEnv } from '../http/edge-env.ts';
import type { Services } from '../services.ts';

/** Measures each answer by the pattern of its route, never by its path. Outermost but for the headers: it times all of it. */
export function measureRequests({ metrics, clock }: Pick<Services, 'metrics' | 'clock'>) {
  return createMiddleware<EdgeEnv>(async function measureRequestsMiddleware(c, next) {
    const startedMs = clock();
    await next();
    const route = matchedRoutes(c).find(({ path }) => !path.includes('*'))?.path ?? 'unmatched';
    metrics.answered({
      ...{ route, method: c.req.method, status: c.res.status },
      seconds: Math.max(0, clock() - startedMs) / 1_000,
      cache: cacheResultOf(c.res.headers.get('cache-status')),
      code: c.error instanceof AppError ? c.error.code : undefined,
    });
  });
}

/** As `public-answers.ts` writes it (RFC 9211): a hit past its freshness has a negative `ttl`. */
function cacheResultOf(status: string | null): 'hit' | 'stale' | 'miss' | undefined {
  if (status === null) return undefined;
  if (status.includes('fwd=miss')) return 'miss';
  return /;\s*ttl=-/.test(status) ? 'stale' : 'hit';
}
