import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { createMiddleware } from 'hono/factory';
import { readBoundedText } from '../http/bounded-text.ts';
import type { EdgeEnv } from '../http/edge-env.ts';

const WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Reads the body once, bounded, and hands it on as JSON. No body counts as `{}`, so that routes that need no fields take
 * both.
 * @throws AppError `payload_too_large`, `unsupported_media_type`, `malformed_json`
 */
export const jsonBody = createMiddleware<EdgeEnv>(async function jsonBodyMiddleware(c, next) {
  if (WITHOUT_BODY.has(c.req.method)) return next();
  const text = await boundedText(c.req.raw);
  const contentType = c.req.header('content-type');
  if (text !== '' && !/^application\/json\s*(;|$)/i.test(contentType ?? '')) {
    throw new AppError('unsupported_media_type');
  }
  const body = text === '' ? '{}' : text;
  assertJson(body);
  const headers = new Headers(c.req.raw.headers);
  headers.set('content-type', 'application/json');
  headers.delete('content-length');
  c.req.raw = new Request(c.req.raw.url, { method: c.req.method, headers, body });
  return next();
});

async function boundedText(request: Request): Promise<string> {
  try {
    return await readBoundedText(request, limits.httpBodyBytesMax);
  } catch (cause) {
    if (cause instanceof RangeError) throw new AppError('payload_too_large', { cause });
    throw new AppError('malformed_json', { cause });
  }
}

function assertJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new AppError('malformed_json', { cause });
  }
}
