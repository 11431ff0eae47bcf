import type { FieldError } from '@halobuzz/core/errors/app-error';
import type { CloseErrorCode, ErrorCode } from '@halobuzz/core/errors/codes';
import type { ReplyData } from '@halobuzz/core/protocol/down';

/**
 * What a handler says. The connection turns it into a reply and, if fatal, a close: handlers never send.
 * `ok`: replied with `data`; `after` runs right behind the reply, in the same turn. `refused`: an error reply, the socket
 * stays. `fatal`: an error reply, then the socket is closed with the code's close code.
 */
export type CommandOutcome =
  | { readonly kind: 'ok'; readonly data: ReplyData; readonly after?: () => void }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly retryAfterMs?: number;
      readonly errors?: readonly FieldError[];
    }
  | { readonly kind: 'fatal'; readonly code: CloseErrorCode };

export function refused(code: ErrorCode): CommandOutcome {
  return { kind: 'refused', code };
}
