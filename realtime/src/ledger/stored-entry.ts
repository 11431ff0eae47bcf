import type { Outcome } from '@halobuzz/core/ledger/kinds';
import { type Currency, currencies } from '@halobuzz/core/money';
import { BsonReader } from '../adapters/mongo/bson-reader.ts';
import type { AccountDoc, LegDoc, TransactionDoc } from '../adapters/mongo/ledger-collections.ts';
import { decodedBson, firstTextBegins, type Stored } from '../adapters/mongo/raw-bson.ts';

/** What a verifier takes from a stored entry; everything else of it follows from this and the entry before. */
export interface StoredEntry {
  readonly epoch: bigint;
  readonly sequence: bigint;
  readonly balanceAfter: bigint;
  readonly acceptedAtMs: bigint;
  /** Canonical bytes; a view of what was read. */
  readonly intentBytes: Uint8Array;
  /** Of kinds that are not plain. */
  readonly change?: bigint;
  readonly outcome?: Outcome;
}

export function storedEntry(stored: Stored<TransactionDoc>): StoredEntry {
  return (stored instanceof Uint8Array ? entryOfBytes(stored) : undefined) ?? entryOfDoc(decodedBson(stored));
}

/** Whether the leg's id begins so, told from its bytes alone; false also when they cannot tell: then read the id. */
export function legIdBegins(stored: Stored<LegDoc>, prefix: string): boolean {
  return stored instanceof Uint8Array && firstTextBegins(stored, '_id', prefix);
}

/** The leg's id. */
export function storedLegId(stored: Stored<LegDoc>): string {
  const id = stored instanceof Uint8Array ? new BsonReader(stored).text('_id') : undefined;
  return id ?? decodedBson(stored)._id;
}

/** What a verifier looks at of an account. */
export interface StoredAccount {
  readonly id: string;
  readonly balance: bigint;
  readonly currency: Currency;
}

export function storedAccount(stored: Stored<AccountDoc>): StoredAccount {
  if (stored instanceof Uint8Array) {
    // MongoDB lays out an upserted document by its fields' names.
    const fields = new BsonReader(stored);
    const id = fields.text('_id');
    const balance = fields.int64('balance');
    const name = fields.text('currency');
    const currency = currencies.find((known) => known === name);
    if (id !== undefined && balance !== undefined && currency !== undefined) return { id, balance, currency };
  }
  const { _id, balance, currency } = decodedBson(stored);
  return { id: _id, balance, currency };
}

/** Undefined: its fields stand in another order than the writer's, or one of them is missing or of another type. */
function entryOfBytes(bytes: Uint8Array): StoredEntry | undefined {
  const fields = new BsonReader(bytes);
  const epoch = fields.int64('epoch');
  const sequence = fields.int64('sequence');
  const balanceAfter = fields.int64('balanceAfter');
  const intentBytes = fields.binary('intent');
  const acceptedAtMs = fields.date('createdAt');
  if (epoch === undefined || sequence === undefined || balanceAfter === undefined) return undefined;
  if (intentBytes === undefined || acceptedAtMs === undefined) return undefined;
  const entry = { epoch, sequence, balanceAfter, acceptedAtMs, intentBytes };
  if (!fields.isNext('change')) return entry;
  const change = fields.int64('change');
  const outcome = fields.text('outcome');
  return change !== undefined && (outcome === 'posted' || outcome === 'refused')
    ? { ...entry, change, outcome }
    : undefined;
}

function entryOfDoc({
  epoch,
  sequence,
  balanceAfter,
  createdAt,
  intent,
  change,
  outcome,
}: TransactionDoc): StoredEntry {
  return {
    ...{ epoch, sequence, balanceAfter, acceptedAtMs: BigInt(createdAt.getTime()) },
    intentBytes: new Uint8Array(intent.buffer),
    ...(change === undefined ? {} : { change }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}
