import { AppError } from '@halobuzz/core/errors/app-error';
import type { Context } from 'hono';
import type { EdgeEnv } from '../http/edge-env.ts';
import { problemResponse } from '../http/problem-response.ts';

/** Paths that are never the web app's: an unknown one among them is a problem document. */
const OURS = /^\/(api|dev|internal|\.well-known|healthz|readyz|metrics)(\/|$)/;

/**
 * The web app's files; its shell for any other navigation, because the app routes by itself. A missing file that is no
 * navigation is `not_found`, so a stale script never gets HTML.
 */
export async function serveWebApp(c: Context<EdgeEnv>): Promise<Response> {
  const { method } = c.req;
  const readable = method === 'GET' || method === 'HEAD';
  const file = readable && !OURS.test(c.req.path) ? await c.env.ASSETS.fetch(c.req.raw) : undefined;
  if (file !== undefined && file.status !== 404) return mutable(file);
  const navigation = file !== undefined && (c.req.header('accept') ?? '').includes('text/html');
  const shell = navigation
    ? await c.env.ASSETS.fetch(new Request(new URL('/', c.req.url), { method, headers: c.req.raw.headers }))
    : undefined;
  if (shell !== undefined && shell.status !== 404) return mutable(shell);
  // Returned, not thrown: a 404 that is no error may still turn out to be a wrong method (see app.ts).
  return problemResponse(new AppError('not_found'), c.get('requestId'));
}

/** An asset's headers are immutable as the platform hands them over; the middleware adds to them. */
function mutable(response: Response): Response {
  return new Response(response.body, response);
}
