import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { accounts, unbalancedCurrencies } from '@halobuzz/core/ledger/postings';
import type { Currency } from '@halobuzz/core/money';
import { accountDocId, type LegDoc, legPrefix, type TransactionDoc } from '../adapters/mongo/ledger-collections.ts';
import { decodedBson, isBsonOf, type Stored } from '../adapters/mongo/raw-bson.ts';
import { type ChainHead, chainedTransaction, legDocs } from './chain-docs.ts';
import type { ChainSource } from './chain-source.ts';
import type { CheckpointHead } from './checkpoint.ts';
import { differingField } from './differing-field.ts';
import { legIdBegins, type StoredEntry, storedAccount, storedEntry, storedLegId } from './stored-entry.ts';
import { type JudgedEntry, type Posting, postingOfBytes } from './stream-entry.ts';

/** Where a chain first breaks. `sequence` is the first entry that cannot be trusted. */
export interface Break {
  readonly shard: number;
  readonly sequence: bigint;
  readonly problem: string;
}

export type ShardVerdict =
  | {
      readonly kind: 'sound';
      readonly entries: number;
      readonly legs: number;
      readonly totals: ReadonlyMap<Currency, bigint>;
    }
  | { readonly kind: 'broken'; readonly at: Break };

export interface VerifyOptions {
  /** Heads that signed checkpoints saw; each must lie on the chain. */
  readonly pins: readonly CheckpointHead[];
  readonly onProgress: (entries: number) => void;
  /**
   * Where to begin: an entry that a signed checkpoint saw, whose hash is taken for granted, and so is what accounts held
   * then. Accounts that nothing moved since are not looked at. Absent: the first entry of all.
   */
  readonly from?: ChainHead;
}

const progressEvery = 10_000;

class Broken extends Error {
  readonly sequence: bigint;
  constructor(sequence: bigint, problem: string) {
    super(problem);
    this.sequence = sequence;
  }
}

/**
 * Walks one shard's chain: recomputes every hash, document, leg and balance from the canonical bytes and compares them with
 * what is stored. Memory holds the balances of this shard's accounts and one page of documents, however long the chain is.
 */
export async function verifyShard(source: ChainSource, options: VerifyOptions): Promise<ShardVerdict> {
  try {
    return await walk(source, options);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { kind: 'broken', at: { shard: source.shard, sequence: error.sequence, problem: error.message } };
  }
}

async function walk(source: ChainSource, options: VerifyOptions): Promise<ShardVerdict> {
  const { shard } = source;
  const head = await source.head();
  if (head === undefined) throw new Broken(0n, 'the head is missing');
  let at: ChainHead = options.from ?? { epoch: 0n, sequence: 0n, hash: GENESIS_HASH };
  const legs = new LegWalk(shard, source.legs(at.sequence));
  const pins = new Map<bigint, CheckpointHead[]>();
  for (const pin of options.pins) {
    if (pin.sequence >= at.sequence) pins.set(pin.sequence, [...(pins.get(pin.sequence) ?? []), pin]);
  }
  const balances = new Map<string, bigint>();
  let entries = 0;
  let legCount = 0;
  checkPins(pins.get(at.sequence), at);
  pins.delete(at.sequence);
  try {
    for await (const page of source.entries(at.sequence)) {
      for (const stored of page) {
        const entry = storedEntry(stored);
        const { sequence } = entry;
        if (sequence !== at.sequence + 1n) {
          throw new Broken(at.sequence + 1n, `the entry is missing; the next one is ${sequence}`);
        }
        legs.begin(sequence);
        while (!legs.take()) if (!(await legs.turn())) break;
        if (options.from !== undefined) takeForGranted(balances, legs.taken);
        const expected = expectedDocs(shard, at, entry, stored, balances);
        checkWallet(expected.transaction, shard, balances, options.from !== undefined);
        compareLegs(sequence, expected.legs, legs.taken);
        at = { epoch: entry.epoch, sequence, hash: expected.hash };
        if (pins.size > 0) {
          checkPins(pins.get(at.sequence), at);
          pins.delete(at.sequence);
        }
        entries += 1;
        legCount += expected.legs.length;
        if (entries % progressEvery === 0) options.onProgress(entries);
      }
    }
    await legs.atEnd(at.sequence + 1n);
  } finally {
    await legs.close();
  }
  if (head.sequence !== at.sequence) {
    const first = [head.sequence, at.sequence].sort((a, b) => (a < b ? -1 : 1))[0] ?? 0n;
    throw new Broken(first + 1n, `the head says ${head.sequence}, the chain ends at ${at.sequence}`);
  }
  if (!sameBytes(head.hash, at.hash)) throw new Broken(at.sequence, 'the head names another hash than the last entry');
  for (const sequence of pins.keys()) {
    if (sequence > at.sequence) {
      throw new Broken(at.sequence + 1n, `a signed checkpoint saw entry ${sequence}; the chain ends at ${at.sequence}`);
    }
  }
  const totals = await compareAccounts(source, at.sequence, balances, options.from === undefined);
  return { kind: 'sound', entries, legs: legCount, totals };
}

