import type { FieldError } from '../errors/app-error.ts';
import type { ErrorCode } from '../errors/codes.ts';
import { limits } from '../limits.ts';
import type { Reply, ReplyData } from '../protocol/down.ts';
import type { Command } from '../protocol/up.ts';
import type { Timers } from './surroundings.ts';

/** A command that the server refused, or whose answer will not come. */
export class CommandError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  /** When the server wants it repeated, if it said so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, errors: readonly FieldError[] = [], retryAfterMs?: number) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.errors = errors;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The wallet was asked and took nothing, and will not for hours: the person is told, with the time, instead of waiting. */
const waitsForPerson: ReadonlySet<ErrorCode> = new Set(['coins_held', 'spend_cap_reached']);

interface Pending {
  readonly command: Command;
  readonly resolve: (data: ReplyData) => void;
  readonly reject: (error: CommandError) => void;
  /** Whether the server may have seen it. */
  sent: boolean;
  /** Gives up for good. */
  readonly deadline: unknown;
  /** Gifts: sends it again. */
  repeat: unknown;
}

/**
 * Commands that wait for their one reply; each is settled once, by its reply, its deadline or the end. Gifts outlive a
 * lost socket and a lost answer: their client id makes a second sending harmless. Everything else fails with its socket.
 */
export class PendingCommands {
  readonly #timers: Timers;
  readonly #transmit: (command: Command) => boolean;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  /** `transmit` puts a command on the live socket; false when there is none. */
  constructor(timers: Timers, transmit: (command: Command) => boolean) {
    this.#timers = timers;
    this.#transmit = transmit;
  }

  /** Sends a command; `make` receives the id it is to carry. Rejects with a {@link CommandError}. */
  send(make: (id: number) => Command): Promise<ReplyData> {
    if (this.#pending.size >= limits.clientPendingCommandsMax) {
      return Promise.reject(new CommandError('rate_limited', 'Too many commands are waiting for an answer.'));
    }
    const id = this.#freeId();
    const command = make(id);
    const gift = command.t === 'gift';
    return new Promise<ReplyData>((resolve, reject) => {
      const deadline = this.#timers.setTimer(
        () => this.#expire(id),
        gift ? limits.clientGiftTimeoutMs : limits.clientCommandTimeoutMs,
      );
      const pending: Pending = { command, resolve, reject, sent: false, deadline, repeat: undefined };
      this.#pending.set(id, pending);
      this.#put(id, pending);
      if (!pending.sent && !gift) this.#fail(id, new CommandError('unavailable', 'There is no connection.'));
    });
  }

  /** Gives a reply to its command; false when none waits for it. */
  settle(reply: Reply): boolean {
    const { id } = reply;
    const pending = id === null ? undefined : this.#pending.get(id);
    if (id === null || pending === undefined) return false;
    if (reply.ok) {
      this.#remove(id);
      pending.resolve(reply.data);
      return true;
    }
    const { code, message, errors, retryAfterMs } = reply.error;
    // The wallet may have taken the gift, or is to be asked later: the same id finds out, at the time the server names.
    const isOpen = code === 'wallet_unknown' || (retryAfterMs !== undefined && !waitsForPerson.has(code));
    if (pending.command.t === 'gift' && isOpen) {
      this.#repeatAfter(id, pending, retryAfterMs ?? limits.walletCommandTimeoutMs);
      return true;
    }
    this.#fail(id, new CommandError(code, message, errors, retryAfterMs));
    return true;
  }

  /** The socket is gone: everything but gifts fails; gifts wait for {@link connected}. */
  disconnected(): void {
    for (const [id, pending] of [...this.#pending]) {
      if (pending.command.t === 'gift') this.#clearRepeat(pending);
      else this.#fail(id, new CommandError('unavailable', 'The connection was lost before the answer came.'));
    }
  }

  /** A new socket is live: what still waits is sent on it, in the order in which it was made. */
  connected(): void {
    for (const [id, pending] of [...this.#pending]) this.#put(id, pending);
  }

  /** Nothing will be answered any more: a gift that was sent may have been charged, and says so. */
  failAll(code: ErrorCode, message: string): void {
    for (const [id, pending] of [...this.#pending]) {
      this.#fail(id, new CommandError(mayBeCharged(pending) ? 'wallet_unknown' : code, message));
    }
  }

  #put(id: number, pending: Pending): void {
    if (!this.#transmit(pending.command)) return;
    pending.sent = true;
    if (pending.command.t === 'gift') this.#repeatAfter(id, pending, limits.clientCommandTimeoutMs);
  }

  #repeatAfter(id: number, pending: Pending, delayMs: number): void {
    this.#clearRepeat(pending);
    pending.repeat = this.#timers.setTimer(() => {
      pending.repeat = undefined;
      this.#put(id, pending);
    }, delayMs);
  }

  #expire(id: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    const code = mayBeCharged(pending) ? 'wallet_unknown' : 'unavailable';
    this.#fail(id, new CommandError(code, 'No answer came in time.'));
  }

  #fail(id: number, error: CommandError): void {
    const pending = this.#pending.get(id);
    this.#remove(id);
    pending?.reject(error);
  }

  #remove(id: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    this.#timers.clearTimer(pending.deadline);
    this.#clearRepeat(pending);
  }

  #clearRepeat(pending: Pending): void {
    if (pending.repeat !== undefined) this.#timers.clearTimer(pending.repeat);
    pending.repeat = undefined;
  }

  /** Ids wrap around: one that still waits is passed over. */
  #freeId(): number {
    do {
      this.#nextId = (this.#nextId % 0x7fffffff) + 1;
    } while (this.#pending.has(this.#nextId));
    return this.#nextId;
  }
}

function mayBeCharged({ command, sent }: Pending): boolean {
  return command.t === 'gift' && sent;
}
