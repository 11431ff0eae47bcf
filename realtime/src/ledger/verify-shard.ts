import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { accounts, unbalancedCurrencies } from '@halobuzz/core/ledger/postings';
import type { Currency } from '@halobuzz/core/money';
import type { ClientSession, Db } from 'mongodb';
import {
  accountBalances,
  type LegDoc,
  ledgerHeads,
  legPrefix,
  type TransactionDoc,
  transactionLegs,
  transactions,
} from '../adapters/mongo/ledger-collections.ts';
import { type ChainHead, chainEntries, type ShardDocs } from './chain-docs.ts';
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
}

const progressEvery = 10_000;
const batchSize = 1_000;

class Broken extends Error {
  readonly sequence: bigint;
  constructor(sequence: bigint, problem: string) {
    super(problem);
    this.sequence = sequence;
  }
}

/**
 * Walks one shard's chain from its first entry: recomputes every hash, document, leg and balance from the canonical bytes
 * and compares them with what is stored. All reads see one moment (a snapshot session). Memory holds the balances of this
 * shard's accounts and one page of documents, however long the chain is.
 */
export async function verifyShard(
  db: Db,
  session: ClientSession,
  shard: number,
  options: VerifyOptions,
): Promise<ShardVerdict> {
  try {
    return await walk(db, session, shard, options);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { kind: 'broken', at: { shard, sequence: error.sequence, problem: error.message } };
  }
}

async function walk(db: Db, session: ClientSession, shard: number, options: VerifyOptions): Promise<ShardVerdict> {
  const head = await ledgerHeads(db).findOne({ _id: shard }, { session });
  if (head === null) throw new Broken(0n, 'the head is missing');
  const legs = new LegCursor(db, session, shard);
  const pins = new Map<bigint, CheckpointHead[]>();
  for (const pin of options.pins) pins.set(pin.sequence, [...(pins.get(pin.sequence) ?? []), pin]);
  const balances = new Map<string, bigint>();
  let at: ChainHead = { epoch: 0n, sequence: 0n, hash: GENESIS_HASH };
  let entries = 0;
  let legCount = 0;
  checkPins(pins.get(0n), at);
  try {
    const chain = transactions(db).find({ shard }, { session, batchSize }).sort({ sequence: 1 });
    for await (const stored of chain) {
      const expected = expectedDocs(shard, at, stored, balances);
      for (const { id, change } of expected.changes) balances.set(id, (balances.get(id) ?? 0n) + change);
      checkWallet(stored, shard, balances);
      await legs.compare(stored.sequence, expected.legs);
      at = expected.to;
      checkPins(pins.get(at.sequence), at);
      pins.delete(at.sequence);
      entries += 1;
      legCount += expected.legs.length;
      if (entries % progressEvery === 0) options.onProgress(entries);
    }
    await legs.compareEnd(at.sequence + 1n);
  } finally {
    await legs.close();
  }
  if (head.sequence !== at.sequence) {
    const first = [head.sequence, at.sequence].sort((a, b) => (a < b ? -1 : 1))[0] ?? 0n;
    throw new Broken(first + 1n, `the head says ${head.sequence}, the chain ends at ${at.sequence}`);
  }
  if (!sameBytes(head.hash.buffer, at.hash))
    throw new Broken(at.sequence, 'the head names another hash than the last entry');
  for (const sequence of pins.keys()) {
    if (sequence > at.sequence) {
      throw new Broken(at.sequence + 1n, `a signed checkpoint saw entry ${sequence}; the chain ends at ${at.sequence}`);
    }
  }
  const totals = await compareAccounts(db, session, shard, at.sequence, balances);
  return { kind: 'sound', entries, legs: legCount, totals };
}

