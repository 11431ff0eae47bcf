import { setTimeout as delay } from 'node:timers/promises';
import { redisWallet } from '../../realtime/src/adapters/redis/redis-wallet.ts';
import { connectWallets } from '../../realtime/src/adapters/redis/wallet-connection.ts';
import { fingerprintOf } from '../../realtime/src/ledger/fingerprint.ts';
import { createLifecycle } from '../../realtime/src/lifecycle.ts';
import { silentLog } from '../bench/bench-stores.ts';
import { giftBook, type MadeGift } from '../bench/ledger-gifts.ts';

/** People who give without a pause, and what they were told of it. */
export interface DrillGifts {
  /** Coins for everybody; resolves once they are accepted. */
  fund(): Promise<void>;
  begin(): void;
  /** Resolves once every answer is there or given up. */
  pause(): Promise<void>;
  /** Gives until one is accepted after this call, and answers its id. */
  giveOne(): Promise<string>;
  /** Begins to count anew. */
  forget(): void;
  /** Tells that a gift is confirmed. */
  confirmed(tx: string): void;
  /** Transaction id → when somebody was told so, by `performance.now()`. */
  readonly acceptedAtMs: ReadonlyMap<string, number>;
  readonly confirmedAtMs: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const senders = 200;
const tickMs = 20;
const answerTimeoutMs = 2_000;
const triesMax = 600;
const retryMs = 100;

export function openDrillGifts(walletsUrl: string, giftsPerSecond: number, seed: string): DrillGifts {
  const lifecycle = createLifecycle(silentLog);
  const connection = connectWallets({ url: walletsUrl, name: 'drill', log: silentLog }, lifecycle);
  const wallet = redisWallet(connection, { timeoutMs: answerTimeoutMs });
  const book = giftBook({ seed, senders, hosts: 20, rooms: 20 });
  const acceptedAtMs = new Map<string, number>();
  const confirmedAtMs = new Map<string, number>();
  const underWay = new Set<Promise<unknown>>();
  let [given, running, looping] = [0, false, Promise.resolve()];

  const submit = async ({ intent, event }: MadeGift): Promise<boolean> => {
    const result = await wallet.submit(intent, fingerprintOf(intent), event);
    if (result.kind !== 'created') return false;
    acceptedAtMs.set(intent.tx, performance.now());
    return true;
  };
  const loop = async (): Promise<void> => {
    let owed = 0;
    while (running) {
      owed += (giftsPerSecond * tickMs) / 1_000;
      for (; owed >= 1; owed -= 1) {
        const one = submit(book.giftOf(given++)).finally(() => underWay.delete(one));
        underWay.add(one);
      }
      await delay(tickMs);
    }
  };
  return {
    acceptedAtMs,
    confirmedAtMs,
    async fund() {
      for (let n = 0; n < senders; n += 1) {
        const gift: MadeGift = { intent: book.grantOf(n), event: new Uint8Array(0) };
        if (!(await submit(gift))) throw new Error('coins for the drill were refused');
      }
    },
    begin() {
      running = true;
      looping = loop();
    },
    async pause() {
      running = false;
      await looping;
      await Promise.all(underWay);
    },
    async giveOne() {
      for (let tries = 0; tries < triesMax; tries += 1) {
        const gift = book.giftOf(given++);
        if (await submit(gift)) return gift.intent.tx;
        await delay(retryMs);
      }
      throw new Error('no gift was taken any more');
    },
    forget() {
      acceptedAtMs.clear();
      confirmedAtMs.clear();
    },
    confirmed(tx) {
      if (!confirmedAtMs.has(tx)) confirmedAtMs.set(tx, performance.now());
    },
    close: async () => {
      await lifecycle.release(answerTimeoutMs);
    },
  };
}
