import type { DownEvent, Reply } from '@halobuzz/core/protocol/down';
import * as metrics from './metrics.ts';
import { OpenAnswers } from './open-answers.ts';
import { newClientId } from './random.ts';
import { explainRefusal } from './refusals.ts';
import type { RoomSocket } from './room-socket.ts';

/** Gifts whose confirmation is waited for; an older one is confirmed all the same, and no longer timed. */
const timedMax = 2_000;

/**
 * Sends gifts and accounts for each of them exactly once: accepted, refused or unanswered. An accepted gift is one transaction,
 * whichever answer told it.
 */
export class Gifting {
  readonly #sentAtMs = new Map<string, number>();
  readonly #accepted = new Set<string>();
  readonly #answers = new OpenAnswers();

  /** A gift to the room's host. Repeated ones of a kind lengthen a streak. */
  give(socket: RoomSocket, gift = 'rose'): void {
    const sentAtMs = Date.now();
    metrics.giftsSent.add(1);
    this.#answers.ask(socket, { t: 'gift', clientId: newClientId(), gift, quantity: 1 }, (reply) =>
      this.#note(reply, sentAtMs),
    );
  }

  /** Times the confirmations among what a giver's socket reads. */
  hear(event: DownEvent): void {
    if (event.t !== 'gift.confirmed') return;
    const sentAtMs = this.#sentAtMs.get(event.tx);
    if (sentAtMs === undefined) return;
    metrics.giftConfirmMs.add(Date.now() - sentAtMs);
    this.#sentAtMs.delete(event.tx);
  }

  /** Waits for what is under way; what is not answered then counts as unanswered: it may or may not be in the ledger. */
  async settle(): Promise<void> {
    const unanswered = await this.#answers.settle();
    if (unanswered > 0) metrics.giftsUnanswered.add(unanswered);
  }

  #note(reply: Reply, sentAtMs: number): void {
    if (!reply.ok || reply.data.t !== 'gift') {
      metrics.giftsRefused.add(1);
      explainRefusal('a gift', reply);
      return;
    }
    metrics.giftAckMs.add(Date.now() - sentAtMs);
    const { tx, coins } = reply.data;
    if (this.#accepted.has(tx)) return;
    this.#accepted.add(tx);
    metrics.giftsAccepted.add(1);
    metrics.coinsSpent.add(Number(coins));
    if (this.#sentAtMs.size < timedMax) this.#sentAtMs.set(tx, sentAtMs);
  }
}
