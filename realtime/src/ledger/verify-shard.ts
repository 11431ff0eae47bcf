import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { accounts, unbalancedCurrencies } from '@halobuzz/core/ledger/postings';
import type { Currency } from '@halobuzz/core/money';
import { accountDocId, type LegDoc, legPrefix, type TransactionDoc } from '../adapters/mongo/ledger-collections.ts';
import { type ChainHead, chainEntries, type ShardDocs } from './chain-docs.ts';
import type { ChainSource } from './chain-source.ts';
import type { CheckpointHead } from './checkpoint.ts';
import { differingField } from './differing-field.ts';
import { postingOfBytes } from './stream-entry.ts';

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
  const legs = new LegWalk(source.legs(at.sequence));
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
        if (stored.sequence !== at.sequence + 1n) {
          throw new Broken(at.sequence + 1n, `the entry is missing; the next one is ${stored.sequence}`);
        }
        const storedLegs = await legs.of(shard, stored.sequence);
        if (options.from !== undefined) takeForGranted(balances, storedLegs);
        const expected = expectedDocs(shard, at, stored, balances);
        for (const { id, change } of expected.changes) balances.set(id, (balances.get(id) ?? 0n) + change);
        checkWallet(stored, shard, balances, options.from !== undefined);
        compareLegs(stored.sequence, expected.legs, storedLegs);
        at = expected.to;
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
function takeForGranted(balances: Map<string, bigint>, stored: readonly LegDoc[]): void {
  for (const { account, currency, shard, balance, amount } of stored) {
    const id = accountDocId(account, currency, shard);
    if (!balances.has(id)) balances.set(id, balance - amount);
  }
}

/** What must be stored for this entry, made from its canonical bytes. */
function expectedDocs(
  shard: number,
  from: ChainHead,
  stored: TransactionDoc,
  balances: ReadonlyMap<string, bigint>,
): ShardDocs {
  const { epoch, sequence, balanceAfter, createdAt } = stored;
  if (epoch < from.epoch) throw new Broken(sequence, `epoch ${epoch} follows epoch ${from.epoch}`);
  const intentBytes = new Uint8Array(stored.intent.buffer);
  const posting = postingOfBytes(intentBytes, stored);
  if (posting === undefined) throw new Broken(sequence, 'its canonical bytes cannot be read');
  const acceptedAtMs = BigInt(createdAt.getTime());
  const place = { epoch, sequence, balanceAfter, acceptedAtMs, intentBytes, posting, fields: new Map() };
  const expected = chainEntries(shard, from, [place], balances);
  const [transaction] = expected.transactions;
  // Why an entry was quarantined is a remark, not part of the chain; an order id beside it would stand in that order's way.
  const hasRemark = posting.kind === 'quarantined' && typeof stored.metadata.reason === 'string';
  const plain = hasRemark ? { ...stored, metadata: { ...stored.metadata, reason: posting.reason } } : stored;
  const differs = transaction === undefined ? '_id' : differingField(transaction, plain, []);
  if (differs !== undefined)
    throw new Broken(sequence, `its "${differs}" is not what its bytes and place in the chain give`);
  const unbalanced = unbalancedCurrencies(expected.legs);
  if (unbalanced.length > 0) throw new Broken(sequence, `its legs do not sum to zero in ${unbalanced.join(', ')}`);
  return expected;
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

function compareLegs(sequence: bigint, expected: readonly LegDoc[], stored: readonly LegDoc[]): void {
  for (const [index, leg] of expected.entries()) {
    const found = stored[index];
    if (found === undefined) throw new Broken(sequence, 'a leg is missing');
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
  readonly #legs: AsyncIterator<readonly LegDoc[]>;
  #page: readonly LegDoc[] = [];
  #at = 0;

  constructor(legs: AsyncIterable<readonly LegDoc[]>) {
    this.#legs = legs[Symbol.asyncIterator]();
  }

  /** The legs of this entry; any that stand before it belong to nobody. */
  async of(shard: number, sequence: bigint): Promise<LegDoc[]> {
    const [own, next] = [legPrefix(shard, sequence), legPrefix(shard, sequence + 1n)];
    const found: LegDoc[] = [];
    for (;;) {
      const leg = this.#page[this.#at];
      if (leg === undefined) {
        if (await this.#turn()) continue;
        return found;
      }
      if (leg._id >= next) return found;
      if (leg._id < own) throw new Broken(sequence, 'a leg too many stands before it');
      found.push(leg);
      this.#at += 1;
    }
  }

  async atEnd(sequence: bigint): Promise<void> {
    if (this.#at < this.#page.length || (await this.#turn()))
      throw new Broken(sequence, 'legs stand behind the end of the chain');
  }

  async close(): Promise<void> {
    await this.#legs.return?.();
  }

  /** Goes on to the next page with anything on it; false at the end. */
  async #turn(): Promise<boolean> {
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
  for await (const account of source.accounts()) {
    const known = balances.get(account._id);
    const sum = known ?? (all ? 0n : account.balance);
    if (account.balance !== sum) {
      throw new Broken(
        sequence,
        `account ${account.account} holds ${account.balance} ${account.currency}, its legs add up to ${sum}`,
      );
    }
    balances.delete(account._id);
    totals.set(account.currency, (totals.get(account.currency) ?? 0n) + sum);
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
