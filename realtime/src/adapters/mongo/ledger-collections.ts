import type { IntentKind, Outcome } from '@halobuzz/core/ledger/kinds';
import type { Currency } from '@halobuzz/core/money';
import type { Binary, Collection, CollectionOptions, Db } from 'mongodb';

/** A point in a shard's chain. */
export interface Position {
  readonly epoch: bigint;
  readonly sequence: bigint;
}

export type ShardState = 'locked' | 'open' | 'rebuilding';

/** One wallet shard: the end of its chain, who owns it, and how far the projector has come. */
export interface HeadDoc extends Position {
  readonly _id: number;
  readonly hash: Binary;
  readonly state: ShardState;
  readonly owner: string | null;
  readonly leaseUntil: Date;
  /** The highest epoch any rebuild ever took; each attempt takes the next, so a stale one writes where nobody reads. */
  readonly rebuildEpoch: bigint;
  readonly projected: Position;
  /** Grows each time that an owner compares heads: what it sent before, and what earlier owners sent, is not committed any more. */
  readonly term?: bigint;
  readonly updatedAt: Date;
  /** MongoDB sessions that the owner commits with. */
  readonly sessions?: readonly Binary[];
  /** Why it is not open. */
  readonly reason?: string;
  /** Why somebody wants Redis' side made anew: the owner drains the shard first. */
  readonly rebuildAsked?: string;
}

/** The part of an update of a head that moves its projected cursor there, unless it is further: by epoch, then sequence. */
export function projectedForward(cursor: Position | undefined): { readonly $max?: { readonly projected: Position } } {
  if (cursor === undefined) return {};
  // MongoDB compares documents field by field, in the order in which they are written.
  return { $max: { projected: { epoch: cursor.epoch, sequence: cursor.sequence } } };
}

/** One entry of a shard's chain. `_id` is the transaction id (hex), or `quarantine-…` for an entry that could not be posted as asked. */
export interface TransactionDoc extends Position {
  readonly _id: string;
  /** The subject whose wallet moved. */
  readonly userId: string;
  readonly type: IntentKind | 'quarantined';
  /** `refused`: chained, but it moved nothing. */
  readonly status: 'completed' | 'refused' | 'quarantined';
  /** Minor units, never negative. */
  readonly amount: bigint;
  readonly currency: Currency;
  readonly counterparty: string;
  readonly roomId: string;
  readonly giftId: string;
  readonly giftVersion: bigint;
  readonly quantity: bigint;
  readonly shard: number;
  readonly balanceAfter: bigint;
  /** Kinds that are not plain: the signed change of the wallet's coins, and whether the entry was carried out. */
  readonly change?: bigint;
  readonly outcome?: Outcome;
  readonly hash: Binary;
  readonly previousHash: Binary;
  /** Canonical bytes as hashed. */
  readonly intent: Binary;
  /** When Redis accepted it. */
  readonly createdAt: Date;
  readonly metadata: TransactionMetadata;
}

export interface TransactionMetadata {
  readonly clientId?: string;
  readonly nodeId?: string;
  readonly orderId?: string;
  readonly reason?: string;
  readonly earned?: string;
  readonly reference?: string;
  readonly provider?: string;
  /** Minor units, decimal. */
  readonly fiat?: string;
  readonly fiatCurrency?: string;
}

/** One side of a transaction. `amount` is signed; `balance` is the account's in this shard afterwards (a wallet's: all of it). */
export interface LegDoc extends Position {
  readonly _id: string;
  readonly transactionId: string;
  readonly userId: string;
  readonly account: string;
  readonly currency: Currency;
  readonly amount: bigint;
  readonly type: 'debit' | 'credit';
  readonly balance: bigint;
  readonly shard: number;
  readonly timestamp: Date;
  /** Of the entry it belongs to. */
  readonly hash: Binary;
}

