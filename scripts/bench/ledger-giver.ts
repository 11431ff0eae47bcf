import { walletShardOf } from '@halobuzz/core/ids';
import { encodeIntent } from '@halobuzz/core/ledger/intent';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import { Redis } from 'ioredis';
import { LatencyHistogram } from '../../loadtests/bench/latency-histogram.ts';
import { serveLines } from '../../loadtests/bench/line-worker.ts';
import { paced } from '../../loadtests/bench/paced.ts';
import { redisWallet } from '../../realtime/src/adapters/redis/redis-wallet.ts';
import { connectWallets, type WalletSession } from '../../realtime/src/adapters/redis/wallet-connection.ts';
import { submitCall, submitScript } from '../../realtime/src/adapters/redis/wallet-script.ts';
import { decodeConfirmations } from '../../realtime/src/gateway/control/confirmations.ts';
import { fingerprintOf } from '../../realtime/src/ledger/fingerprint.ts';
import type { WalletPort } from '../../realtime/src/ledger/wallet-port.ts';
import { createLifecycle } from '../../realtime/src/lifecycle.ts';
import { silentLog } from './bench-stores.ts';
import { benchNode, type GiftBook, type GiftPlan, giftBook, type MadeGift } from './ledger-gifts.ts';

type None = Record<string, never>;

/** The process that gives gifts: in the place of all gateways. */
export type GiverCommands = {
  readonly open: { readonly args: { readonly walletsUrl: string; readonly plan: GiftPlan }; readonly answer: None };
  /** A grant for every sender. */
  readonly fund: { readonly args: None; readonly answer: { readonly accepted: number } };
  /** As fast as it goes; `bare`: the same script with arguments made before, by the same client, and nothing around it. */
  readonly give: {
    readonly args: { readonly count: number; readonly concurrency: number; readonly bare: boolean };
    readonly answer: { readonly accepted: number; readonly tookMs: number };
  };
  /**
   * Evenly spread, in the background until {@link GiverCommands.ended}; not to senders of the shard `except`. With
   * `controlUrl` it listens for confirmations as the gateway does.
   */
  readonly begin: {
    readonly args: {
      readonly perSecond: number;
      readonly seconds: number;
      readonly except?: number;
      readonly controlUrl?: string;
    };
    readonly answer: None;
  };
  readonly givenSoFar: { readonly args: None; readonly answer: { readonly accepted: number } };
  /** Waits for the end; from `accepted` to the confirmation, ms. */
  readonly ended: {
    readonly args: None;
    readonly answer: {
      readonly sent: number;
      readonly accepted: number;
      readonly confirmed: number;
      readonly p50Ms: number;
      readonly p99Ms: number;
    };
  };
};

const lifecycle = createLifecycle(silentLog);
const fundLanes = 256;
/** Confirmations that are still on their way when the last gift was accepted. */
const confirmDeadlineMs = 60_000;

interface Opened {
  readonly book: GiftBook;
  readonly session: WalletSession;
  readonly wallet: WalletPort;
}

let opened: Opened | undefined;
let given = 0;
let background: Promise<GiverCommands['ended']['answer']> | undefined;
let acceptedSoFar = 0;

function current(): Opened {
  if (opened === undefined) throw new Error('not open');
  return opened;
}

/** Runs work on every item, so many at a time; resolves with how many came true. */
async function inLanes<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<boolean>): Promise<number> {
  let [next, good] = [0, 0];
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) if (await work(item)) good += 1;
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return good;
}

async function submit({ intent, event }: MadeGift): Promise<boolean> {
  const result = await current().wallet.submit(intent, fingerprintOf(intent), event);
  return result.kind === 'created';
}

/** The epoch that each shard of the senders is in, as the gate tells. */
async function epochsOf({ session }: Opened): Promise<(wallet: string) => number> {
  const epochs = new Map<number, number>();
  for (let shard = 0; shard < WALLET_SHARDS; shard += 1) {
    epochs.set(shard, Number(await session.redis.hget(walletShardKeys(shard).open, 'epoch')));
  }
  return (wallet) => epochs.get(walletShardOf(wallet)) ?? 0;
}

function nextGifts(count: number): MadeGift[] {
  const { book } = current();
  const gifts = Array.from({ length: count }, (_, n) => book.giftOf(given + n));
  given += count;
  return gifts;
}

async function giveAll(count: number, concurrency: number): Promise<GiverCommands['give']['answer']> {
  const gifts = nextGifts(count);
  const startedMs = performance.now();
  const accepted = await inLanes(gifts, concurrency, submit);
  return { accepted, tookMs: performance.now() - startedMs };
}

