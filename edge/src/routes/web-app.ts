import { AppError } from '@halobuzz/core/errors/app-error';
import type { Context } from 'hono';
import { assetRules, type CachingRule, cacheControl, uncachedRule, varyOf } from '../http/caching.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { problemResponse } from '../http/problem-response.ts';

/** Paths that are never the web app's: an unknown one among them is a problem document. */
const OURS = /^\/(api|challenge|dev|internal|legal|\.well-known|healthz|readyz|metrics|status|status\.json)(\/|$)/;

/** Whether a path is the web app's to answer. */
export function isWebAppPath(path: string): boolean {
  return !OURS.test(path);
}

/** The console is an app of its own under this path: its own page, its own policy, in no search engine. */
const CONSOLE = /^\/console(\/|$)/;

/** Whether a path is the console's. */
export function isConsolePath(path: string): boolean {
  return CONSOLE.test(path);
}

/** Expo and esbuild put a hash of the content into these names. */
const NAMED_BY_HASH = /^\/_expo\/static\/.*-[0-9a-f]{32}\.[a-z]+$|^\/console\/assets\/.*-[0-9A-Z]{8}\.[a-z]+$/;

/**
 * The web app's files and the console's; the shell of either for any other navigation, because both route by themselves. A missing file that is no
 * navigation is `not_found`, so a stale script never gets HTML.
 */
export async function serveWebApp(c: Context<EdgeEnv>): Promise<Response> {
  const { method } = c.req;
  const readable = method === 'GET' || method === 'HEAD';
  const file = readable && isWebAppPath(c.req.path) ? await c.env.ASSETS.fetch(c.req.raw) : undefined;
  if (file !== undefined && file.status !== 404) {
    return fileResponse(file, NAMED_BY_HASH.test(c.req.path) ? assetRules.hashed : assetRules.named);
  }
  const navigation = file !== undefined && (c.req.header('accept') ?? '').includes('text/html');
  const shell = navigation
    ? await c.env.ASSETS.fetch(
        new Request(new URL(shellOf(c.req.path), c.req.url), { method, headers: c.req.raw.headers }),
      )
    : undefined;
  if (shell !== undefined && shell.status !== 404) return fileResponse(shell, assetRules.named);
  // Returned, not thrown: a 404 that is no error may still turn out to be a wrong method (see app.ts).
  return problemResponse(new AppError('not_found'), c.get('requestId'));
}

function shellOf(path: string): string {
  return isConsolePath(path) ? '/console/' : '/';
}

/**
 * A copy: an asset's headers cannot be changed as the platform hands them over, and the middleware adds to them. The platform
 * makes the entity tags and answers 304 by them; that tells how long to keep what one has.
 */
function fileResponse(asset: Response, rule: CachingRule): Response {
  const response = new Response(asset.body, asset);
  const kept = asset.ok || asset.status === 304;
  response.headers.set('cache-control', cacheControl(kept ? rule : uncachedRule));
  for (const name of kept ? varyOf(rule) : []) response.headers.append('vary', name);
  return response;
}
