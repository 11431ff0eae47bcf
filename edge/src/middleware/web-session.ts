import { type Tokens, type WebTokens, webTokensSchema } from '@halobuzz/core/api/auth';
import { AppError } from '@halobuzz/core/errors/app-error';
import { CLIENT_HEADER, WEB_CLIENT } from '@halobuzz/core/tokens';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import type { EdgeEnv } from '../http/edge-env.ts';
import { forgottenRefreshCookie, refreshCookie, refreshTokenIn } from '../tokens/refresh-cookie.ts';
import type { RefreshTokenPlace } from '../tokens/refresh-token.ts';

/** For the description of routes that answer with tokens, or end their session. */
export const clientHeaders = z.object({
  [CLIENT_HEADER]: z
    .literal(WEB_CLIENT)
    .optional()
    .meta({ description: 'Sent by our own web app alone: the refresh token then travels as an HttpOnly cookie.' }),
});

/**
 * Sessions of the web app (ADR 0029), told by a header that no foreign page may send: the refresh token stands in a
 * cookie, never in an answer. Whoever sends the header must be a page of ours and send JSON. Comes before bodies are read.
 * @throws AppError `origin_not_allowed`, `unsupported_media_type`
 */
export const webSession = createMiddleware<EdgeEnv>(async function webSessionMiddleware(c, next) {
  if (c.req.header(CLIENT_HEADER) !== WEB_CLIENT) return next();
  assertOwnPage(c);
  c.set('webApp', true);
  await next();
  const cookie = c.get('setCookie');
  if (cookie !== undefined) c.res.headers.append('set-cookie', cookie);
});

/** Stricter than CORS: cookies know no ports, so another program on a developer's machine is no page of ours. */
function assertOwnPage(c: Context<EdgeEnv>): void {
  const { environment, publicUrl } = c.get('services').config;
  const origin = c.req.header('origin');
  const own = origin === publicUrl || (environment === 'development' && origin === new URL(c.req.url).origin);
  if (!own || (c.req.header('sec-fetch-site') ?? 'same-origin') !== 'same-origin') {
    throw new AppError('origin_not_allowed');
  }
  if (c.req.method !== 'GET' && !/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
    throw new AppError('unsupported_media_type');
  }
}

/** The refresh token that the web app's browser sent; undefined for every other client, whatever cookies it sends. */
export function cookieToken(c: Context<EdgeEnv>): string | undefined {
  return c.get('webApp') === true ? refreshTokenIn(c.req.header('cookie')) : undefined;
}

/** The session that the browser's cookie names. */
export async function cookiePlace(c: Context<EdgeEnv>): Promise<RefreshTokenPlace | undefined> {
  const token = cookieToken(c);
  return token === undefined ? undefined : c.get('services').refreshTokens.read(token);
}

/** Tokens as this client gets them. */
export async function handOver(c: Context<EdgeEnv>, tokens: Tokens): Promise<Tokens | WebTokens> {
  if (c.get('webApp') !== true) return tokens;
  const { refreshToken, ...shown } = tokens;
  await endOverwritten(c, tokens.sessionId);
  c.set('setCookie', refreshCookie(refreshToken));
  return webTokensSchema.parse(shown);
}

/** The browser's cookie goes with this answer, unless it names another session than `sessionId`. */
export async function forgetCookie(c: Context<EdgeEnv>, sessionId?: string): Promise<void> {
  if (c.get('webApp') !== true) return;
  const place = await cookiePlace(c);
  if (place === undefined || sessionId === undefined || place.sessionId === sessionId) {
    c.set('setCookie', forgottenRefreshCookie());
  }
}

/** The session whose cookie is overwritten could be reached by nobody any more, and would live on for weeks. */
async function endOverwritten(c: Context<EdgeEnv>, sessionId: string): Promise<void> {
  const before = await cookiePlace(c);
  if (before === undefined || before.sessionId === sessionId) return;
  const services = c.get('services');
  await services.account(before.accountId).revokeSession(before.sessionId, 'signed_out');
  services.states.forget(before.accountId, before.sessionId);
}
