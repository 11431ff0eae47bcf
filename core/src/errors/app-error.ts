import { type ErrorCode, errorSpec } from './codes.ts';

/** One field that is wrong: `field` is a dotted path into the body, query or frame. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export interface AppErrorDetails {
  readonly errors?: readonly FieldError[];
  /** When to try again, milliseconds from now. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** An expected failure: it carries a code of the registry. Anything else that is thrown is a bug. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, details: AppErrorDetails = {}) {
    super(errorSpec(code).text, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.errors = details.errors ?? [];
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** A `validation_failed` for a single field. */
export function invalidField(field: string, message: string): AppError {
  return new AppError('validation_failed', { errors: [{ field, message }] });
}