/** Balance of one account and currency in one shard; the account's balance is the sum over shards. */
export interface AccountDoc {
  readonly _id: string;
  readonly account: string;
  readonly currency: Currency;
  readonly shard: number;
  readonly userId: string;
  readonly balance: bigint;
  readonly updatedAt: Date;
}

export interface CheckpointDoc {
  readonly _id: string;
  readonly at: Date;
  readonly root: Binary;
  readonly heads: readonly (Position & { readonly shard: number; readonly hash: Binary })[];
  readonly keyId: string;
  readonly signature: Binary;
}

/** What bounds the spending of one wallet. The hot wallet holds a copy, which a rebuild makes again. */
export interface WalletControlsDoc {
  /** Subject id. */
  readonly _id: string;
  readonly shard: number;
  readonly heldCoins: bigint;
  /** Null: nothing is held. */
  readonly heldUntil: Date | null;
  readonly dailyCap: bigint | null;
  readonly frozen: boolean;
  /** Why it is frozen or held; a code, never personal. */
  readonly reason: string;
  readonly updatedAt: Date;
  /** Grows with each change; the hot wallet takes no older copy. */
  readonly version?: number;
  /** The hot wallet may lack the newest of it. */
  readonly pending?: boolean;
  /** When it has to be looked at again: a copy to be repeated, a hold that ends, a raise that takes effect. */
  readonly applyAt?: Date | null;
  /** Who and what stops the wallet, and its payouts. */
  readonly freezes?: readonly StopDoc[];
  readonly payoutHolds?: readonly StopDoc[];
  readonly holds?: readonly { readonly source: string; readonly coins: bigint; readonly until: Date }[];
  /** A raise of the owner's own cap that waits. */
  readonly nextCap?: { readonly cap: bigint | null; readonly from: Date } | null;
}

export interface StopDoc {
  readonly source: string;
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

/** An entry of the stream that could not be posted as asked, or that Redis brought back after it was given up. */
export interface QuarantineDoc extends Position {
  readonly _id: string;
  readonly shard: number;
  readonly reason: string;
  /** The stream's fields as found; bytes as Binary. */
  readonly fields: Readonly<Record<string, Binary>>;
  readonly createdAt: Date;
}

/** 64-bit integers come back as bigint: money never passes through a double. */
const exact: CollectionOptions & { useBigInt64: true } = { useBigInt64: true };

export function ledgerHeads(db: Db): Collection<HeadDoc> {
  return db.collection<HeadDoc>('ledger_heads', exact);
}

export function transactions(db: Db): Collection<TransactionDoc> {
  return db.collection<TransactionDoc>('transactions', exact);
}

export function transactionLegs(db: Db): Collection<LegDoc> {
  return db.collection<LegDoc>('transaction_ledger', exact);
}

export function accountBalances(db: Db): Collection<AccountDoc> {
  return db.collection<AccountDoc>('accounts', exact);
}

export function checkpoints(db: Db): Collection<CheckpointDoc> {
  return db.collection<CheckpointDoc>('ledger_checkpoints', exact);
}

export function quarantine(db: Db): Collection<QuarantineDoc> {
  return db.collection<QuarantineDoc>('ledger_quarantine', exact);
}

export function walletControls(db: Db): Collection<WalletControlsDoc> {
  return db.collection<WalletControlsDoc>('wallet_controls', exact);
}

export function accountDocId(account: string, currency: Currency, shard: number): string {
  return `${account}|${currency}|${shard}`;
}

/** Ids of legs sort by shard, sequence and index, so that one index serves uniqueness and walking a chain. */
export function legId(shard: number, sequence: bigint, index: number): string {
  return legIdBehind(legPrefix(shard, sequence), index);
}

/** {@link legId} of one of an entry's legs, given its {@link legPrefix}. */
export function legIdBehind(prefix: string, index: number): string {
  return `${prefix}-${index}`;
}

/** What the ids of one entry's legs begin with. */
export function legPrefix(shard: number, sequence: bigint): string {
  return `${shard.toString().padStart(2, '0')}-${sequence.toString().padStart(19, '0')}`;
}