/** What must be stored for this entry, made from its canonical bytes. */
function expectedDocs(
  shard: number,
  from: ChainHead,
  stored: TransactionDoc,
  balances: ReadonlyMap<string, bigint>,
): ShardDocs {
  const { epoch, sequence, balanceAfter, createdAt } = stored;
  if (sequence !== from.sequence + 1n) {
    throw new Broken(from.sequence + 1n, `the entry is missing; the next one is ${sequence}`);
  }
  if (epoch < from.epoch) throw new Broken(sequence, `epoch ${epoch} follows epoch ${from.epoch}`);
  const intentBytes = Uint8Array.from(stored.intent.buffer);
  const posting = postingOfBytes(intentBytes, stored);
  if (posting === undefined) throw new Broken(sequence, 'its canonical bytes cannot be read');
  const acceptedAtMs = BigInt(createdAt.getTime());
  const place = { epoch, sequence, balanceAfter, acceptedAtMs, intentBytes, posting, fields: new Map() };
  const expected = chainEntries(shard, from, [place], balances);
  const [transaction] = expected.transactions;
  // Why an entry was quarantined is a remark, not part of the chain.
  const remark = posting.kind === 'quarantined' ? ['metadata'] : [];
  const differs = transaction === undefined ? '_id' : differingField(transaction, stored, remark);
  if (differs !== undefined)
    throw new Broken(sequence, `its "${differs}" is not what its bytes and place in the chain give`);
  const unbalanced = unbalancedCurrencies(expected.legs);
  if (unbalanced.length > 0) throw new Broken(sequence, `its legs do not sum to zero in ${unbalanced.join(', ')}`);
  return expected;
}

/** The balance that Redis told with an entry must be what the legs add up to. */
function checkWallet(stored: TransactionDoc, shard: number, balances: ReadonlyMap<string, bigint>): void {
  if (stored.status === 'quarantined') return;
  const sum = balances.get(`${accounts.wallet(stored.userId)}|COIN|${shard}`) ?? 0n;
  if (sum !== stored.balanceAfter) {
    throw new Broken(stored.sequence, `the wallet held ${stored.balanceAfter} after it, its legs add up to ${sum}`);
  }
}

function checkPins(pins: readonly CheckpointHead[] | undefined, at: ChainHead): void {
  if (pins?.some((pin) => !sameBytes(pin.hash, at.hash)) === true) {
    throw new Broken(at.sequence, 'a signed checkpoint saw another hash here: the chain was rewritten');
  }
}

/** Stored legs in order, compared with the expected ones as the walk goes. */
class LegCursor {
  readonly #cursor;
  #next: LegDoc | null | undefined;

  constructor(db: Db, session: ClientSession, shard: number) {
    const range = { $gte: legPrefix(shard, 0n), $lt: legPrefix(shard + 1, 0n) };
    this.#cursor = transactionLegs(db).find({ _id: range }, { session, batchSize }).sort({ _id: 1 });
  }

  async compare(sequence: bigint, expected: readonly LegDoc[]): Promise<void> {
    for (const leg of expected) {
      const stored = await this.#peek();
      if (stored === null || stored._id !== leg._id) {
        throw new Broken(
          sequence,
          stored === null || stored._id > leg._id ? 'a leg is missing' : 'a leg too many stands before it',
        );
      }
      const differs = differingField(leg, stored, []);
      if (differs !== undefined)
        throw new Broken(sequence, `"${differs}" of its leg on ${leg.account} is not what its bytes give`);
      this.#next = undefined;
    }
  }

  async compareEnd(sequence: bigint): Promise<void> {
    if ((await this.#peek()) !== null) throw new Broken(sequence, 'legs stand behind the end of the chain');
  }

  close(): Promise<void> {
    return this.#cursor.close();
  }

  async #peek(): Promise<LegDoc | null> {
    if (this.#next === undefined) this.#next = await this.#cursor.next();
    return this.#next;
  }
}

async function compareAccounts(
  db: Db,
  session: ClientSession,
  shard: number,
  sequence: bigint,
  balances: Map<string, bigint>,
): Promise<Map<Currency, bigint>> {
  const totals = new Map<Currency, bigint>();
  for await (const account of accountBalances(db).find({ shard }, { session, batchSize })) {
    const sum = balances.get(account._id) ?? 0n;
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
