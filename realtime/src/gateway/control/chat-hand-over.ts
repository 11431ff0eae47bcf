import { limits } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import { appendChatLog } from '../../adapters/redis/chat-log-stream.ts';
import type { Logger } from '../../observability/log.ts';

interface Said {
  readonly roomId: string;
  readonly event: Uint8Array;
}

/** Why a message is not kept: too many wait here, or too many wait for an origin. */
export type ChatLossReason = 'node_full' | 'stream_full';

/**
 * Hands over what was said to be kept, many messages at once: a command for each would cost as much as the message itself.
 * While control Redis is away they wait here, `chatLogWaitingMax` at most. Whoever kills this process loses those of the
 * last half second from the record; the room has seen them.
 */
export class ChatHandOver {
  readonly #control: Redis;
  readonly #log: Pick<Logger, 'debug'>;
  readonly #lost: (reason: ChatLossReason, messages: number) => void;
  #waiting: Said[] = [];
  #flushing: Promise<void> | undefined;

  constructor(control: Redis, log: Pick<Logger, 'debug'>, lost: (reason: ChatLossReason, messages: number) => void) {
    this.#control = control;
    this.#log = log;
    this.#lost = lost;
  }

  /** `event` is the encoded chat event, and must not change afterwards. */
  note(roomId: string, event: Uint8Array): void {
    if (this.#waiting.length >= limits.chatLogWaitingMax) this.#lost('node_full', 1);
    else this.#waiting.push({ roomId, event });
  }

  /** Sends what was noted; what cannot be sent stays for the next time. Never rejects. */
  flush(): Promise<void> {
    this.#flushing ??= this.#sendAll().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const entry = this.#waiting.slice(0, limits.chatLogEntryMessagesMax);
      try {
        const taken = await appendChatLog(this.#control, entry);
        if (!taken) this.#lost('stream_full', entry.length);
      } catch (err) {
        this.#log.debug({ err }, 'chat could not be handed over yet');
        return;
      }
      this.#waiting = this.#waiting.slice(entry.length);
    }
  }
}
