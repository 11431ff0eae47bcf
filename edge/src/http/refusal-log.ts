import { AppError } from '@halobuzz/core/errors/app-error';
import { errorSpec } from '@halobuzz/core/errors/codes';
import type { Context } from 'hono';
import { routePath } from 'hono/route';
import { hmacSha256, toBase64Url } from '../bytes.ts';
import { logLine } from '../observability/log-line.ts';
import { addressKey, addressOf } from '../routing/address.ts';
import type { Caller, EdgeEnv } from './edge-env.ts';

/** Enough to tell addresses apart within the days that a log is kept. */
const SOURCE_CHARS = 16;

/**
 * Logs a request that was refused: bad input, no or wrong credentials, no right, too many. The caller as far as known,
 * the route as a pattern, and the address as a keyed digest, so that one who tries many doors can be followed without
 * writing down who looked at what. Failures of ours (5xx) are logged where they are rendered.
 */
export async function logRefusal(c: Context<EdgeEnv>, error: unknown): Promise<void> {
  // Being asked for a nonce is how every DPoP client begins.
  if (!(error instanceof AppError) || error.code === 'use_dpop_nonce') return;
  const { status } = errorSpec(error.code);
  if (status >= 500) return;
  const { config } = c.get('services');
  const source = await hmacSha256(config.nameHmacKey, `log|${addressKey(addressOf(c.req.raw))}`);
  // Set by `authenticate` alone, whatever the context's type says.
  const caller = c.get('caller') as Caller | undefined;
  logLine('info', 'request refused', {
    requestId: c.get('requestId'),
    code: error.code,
    status,
    method: c.req.method,
    route: routePath(c, -1),
    account: caller?.state.accountId,
    session: caller?.claims.sid,
    country: c.get('country'),
    source: toBase64Url(source).slice(0, SOURCE_CHARS),
  });
}
