import { newSubjectId, newUuidV7, transactionId, walletShardOf } from '@halobuzz/core/ids';
import type { Intent } from '@halobuzz/core/ledger/intent';
import { encode } from '@halobuzz/core/protocol/codec';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { fingerprintOf } from '../../src/ledger/fingerprint.ts';
import type { WalletPort, WalletResult } from '../../src/ledger/wallet-port.ts';
import { giftIntent, intentOf } from '../intents.ts';
import type { LedgerWorld } from './ledger-world.ts';
import { isCommittedIn } from './sim-books.ts';
import { SimMongoLine } from './sim-mongo-line.ts';
import type { SimProcess } from './sim-process.ts';
import { simWallet } from './sim-wallet.ts';
import { simWalletStores } from './sim-wallet-line.ts';

export const simShards = [3, 21, 58] as const;
const walletsPerShard = 3;
/** The same people in every history: finding ids that lie in a shard takes longer than a history. */
const people = ((): readonly string[] => {
  const { bytes } = seededRandom(7);
  const found = new Map<number, string[]>(simShards.map((shard) => [shard, []]));
  while ([...found.values()].some((list) => list.length < walletsPerShard)) {
    const subject = newSubjectId(bytes);
    const list = found.get(walletShardOf(subject));
    if (list !== undefined && list.length < walletsPerShard) list.push(subject);
  }
  return [...found.values()].flat();
})();
const rooms = ['019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002'];

/** Something that was asked of a wallet, until it is known what became of it. */
export interface Ask {
  readonly intent: Intent;
  /** A gift is asked for until it is settled; an order until the ledger holds it, or it is refused for good. */
  readonly kind: 'gift' | 'order';
  outcome: 'open' | 'taken' | 'refused' | 'given up';
  /** An answer said that it was taken. */
  acknowledged: boolean;
}

const unsettled: ReadonlySet<string> = new Set(['wallet_locked', 'wallet_busy']);
const retryMs = 150;
/** A gateway gives a gift up by then; what became of it, only the ledger knows. */
const giftTriesMax = 12;

interface Gateway {
  readonly process: SimProcess;
  readonly wallet: Pick<WalletPort, 'submit' | 'post' | 'find'>;
  readonly isCommitted: (tx: string) => Promise<boolean>;
}

/** Two gateways whose people give, buy, are refunded and paid out, repeat themselves and use ids again. */
export class SimTraffic {
  readonly asks: Ask[] = [];
  /** Answers that no server may give. */
  readonly lies: string[] = [];
  active = false;
  readonly #world: LedgerWorld;
  readonly #gateways: readonly Gateway[];
  #orders = 0;

