import { limits } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import type { Logger } from '../../observability/log.ts';

/** Without a canary for this long a connection that looks alive is taken for deaf and made anew. */
const canaryLostMs = 5_000;

export interface ChannelSubscriptionsOptions {
  /** A connection of its own: it can do nothing but subscribe. */
  readonly subscriber: Redis;
  /** An ordinary connection to the same server, which sends the canary. */
  readonly publisher: Redis;
  /** Unique in the installation. */
  readonly canaryChannel: string;
  readonly onMessage: (channel: string, message: Buffer) => void;
  /** The connection was lost and all channels are subscribed anew: messages in between are lost. */
  readonly onResubscribed: () => void;
  readonly log: Logger;
  /** Time that only moves forward, ms. */
  readonly elapsedMs: () => number;
}

/**
 * The channels that one connection listens to: subscribed in batches, only while somebody wants them, and subscribed
 * anew after a lost connection. A canary message each second proves that messages still arrive.
 */
export class ChannelSubscriptions {
  readonly #options: ChannelSubscriptionsOptions;
  readonly #wanted = new Map<string, number>();
  readonly #active = new Set<string>();
  #waiting: { readonly channel: string; readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  #running: Promise<void> | undefined;
  #lastCanaryMs: number;
  #lostBefore = false;
  #closed = false;

  constructor(options: ChannelSubscriptionsOptions) {
    this.#options = options;
    this.#lastCanaryMs = options.elapsedMs();
    const { subscriber } = options;
    subscriber.on('messageBuffer', (channelBytes: Buffer, message: Buffer) => {
      const channel = channelBytes.toString();
      if (channel === options.canaryChannel) this.#lastCanaryMs = options.elapsedMs();
      else options.onMessage(channel, message);
    });
    subscriber.on('close', () => {
      this.#active.clear();
      this.#lostBefore = true;
    });
    subscriber.on('ready', () => this.#reconcile());
    this.#wanted.set(options.canaryChannel, 1);
    this.#reconcile();
  }

  /** Milliseconds since the server last proved that it is heard. */
  silentMs(): number {
    return this.#options.elapsedMs() - this.#lastCanaryMs;
  }

  /** Wants a channel; resolves when the server has confirmed it. Each call needs one {@link release}, also after a failure. */
  want(channel: string): Promise<void> {
    this.#wanted.set(channel, (this.#wanted.get(channel) ?? 0) + 1);
    if (this.#active.has(channel)) return Promise.resolve();
    const subscribed = new Promise<void>((resolve, reject) => this.#waiting.push({ channel, resolve, reject }));
    if (this.#options.subscriber.status === 'ready') this.#reconcile();
    else this.#failWaiting(new Error('no connection for subscriptions'));
    return subscribed;
  }

  release(channel: string): void {
    const wants = this.#wanted.get(channel) ?? 0;
    if (wants > 1) this.#wanted.set(channel, wants - 1);
    else {
      this.#wanted.delete(channel);
      this.#reconcile();
    }
  }

  /** Call once a second: sends the canary, and makes a deaf connection anew. */
  beat(): void {
    const { subscriber, publisher, canaryChannel, log, elapsedMs } = this.#options;
    if (publisher.status !== 'ready' || subscriber.status !== 'ready') {
      this.#lastCanaryMs = Math.max(this.#lastCanaryMs, elapsedMs() - canaryLostMs);
      return;
    }
    if (this.silentMs() > canaryLostMs) {
      log.warn({ silentMs: this.silentMs() }, 'subscriptions fell silent: connecting anew');
      this.#lastCanaryMs = elapsedMs();
      subscriber.disconnect(true);
      return;
    }
    publisher.publish(canaryChannel, '1').catch(() => undefined);
  }

  close(): void {
    this.#closed = true;
    this.#failWaiting(new Error('closed'));
  }

  #reconcile(): void {
    if (this.#closed || this.#running !== undefined) return;
    this.#running = this.#run()
      .catch((err: unknown) => {
        this.#options.log.debug({ err }, 'subscribing failed');
        this.#failWaiting(err instanceof Error ? err : new Error('subscribing failed'));
      })
      .finally(() => {
        this.#running = undefined;
        if (this.#options.subscriber.status === 'ready' && this.#pending().length > 0) this.#reconcile();
      });
  }

  async #run(): Promise<void> {
    // What is asked for in this turn goes into one batch.
    await Promise.resolve();
    const { subscriber } = this.#options;
    for (;;) {
      if (this.#closed || subscriber.status !== 'ready') return;
      const batch = this.#pending().slice(0, limits.subscribeBatchMax);
      if (batch.length > 0) {
        await subscriber.subscribe(...batch);
        for (const channel of batch) this.#active.add(channel);
        this.#settleWaiting();
        continue;
      }
      const unwanted = [...this.#active].filter((channel) => !this.#wanted.has(channel));
      if (unwanted.length === 0) break;
      const some = unwanted.slice(0, limits.subscribeBatchMax);
      for (const channel of some) this.#active.delete(channel);
      await subscriber.unsubscribe(...some);
    }
    this.#settleWaiting();
    if (this.#lostBefore) {
      this.#lostBefore = false;
      this.#lastCanaryMs = this.#options.elapsedMs();
      this.#options.onResubscribed();
    }
  }

  #pending(): string[] {
    return [...this.#wanted.keys()].filter((channel) => !this.#active.has(channel));
  }

  #settleWaiting(): void {
    const still = [];
    for (const waiter of this.#waiting) {
      if (this.#active.has(waiter.channel)) waiter.resolve();
      else still.push(waiter);
    }
    this.#waiting = still;
  }

  #failWaiting(error: Error): void {
    const failed = this.#waiting;
    this.#waiting = [];
    for (const waiter of failed) waiter.reject(error);
  }
}
