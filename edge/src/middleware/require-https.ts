import { AppError } from '@halobuzz/core/errors/app-error';
import { createMiddleware } from 'hono/factory';
import type { Config } from '../env.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { isWebAppPath } from '../routes/web-app.ts';

/**
 * Production is spoken to by HTTPS alone. Somebody who typed an address (of the app, or of anything else with a browser,
 * which asks for HTML) is led to the same page; a program is refused, not redirected: it would go on sending its tokens in
 * the clear first, and nobody would notice.
 * @throws AppError `https_required`
 */
export function requireHttps(config: Pick<Config, 'environment' | 'publicUrl'>) {
  return createMiddleware<EdgeEnv>(async function requireHttpsMiddleware(c, next) {
    const { protocol, pathname, search } = new URL(c.req.url);
    if (config.environment !== 'production' || protocol === 'https:') return next();
    const reading = c.req.method === 'GET' || c.req.method === 'HEAD';
    const navigation =
      (c.req.header('accept') ?? '').includes('text/html') && c.req.header('authorization') === undefined;
    if (!reading || !(isWebAppPath(pathname) || navigation)) throw new AppError('https_required');
    return c.redirect(config.publicUrl + pathname + search, 308);
  });
}