async function giveBare(count: number, concurrency: number): Promise<GiverCommands['give']['answer']> {
  const { session } = current();
  const epochOf = await epochsOf(current());
  const calls = nextGifts(count).map(({ intent, event }) => {
    const shard = walletShardOf(intent.wallet);
    const terms = { shard, runId: session.runId, epoch: epochOf(intent.wallet), idTimeMs: Date.now(), keep: false };
    return submitCall({ ...terms, spendCap: undefined }, intent, encodeIntent(intent), fingerprintOf(intent), event);
  });
  await session.redis.script('LOAD', submitScript.lua);
  const startedMs = performance.now();
  const accepted = await inLanes(calls, concurrency, async ({ keys, args }) => {
    const reply = await session.redis.evalsha(submitScript.sha1, keys.length, ...keys, ...args);
    return Array.isArray(reply) && reply[0] === 'created';
  });
  return { accepted, tookMs: performance.now() - startedMs };
}

async function inBackground(args: GiverCommands['begin']['args']): Promise<GiverCommands['ended']['answer']> {
  const { book } = current();
  const latencies = new LatencyHistogram();
  const acceptedAt = new Map<string, number>();
  const early = new Map<string, number>();
  let [sent, confirmed] = [0, 0];
  const note = (fromMs: number, toMs: number): void => {
    confirmed += 1;
    latencies.add(toMs - fromMs);
  };
  const control =
    args.controlUrl === undefined
      ? undefined
      : await listen(args.controlUrl, (tx) => {
          const from = acceptedAt.get(tx);
          if (from === undefined) early.set(tx, performance.now());
          else note(from, performance.now());
          acceptedAt.delete(tx);
        });
  const underWay = new Set<Promise<void>>();
  acceptedSoFar = 0;
  const giveOne = async (gift: MadeGift): Promise<void> => {
    if (!(await submit(gift))) return;
    acceptedSoFar += 1;
    if (control === undefined) return;
    const { tx } = gift.intent;
    // A confirmation that overtook the reply took no time.
    if (early.delete(tx)) note(0, 0);
    else acceptedAt.set(tx, performance.now());
  };
  await paced(args.perSecond, args.seconds, () => {
    let gift = book.giftOf(given++);
    while (walletShardOf(gift.intent.wallet) === args.except) gift = book.giftOf(given++);
    sent += 1;
    const one = giveOne(gift).finally(() => underWay.delete(one));
    underWay.add(one);
  });
  await Promise.all(underWay);
  const giveUpMs = performance.now() + confirmDeadlineMs;
  while (control !== undefined && acceptedAt.size > 0 && performance.now() < giveUpMs) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  control?.disconnect();
  const [p50Ms, p99Ms] = control === undefined ? [0, 0] : [latencies.percentile(50), latencies.percentile(99)];
  return { sent, accepted: acceptedSoFar, confirmed, p50Ms, p99Ms };
}

async function listen(controlUrl: string, confirmed: (tx: string) => void): Promise<Redis> {
  const control = new Redis(controlUrl);
  control.on('messageBuffer', (_channel: Buffer, message: Buffer) => {
    for (const { tx } of decodeConfirmations(message)) confirmed(tx);
  });
  await control.subscribe(controlKeys.nodeChannel(benchNode));
  return control;
}

serveLines<GiverCommands>({
  async open({ walletsUrl, plan }) {
    const connection = connectWallets({ url: walletsUrl, name: 'bench giver', log: silentLog }, lifecycle);
    const session = await connection.next(undefined);
    if (session === undefined) throw new Error('no wallets server');
    // What is accepted late is accepted: a bench that floods one server waits for it.
    opened = { book: giftBook(plan), session, wallet: redisWallet(connection, { timeoutMs: 60_000 }) };
    return {};
  },
  async fund() {
    const { book } = current();
    const grants = book.senders.map((_, n) => ({ intent: book.grantOf(n), event: new Uint8Array(0) }));
    return { accepted: await inLanes(grants, fundLanes, submit) };
  },
  give: ({ count, concurrency, bare }) => (bare ? giveBare : giveAll)(count, concurrency),
  async begin(args) {
    background = inBackground(args);
    background.catch(() => {});
    return {};
  },
  givenSoFar: async () => ({ accepted: acceptedSoFar }),
  async ended() {
    if (background === undefined) throw new Error('nothing was begun');
    return background;
  },
});