/** What accounts held before the first leg that is looked at. */
function takeForGranted(balances: Map<string, bigint>, stored: readonly Stored<LegDoc>[]): void {
  for (const leg of stored) {
    const { account, currency, shard, balance, amount } = decodedBson(leg);
    const id = accountDocId(account, currency, shard);
    if (!balances.has(id)) balances.set(id, balance - amount);
  }
}

/** What must be stored for this entry, made from its canonical bytes; moves the balances on. */
function expectedDocs(
  shard: number,
  from: ChainHead,
  entry: StoredEntry,
  stored: Stored<TransactionDoc>,
  balances: Map<string, bigint>,
): { readonly transaction: TransactionDoc; readonly hash: Uint8Array; readonly legs: readonly LegDoc[] } {
  const { epoch, sequence } = entry;
  if (epoch < from.epoch) throw new Broken(sequence, `epoch ${epoch} follows epoch ${from.epoch}`);
  const posting = postingOfBytes(entry.intentBytes, entry);
  if (posting === undefined) throw new Broken(sequence, 'its canonical bytes cannot be read');
  const judged: JudgedEntry = { ...entry, posting, fields: noFields };
  const { transaction, hash } = chainedTransaction(shard, from.hash, judged);
  const differs = differingOf(transaction, stored, posting);
  if (differs !== undefined)
    throw new Broken(sequence, `its "${differs}" is not what its bytes and place in the chain give`);
  const legs = legDocs(shard, judged, transaction, (leg, id) => {
    const balance = (balances.get(id) ?? 0n) + leg.amount;
    balances.set(id, balance);
    return balance;
  });
  const unbalanced = unbalancedCurrencies(legs);
  if (unbalanced.length > 0) throw new Broken(sequence, `its legs do not sum to zero in ${unbalanced.join(', ')}`);
  return { transaction, hash, legs };
}

const noFields: ReadonlyMap<string, Buffer> = new Map();

/** The first field in which an entry is not the expected one. The order of fields says nothing. */
function differingOf(expected: TransactionDoc, stored: Stored<TransactionDoc>, posting: Posting): string | undefined {
  if (stored instanceof Uint8Array && isBsonOf(stored, expected)) return undefined;
  const found = decodedBson(stored);
  // Why an entry was quarantined is a remark, not part of the chain; an order id beside it would stand in that order's way.
  const hasRemark = posting.kind === 'quarantined' && typeof found.metadata.reason === 'string';
  const plain = hasRemark ? { ...found, metadata: { ...found.metadata, reason: posting.reason } } : found;
  return differingField(expected, plain, []);
}

/** The balance that Redis told with an entry must be what the legs add up to. */
function checkWallet(
  stored: TransactionDoc,
  shard: number,
  balances: ReadonlyMap<string, bigint>,
  someUnknown: boolean,
): void {
  if (stored.status === 'quarantined') return;
  const known = balances.get(accountDocId(accounts.wallet(stored.userId), 'COIN', shard));
  if (known === undefined && someUnknown) return;
  const sum = known ?? 0n;
  if (sum !== stored.balanceAfter) {
    throw new Broken(stored.sequence, `the wallet held ${stored.balanceAfter} after it, its legs add up to ${sum}`);
  }
}

