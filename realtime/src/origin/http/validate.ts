import { idempotencyKeySchema } from '@halobuzz/core/api/conventions';
import { AppError, type FieldError, invalidField } from '@halobuzz/core/errors/app-error';
import { fieldMessage } from '@halobuzz/core/errors/field-messages';
import { fieldErrorsOf } from '@halobuzz/core/errors/problem';
import type { Context } from 'hono';
import { z } from 'zod';
import type { OriginEnv } from './origin-env.ts';

const emptySchema = z.strictObject({});

/**
 * The JSON body as the schema's type.
 * @throws AppError `unsupported_media_type`, `malformed_json`, or `validation_failed` with the fields.
 */
export function parseBody<T extends z.ZodType>(c: Context<OriginEnv>, schema: T): z.infer<T> {
  const contentType = c.req.header('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(contentType)) throw new AppError('unsupported_media_type');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(c.get('bodyBytes')));
  } catch (cause) {
    throw new AppError('malformed_json', { cause });
  }
  return parse(schema, value);
}

/** For routes that take nothing: no body, or an empty object. @throws AppError as {@link parseBody} */
export function parseNoBody(c: Context<OriginEnv>): void {
  if (c.get('bodyBytes').byteLength > 0) parseBody(c, emptySchema);
}

/** The query as the schema's type; a name given twice is an error, not a choice. @throws AppError `validation_failed` */
export function parseQuery<T extends z.ZodType>(c: Context<OriginEnv>, schema: T): z.infer<T> {
  const repeated: FieldError[] = [];
  const values = new Map<string, string>();
  for (const [name, all] of Object.entries(c.req.queries())) {
    if (all.length > 1) repeated.push({ field: name, message: 'stands more than once' });
    values.set(name, all[0] ?? '');
  }
  if (repeated.length > 0) throw new AppError('validation_failed', { errors: repeated });
  return parse(schema, Object.fromEntries(values));
}

/** The path parameters as the schema's type. @throws AppError `validation_failed` */
export function parseParams<T extends z.ZodType>(c: Context<OriginEnv>, schema: T): z.infer<T> {
  return parse(schema, c.req.param());
}

/** What a change of money is known by. @throws AppError `validation_failed` without an `Idempotency-Key` */
export function parseIdempotencyKey(c: Context<OriginEnv>): string {
  const key = idempotencyKeySchema.safeParse(c.req.header('idempotency-key'));
  if (!key.success) throw invalidField('idempotency-key', 'is required: 1 to 255 characters');
  return key.data;
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value, { error: fieldMessage });
  if (!parsed.success) throw new AppError('validation_failed', { errors: fieldErrorsOf(parsed.error) });
  return parsed.data;
}
