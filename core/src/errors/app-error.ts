import { type ErrorCode, errorSpec } from './codes.ts';

/** One field that is wrong: `field` is a dotted path into the body, query or frame. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** An erasure that waits. The token works once, until then. Times in ISO 8601. */
export interface PendingErasure {
  readonly cancelToken: string;
  readonly cancelUntil: string;
}

export interface AppErrorDetails {
  readonly errors?: readonly FieldError[];
  /** When to try again, milliseconds from now. */
  readonly retryAfterMs?: number;
  /** Beside `erasure_pending`: how to take the erasure back, for who proved to be the account's owner. */
  readonly erasure?: PendingErasure;
  readonly cause?: unknown;
}

/** An expected failure: it carries a code of the registry. Anything else that is thrown is a bug. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  readonly retryAfterMs: number | undefined;
  readonly erasure: PendingErasure | undefined;

  constructor(code: ErrorCode, details: AppErrorDetails = {}) {
    super(errorSpec(code).text, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.errors = details.errors ?? [];
    this.retryAfterMs = details.retryAfterMs;
    this.erasure = details.erasure;
  }
}

/** A `validation_failed` for a single field. */
export function invalidField(field: string, message: string): AppError {
  return new AppError('validation_failed', { errors: [{ field, message }] });
}
