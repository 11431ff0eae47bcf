import type { z } from 'zod';
import { limits } from '../limits.ts';
import type { AppError, FieldError, PendingErasure } from './app-error.ts';
import { type ErrorCode, errorSpec } from './codes.ts';

/** RFC 9457 problem details as this API sends them, content type `application/problem+json`. */
export interface Problem {
  readonly success: false;
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterMs?: number;
  readonly erasure?: PendingErasure;
}

export function problemOf(error: AppError, requestId: string): Problem {
  const spec = errorSpec(error.code);
  return {
    success: false,
    type: `urn:halobuzz:error:${error.code}`,
    title: spec.text,
    status: spec.status,
    code: error.code,
    requestId,
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.erasure === undefined ? {} : { erasure: error.erasure }),
  };
}

/**
 * Zod's issues as field errors; an unknown field is named itself, not its parent. Bounded: names of fields are the caller's
 * own words, and an answer must not grow with them.
 */
export function fieldErrorsOf(error: z.ZodError): FieldError[] {
  const out: FieldError[] = [];
  for (const issue of error.issues) {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) out.push({ field: [...path, key].join('.'), message: 'unknown field' });
    } else {
      out.push({ field: path.length === 0 ? '(body)' : path.join('.'), message: issue.message });
    }
  }
  return out
    .slice(0, limits.problemFieldsMax)
    .map(({ field, message }) => ({ field: field.slice(0, limits.problemFieldCharsMax), message }));
}