function checkPins(pins: readonly CheckpointHead[] | undefined, at: ChainHead): void {
  if (pins?.some((pin) => !sameBytes(pin.hash, at.hash)) === true) {
    throw new Broken(at.sequence, 'a signed checkpoint saw another hash here: the chain was rewritten');
  }
}

function compareLegs(sequence: bigint, expected: readonly LegDoc[], stored: readonly Stored<LegDoc>[]): void {
  for (const [index, leg] of expected.entries()) {
    const bytes = stored[index];
    if (bytes === undefined) throw new Broken(sequence, 'a leg is missing');
    if (bytes instanceof Uint8Array && isBsonOf(bytes, leg)) continue;
    const found = decodedBson(bytes);
    if (found._id !== leg._id) {
      throw new Broken(sequence, found._id > leg._id ? 'a leg is missing' : 'a leg too many stands before it');
    }
    const differs = differingField(leg, found, []);
    if (differs !== undefined)
      throw new Broken(sequence, `"${differs}" of its leg on ${leg.account} is not what its bytes give`);
  }
  if (stored.length > expected.length) throw new Broken(sequence, 'it has a leg too many');
}

/** Stored legs in order, handed out entry by entry as the walk goes. */
class LegWalk {
  readonly #shard: number;
  readonly #legs: AsyncIterator<readonly Stored<LegDoc>[]>;
  #page: readonly Stored<LegDoc>[] = [];
  #at = 0;
  #sequence = -1n;
  #own = '';
  #next = '';
  #taken: Stored<LegDoc>[] = [];

  constructor(shard: number, legs: AsyncIterable<readonly Stored<LegDoc>[]>) {
    this.#shard = shard;
    this.#legs = legs[Symbol.asyncIterator]();
  }

  /** The legs of the entry that was begun, as far as they were taken. */
  get taken(): readonly Stored<LegDoc>[] {
    return this.#taken;
  }

  begin(sequence: bigint): void {
    this.#own = this.#sequence === sequence - 1n ? this.#next : legPrefix(this.#shard, sequence);
    this.#sequence = sequence;
    this.#next = legPrefix(this.#shard, sequence + 1n);
    this.#taken = [];
  }

  /** Takes what this page has of the entry; true when there can be no more. Any that stand before it belong to nobody. */
  take(): boolean {
    for (;;) {
      const leg = this.#page[this.#at];
      if (leg === undefined) return false;
      if (!legIdBegins(leg, this.#own)) {
        if (legIdBegins(leg, this.#next)) return true;
        const id = storedLegId(leg);
        if (id >= this.#next) return true;
        if (id < this.#own) throw new Broken(this.#sequence, 'a leg too many stands before it');
      }
      this.#taken.push(leg);
      this.#at += 1;
    }
  }

  async atEnd(sequence: bigint): Promise<void> {
    if (this.#at < this.#page.length || (await this.turn()))
      throw new Broken(sequence, 'legs stand behind the end of the chain');
  }

  async close(): Promise<void> {
    await this.#legs.return?.();
  }

  /** Goes on to the next page with anything on it; false at the end. */
  async turn(): Promise<boolean> {
    this.#at = 0;
    do {
      const step = await this.#legs.next();
      this.#page = step.done === true ? [] : step.value;
      if (step.done === true) return false;
    } while (this.#page.length === 0);
    return true;
  }
}

async function compareAccounts(
  source: ChainSource,
  sequence: bigint,
  balances: Map<string, bigint>,
  all: boolean,
): Promise<Map<Currency, bigint>> {
  const totals = new Map<Currency, bigint>();
  for await (const page of source.accounts()) {
    for (const stored of page) {
      const { id, balance, currency } = storedAccount(stored);
      const known = balances.get(id);
      const sum = known ?? (all ? 0n : balance);
      if (balance !== sum) {
        const { account } = decodedBson(stored);
        throw new Broken(sequence, `account ${account} holds ${balance} ${currency}, its legs add up to ${sum}`);
      }
      balances.delete(id);
      totals.set(currency, (totals.get(currency) ?? 0n) + sum);
    }
  }
  const [missing] = balances.keys();
  if (missing !== undefined) throw new Broken(sequence, `account ${missing} is missing`);
  for (const [currency, total] of totals) {
    if (total !== 0n) throw new Broken(sequence, `all accounts sum to ${total} ${currency}, not to zero`);
  }
  return totals;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
