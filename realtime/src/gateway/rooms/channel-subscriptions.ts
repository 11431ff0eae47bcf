import { limits } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import type { Logger } from '../../observability/log.ts';

/** Without a canary for this long a connection that looks alive is taken for deaf and made anew. */
const canaryLostMs = 5_000;
/** Roll calls in a row that may differ from what was subscribed: one may meet a change under way. */
const rollCallsDifferingMax = 2;

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
 * anew after a lost connection. Each second a canary message proves that messages still arrive, and a roll call that the
 * server knows as many channels of this connection as were subscribed: a canary is heard on a connection that is deaf to one room.
 */
export class ChannelSubscriptions {
  readonly #options: ChannelSubscriptionsOptions;
  /** Channel → how many want it. */
  readonly #wanted = new Map<string, number>();
  /** What the server has confirmed, and what differs from what is wanted. */
  readonly #active = new Set<string>();
  readonly #toSubscribe = new Set<string>();
  readonly #toUnsubscribe = new Set<string>();
  #waiting: { readonly channel: string; readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  #running: Promise<void> | undefined;
  #lastCanaryMs: number;
  /** The server's name for the subscribing connection. */
  #clientId: string | undefined;
  #rollCallsDiffering = 0;
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
      this.#clientId = undefined;
      this.#rollCallsDiffering = 0;
      this.#toUnsubscribe.clear();
      for (const channel of this.#wanted.keys()) this.#toSubscribe.add(channel);
      this.#lostBefore = true;
    });
    subscriber.on('ready', () => this.#reconcile());
    this.#wanted.set(options.canaryChannel, 1);
    this.#toSubscribe.add(options.canaryChannel);
    this.#reconcile();
  }

  /** Milliseconds since the server last proved that it is heard. */
  silentMs(): number {
    return this.#options.elapsedMs() - this.#lastCanaryMs;
  }

  /** Wants a channel; resolves when the server has confirmed it. Each call needs one {@link release}, also after a failure. */
  want(channel: string): Promise<void> {
    this.#wanted.set(channel, (this.#wanted.get(channel) ?? 0) + 1);
    if (this.#active.has(channel)) {
      this.#toUnsubscribe.delete(channel);
      return Promise.resolve();
    }
    this.#toSubscribe.add(channel);
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
      this.#toSubscribe.delete(channel);
      if (this.#active.has(channel)) this.#toUnsubscribe.add(channel);
      this.#failWaiting(new Error('released before it was subscribed'), channel);
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
    // A server that does not answer this has the canary alone.
    this.#callRoll().catch(() => undefined);
  }

  /** Compares the channels that the server has for us with ours; a difference that stays costs the connection. */
  async #callRoll(): Promise<void> {
    const { subscriber, publisher, log } = this.#options;
    const [clientId, expected] = [this.#clientId, this.#active.size];
    if (clientId === undefined || this.#running !== undefined) return;
    const reply = String(await publisher.call('CLIENT', 'LIST', 'ID', clientId));
    const found = / sub=(\d+)/.exec(reply)?.[1];
    const moved = this.#clientId !== clientId || this.#running !== undefined || this.#active.size !== expected;
    if (found === undefined || moved) return;
    this.#rollCallsDiffering = Number(found) === expected ? 0 : this.#rollCallsDiffering + 1;
    if (this.#rollCallsDiffering < rollCallsDifferingMax) return;
    log.warn({ expected, found }, 'the server lost subscriptions: connecting anew');
    this.#rollCallsDiffering = 0;
    subscriber.disconnect(true);
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
        if (this.#options.subscriber.status === 'ready' && this.#toSubscribe.size > 0) this.#reconcile();
      });
  }

  async #run(): Promise<void> {
    // What is asked for in this turn goes into one batch.
    await Promise.resolve();
    const { subscriber } = this.#options;
    // Asked first: once subscribed, a connection can ask nothing.
    if (this.#clientId === undefined && this.#active.size === 0 && subscriber.status === 'ready') {
      const clientId = await subscriber.client('ID').catch(() => undefined);
      if (clientId !== undefined) this.#clientId = String(clientId);
    }
    while (!this.#closed && subscriber.status === 'ready') {
      const batch = [...firstOf(this.#toSubscribe, limits.subscribeBatchMax)];
      if (batch.length > 0) {
        await subscriber.subscribe(...batch);
        for (const channel of batch) {
          this.#toSubscribe.delete(channel);
          this.#active.add(channel);
          // Nobody wants it any more since it was asked for.
          if (!this.#wanted.has(channel)) this.#toUnsubscribe.add(channel);
        }
        this.#settleWaiting();
        continue;
      }
      const unwanted = [...firstOf(this.#toUnsubscribe, limits.subscribeBatchMax)];
      if (unwanted.length === 0) break;
      for (const channel of unwanted) {
        this.#toUnsubscribe.delete(channel);
        this.#active.delete(channel);
      }
      await subscriber.unsubscribe(...unwanted);
    }
    if (subscriber.status !== 'ready') return;
    this.#settleWaiting();
    if (this.#lostBefore) {
      this.#lostBefore = false;
      this.#lastCanaryMs = this.#options.elapsedMs();
      this.#options.onResubscribed();
    }
  }

  #settleWaiting(): void {
    const still = [];
    for (const waiter of this.#waiting) {
      if (this.#active.has(waiter.channel)) waiter.resolve();
      else still.push(waiter);
    }
    this.#waiting = still;
  }

  /** Rejects all that wait, or those who wait for one channel. */
  #failWaiting(error: Error, channel?: string): void {
    const waiting = this.#waiting;
    this.#waiting = channel === undefined ? [] : waiting.filter((waiter) => waiter.channel !== channel);
    for (const waiter of waiting) if (channel === undefined || waiter.channel === channel) waiter.reject(error);
  }
}

function* firstOf<T>(items: Iterable<T>, max: number): Generator<T> {
  let left = max;
  for (const item of items) {
    if (left === 0) return;
    left -= 1;
    yield item;
  }
}
