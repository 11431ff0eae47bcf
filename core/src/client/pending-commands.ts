import type { FieldError } from '../errors/app-error.ts';
import type { ErrorCode } from '../errors/codes.ts';
import type { Reply, ReplyData } from '../protocol/down.ts';
import type { Command } from '../protocol/up.ts';

/** A command that the server refused, or whose answer will not come. */
export class CommandError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, errors: readonly FieldError[] = [], retryAfterMs?: number) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.errors = errors;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Commands of one client may wait for an answer at once; one more fails with `rate_limited`. */
export const pendingCommandsMax = 64;

interface Pending {
  readonly command: Command;
  readonly resolve: (data: ReplyData) => void;
  readonly reject: (error: CommandError) => void;
}

/** Commands that wait for their one reply. Gifts outlive a lost socket: their client id makes a second sending harmless. */
export class PendingCommands {
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  /**
   * Registers a command; `make` receives the id it is to carry. `accepted` is false when too many wait already: the reply
   * has then failed, and the command must not be sent.
   */
  add(make: (id: number) => Command): {
    readonly command: Command;
    readonly reply: Promise<ReplyData>;
    readonly accepted: boolean;
  } {
    const id = this.#nextId;
    this.#nextId = (this.#nextId % 0x7fffffff) + 1;
    const command = make(id);
    if (this.#pending.size >= pendingCommandsMax) {
      const error = new CommandError('rate_limited', 'Too many commands are waiting for an answer.');
      return { command, reply: Promise.reject(error), accepted: false };
    }
    const reply = new Promise<ReplyData>((resolve, reject) => {
      this.#pending.set(id, { command, resolve, reject });
    });
    return { command, reply, accepted: true };
  }

  /** Gives a reply to its command; false when none waits for it. */
  settle(reply: Reply): boolean {
    if (reply.id === null) return false;
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return false;
    this.#pending.delete(reply.id);
    if (reply.ok) pending.resolve(reply.data);
    else {
      const { code, message, errors, retryAfterMs } = reply.error;
      pending.reject(new CommandError(code, message, errors, retryAfterMs));
    }
    return true;
  }

  /** The socket is gone: everything but gifts fails; gifts wait, to be sent again after the next welcome. */
  disconnected(): void {
    for (const [id, pending] of this.#pending) {
      if (pending.command.t === 'gift') continue;
      this.#pending.delete(id);
      pending.reject(new CommandError('unavailable', 'The connection was lost before the answer came.'));
    }
  }

  /** Commands to send again on a new socket, in the order they were made. */
  toResend(): Command[] {
    return [...this.#pending.values()].map((pending) => pending.command);
  }

  /** Nothing will be answered any more. */
  failAll(code: ErrorCode, message: string): void {
    for (const pending of this.#pending.values()) pending.reject(new CommandError(code, message));
    this.#pending.clear();
  }
}
