import type { FieldError } from '@halobuzz/core/errors/app-error';
import type { ErrorCode } from '@halobuzz/core/errors/codes';

/**
 * `network`: no answer came, so nothing is known about what the server did. `unreadable`: something answered that is not
 * this API. `given_up`: a proof of identity was asked for and not given; nothing was done.
 */
export type ProblemCode = ErrorCode | 'network' | 'unreadable' | 'given_up';

export interface ProblemDetails {
  readonly status?: number;
  readonly errors?: readonly FieldError[];
  readonly retryAfterMs?: number;
  readonly requestId?: string;
}

/** Why a request brought nothing. `title` is for people to read; `errors` name fields of what was sent. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  readonly title: string;
  readonly status: number;
  readonly errors: readonly FieldError[];
  readonly retryAfterMs: number | undefined;
  readonly requestId: string;

  constructor(code: ProblemCode, title: string, details: ProblemDetails = {}) {
    super(title);
    this.name = 'ApiProblem';
    this.code = code;
    this.title = title;
    this.status = details.status ?? 0;
    this.errors = details.errors ?? [];
    this.retryAfterMs = details.retryAfterMs;
    this.requestId = details.requestId ?? '';
  }
}

/** Whatever was thrown, as a problem; what is no answer of the API is a fault of this page, and says so. */
export function problemFrom(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  return new ApiProblem('unreadable', 'This page met a fault of its own. Reload it; if it stays, tell an engineer.');
}