  constructor(world: LedgerWorld) {
    this.#world = world;
    this.#gateways = [0, 1].map(() => {
      const process = world.process('gateway');
      const stores = simWalletStores(world.net, process);
      const line = new SimMongoLine(world.mongo, process, world.time, world.random);
      return { process, wallet: simWallet(stores.raw), isCommitted: isCommittedIn(line) };
    });
    for (const gateway of this.#gateways) this.#goOn(gateway);
  }

  get isSettled(): boolean {
    return this.asks.every(({ outcome }) => outcome !== 'open');
  }

  #goOn(gateway: Gateway): void {
    gateway.process.after(5 + this.#world.random.next() * 250, () => {
      if (this.active) void this.#askSomething(gateway);
      this.#goOn(gateway);
    });
  }

  async #askSomething(gateway: Gateway): Promise<void> {
    const { random } = this.#world;
    const roll = random.below(20);
    const wallet = this.#pick(people);
    const known = this.asks.length === 0 ? undefined : this.#pick(this.asks);
    if (roll < 10) return this.#give(gateway, this.#gift(wallet));
    if (roll < 13) return this.#order(gateway, this.#intent('purchase', wallet, 1 + random.below(400)));
    if (roll === 13 && known?.intent.kind === 'purchase') {
      const { amount, tx: reference } = known.intent;
      return this.#order(gateway, this.#intent('refund', known.intent.wallet, Number(amount), { reference }));
    }
    if (roll === 14) return this.#order(gateway, this.#intent('payout_hold', wallet, 1 + random.below(60)));
    if (roll === 15 && known?.intent.kind === 'payout_hold') {
      const kind = random.below(2) === 0 ? 'payout_void' : 'payout_post';
      const { amount, tx: reference } = known.intent;
      return this.#order(gateway, this.#intent(kind, known.intent.wallet, Number(amount), { reference }));
    }
    if (roll === 15 && known?.intent.kind === 'payout_post') {
      const { amount, tx: reference } = known.intent;
      return this.#order(gateway, this.#intent('payout_return', known.intent.wallet, Number(amount), { reference }));
    }
    if (roll === 16) return this.#order(gateway, this.#intent('adjustment_debit', wallet, 1 + random.below(50)));
    if (roll < 19 && known?.kind === 'gift') return this.#repeat(gateway, known);
    if (known?.kind === 'gift') return this.#reuse(gateway, known);
  }

  /** Asks until it is answered. */
  async #give(gateway: Gateway, intent: Intent): Promise<void> {
    const ask: Ask = { intent, kind: 'gift', outcome: 'open', acknowledged: false };
    this.asks.push(ask);
    for (let tries = 0; tries < giftTriesMax; tries += 1) {
      const result = await gateway.wallet.submit(intent, fingerprintOf(intent), eventOf(intent));
      this.#note(ask, result);
      if (ask.outcome !== 'open') return;
      await this.#rest(gateway, retryMs * (tries + 1));
    }
    ask.outcome = 'given up';
  }

  /** The same once more, through any gateway. */
  async #repeat(gateway: Gateway, ask: Ask): Promise<void> {
    const { intent } = ask;
    const result = await gateway.wallet.submit(intent, fingerprintOf(intent), eventOf(intent));
    if (result.kind === 'created' || result.kind === 'exists') ask.acknowledged = true;
  }

  /** Another gift under an id that was used, or will be. */
  async #reuse(gateway: Gateway, { intent, acknowledged }: Ask): Promise<void> {
    if (!acknowledged) return;
    const other = { ...intent, giftId: 'kite' };
    const result = await gateway.wallet.submit(other, fingerprintOf(other), eventOf(other));
    const isKnown = [...this.#world.accepted.keys()].some((entry) => {
      return entry.intent.tx === intent.tx && entry.intent.giftId === other.giftId;
    });
    if (result.kind === 'exists' && !isKnown) this.lies.push(`another gift under the id of ${intent.tx} "exists"`);
    // Its first use was lost with the disk: then this is the first.
    if (result.kind === 'created')
      this.asks.push({ intent: other, kind: 'gift', outcome: 'taken', acknowledged: true });
  }

  async #order(gateway: Gateway, intent: Intent): Promise<void> {
    const ask: Ask = { intent, kind: 'order', outcome: 'open', acknowledged: false };
    this.asks.push(ask);
    while (ask.outcome === 'open') {
      try {
        const result = await gateway.wallet.post(intent, fingerprintOf(intent), gateway.isCommitted);
        if (result.kind === 'committed') ask.outcome = 'taken';
        else if (result.kind === 'refused' && !unsettled.has(result.code)) ask.outcome = 'refused';
      } catch {
        // MongoDB did not answer.
      }
      if (ask.outcome === 'open') await this.#rest(gateway, retryMs * 3);
    }
  }

  #note(ask: Ask, result: WalletResult): void {
    if (result.kind === 'created' || result.kind === 'exists') {
      ask.outcome = 'taken';
      ask.acknowledged = true;
      if (result.amount !== ask.intent.amount) this.lies.push(`${ask.intent.tx} was answered with another amount`);
    } else if (result.kind === 'refused' && !unsettled.has(result.code)) ask.outcome = 'refused';
  }

  #rest(gateway: Gateway, ms: number): Promise<void> {
    return new Promise((resolve) => gateway.process.after(ms, resolve));
  }

  #gift(wallet: string): Intent {
    const { random, time } = this.#world;
    const clientId = newUuidV7(Math.floor(time.nowMs), random.bytes);
    const amount = BigInt(1 + random.below(40));
    const base = giftIntent({ wallet, amount, clientId, counterparty: this.#pick(people), roomId: this.#pick(rooms) });
    return { ...base, tx: transactionId(wallet, clientId), nodeId: 'gw-sim' };
  }

  #intent(
    kind: 'purchase' | 'refund' | 'payout_hold' | 'payout_void' | 'payout_post' | 'payout_return' | 'adjustment_debit',
    wallet: string,
    amount: number,
    more: Partial<Intent> = {},
  ): Intent {
    this.#orders += 1;
    const id = `order_${this.#orders}`;
    return intentOf(kind, { wallet, amount: BigInt(amount), clientId: id, orderId: id, ...more });
  }

  #pick<T>(list: readonly T[]): T {
    const found = list[this.#world.random.below(list.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }
}

function eventOf({ tx, amount, giftId }: Intent): Uint8Array {
  const from = { id: 'aaaaaaaaaaaaaaaaaaaaaaaaaaa', name: 'Asha' };
  return encode({ t: 'gift', tx, from, gift: giftId, quantity: 1, coins: String(amount), atMs: 1 });
}

export const simPeople = people;
