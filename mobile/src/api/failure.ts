import type { FieldError, PendingErasure } from '@halobuzz/core/errors/app-error';
import type { ErrorCode } from '@halobuzz/core/errors/codes';

/**
 * Why a request brought nothing.
 * `problem`: the server answered with a code of the registry. `network`: no answer came (offline, timeout), so nothing is
 * known about what the server did. `unreadable`: something answered that is not this API.
 */
export type ApiFailure =
  | {
      readonly kind: 'problem';
      readonly code: ErrorCode;
      readonly status: number;
      readonly text: string;
      readonly errors: readonly FieldError[];
      readonly retryAfterMs?: number;
      /** Beside `erasure_pending`, for the account's owner: what takes the deletion back, and until when. */
      readonly erasure?: PendingErasure;
      readonly requestId: string;
    }
  | { readonly kind: 'network' }
  | { readonly kind: 'unreadable'; readonly status: number };

export type ApiResult<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly failure: ApiFailure };

export function failed(failure: ApiFailure): { readonly ok: false; readonly failure: ApiFailure } {
  return { ok: false, failure };
}

/** The registry code of a failure, or undefined when the server named none. */
export function codeOf(failure: ApiFailure): ErrorCode | undefined {
  return failure.kind === 'problem' ? failure.code : undefined;
}
