import { hash } from 'node:crypto';
import { chainHash, entryBytes, type Sha256 } from '@halobuzz/core/ledger/chain';
import type { Intent } from '@halobuzz/core/ledger/intent';
import { accounts, type Leg } from '@halobuzz/core/ledger/postings';
import type { Currency } from '@halobuzz/core/money';
import { Binary } from 'mongodb';
import {
  accountDocId,
  type LegDoc,
  legIdBehind,
  legPrefix,
  type QuarantineDoc,
  type TransactionDoc,
  type TransactionMetadata,
} from '../adapters/mongo/ledger-collections.ts';
import { chainedEffects, type JudgedEntry, legsOf, TRACE_FIELD, walletOf } from './stream-entry.ts';

/** The end of a shard's chain. */
export interface ChainHead {
  readonly epoch: bigint;
  readonly sequence: bigint;
  readonly hash: Uint8Array;
}

export interface AccountChange {
  readonly id: string;
  readonly account: string;
  readonly currency: Currency;
  readonly shard: number;
  readonly userId: string;
  readonly change: bigint;
}

/** Everything that one shard's part of a batch writes. */
export interface ShardDocs {
  readonly shard: number;
  readonly from: ChainHead;
  readonly to: ChainHead;
  readonly transactions: readonly TransactionDoc[];
  readonly legs: readonly LegDoc[];
  readonly changes: readonly AccountChange[];
  readonly quarantined: readonly QuarantineDoc[];
}

export const sha256: Sha256 = (bytes) => hash('sha256', bytes, 'buffer');

/** Ids of the accounts whose balance before the batch must be known: all but wallets, whose balance Redis tells. */
export function accountsToRead(shard: number, entries: readonly JudgedEntry[]): string[] {
  const ids = new Set<string>();
  for (const entry of entries) {
    const own = accounts.wallet(walletOf(entry.posting));
    for (const leg of legsOf(entry.posting)) {
      if (leg.account !== own) ids.add(accountDocId(leg.account, leg.currency, shard));
    }
  }
  return [...ids];
}

/**
 * Chains the entries to the head and lays out all documents. Pure, so any successor computes the same. `balances`: see
 * {@link accountsToRead}; an account that is not in it holds nothing yet. Entries are contiguous from the head on.
 */
export function chainEntries(
  shard: number,
  from: ChainHead,
  entries: readonly JudgedEntry[],
  balances: ReadonlyMap<string, bigint>,
): ShardDocs {
  const running = new Map<string, bigint>();
  const changes = new Map<string, AccountChange>();
  const transactions: TransactionDoc[] = [];
  const legs: LegDoc[] = [];
  const quarantined: QuarantineDoc[] = [];
  let previous = from.hash;
  let sequence = from.sequence;
  for (const entry of entries) {
    const { transaction, hash } = chainedTransaction(shard, previous, entry);
    transactions.push(transaction);
    const own = legDocs(shard, entry, transaction, (leg, id) => {
      const balance = (running.get(id) ?? balances.get(id) ?? 0n) + leg.amount;
      running.set(id, balance);
      const earlier = changes.get(id)?.change ?? 0n;
      changes.set(id, { ...leg, id, shard, change: earlier + leg.amount });
      return balance;
    });
    legs.push(...own);
    if (entry.posting.kind === 'quarantined') {
      quarantined.push(quarantineDoc(transaction._id, shard, entry, entry.posting.reason));
    }
    previous = hash;
    sequence = entry.sequence;
  }
  return {
    shard,
    from,
    to: { epoch: from.epoch, sequence, hash: previous },
    transactions,
    legs,
    changes: [...changes.values()],
    quarantined,
  };
}

/** The document of an entry behind the one with this hash, and its own hash. */
export function chainedTransaction(
  shard: number,
  previous: Uint8Array,
  entry: JudgedEntry,
): { readonly transaction: TransactionDoc; readonly hash: Uint8Array } {
  const hash = chainHash(previous, entryBytes(entry.intentBytes, entry, chainedEffects(entry.posting)), sha256);
  return { transaction: transactionDoc(shard, entry, hash, previous), hash };
}

/** The entry's legs. `post` moves an account of this id, and answers what it holds then. */
export function legDocs(
  shard: number,
  entry: JudgedEntry,
  transaction: TransactionDoc,
  post: (leg: Leg, id: string) => bigint,
): LegDoc[] {
  const own = accounts.wallet(transaction.userId);
  const prefix = legPrefix(shard, entry.sequence);
  return legsOf(entry.posting).map((leg, index) => {
    const balance = post(leg, accountDocId(leg.account, leg.currency, shard));
    return {
      _id: legIdBehind(prefix, index),
      transactionId: transaction._id,
      userId: leg.userId,
      account: leg.account,
      currency: leg.currency,
      amount: leg.amount,
      type: leg.amount < 0n ? 'debit' : 'credit',
      balance: leg.account === own ? entry.balanceAfter : balance,
      shard,
      epoch: entry.epoch,
      sequence: entry.sequence,
      timestamp: transaction.createdAt,
      hash: transaction.hash,
    };
  });
}

export function quarantineDoc(
  id: string,
  shard: number,
  entry: { readonly epoch: bigint; readonly sequence: bigint; readonly fields: ReadonlyMap<string, Buffer> },
  reason: string,
): QuarantineDoc {
  // What lies beside an entry for tracing is no evidence.
  const kept = [...entry.fields].filter(([name]) => name !== TRACE_FIELD);
  const fields = Object.fromEntries(kept.map(([name, value]) => [name, new Binary(value)]));
  return { _id: id, shard, epoch: entry.epoch, sequence: entry.sequence, reason, fields, createdAt: new Date() };
}

function transactionDoc(shard: number, entry: JudgedEntry, hash: Uint8Array, previous: Uint8Array): TransactionDoc {
  const place = {
    shard,
    epoch: entry.epoch,
    sequence: entry.sequence,
    balanceAfter: entry.balanceAfter,
    hash: new Binary(hash),
    previousHash: new Binary(previous),
    intent: new Binary(entry.intentBytes),
    createdAt: new Date(Number(entry.acceptedAtMs)),
  };
  const { posting } = entry;
  switch (posting.kind) {
    case 'intent': {
      const { intent } = posting;
      return {
        _id: intent.tx,
        userId: intent.wallet,
        type: intent.kind,
        status: posting.effects.outcome === 'posted' ? 'completed' : 'refused',
        amount: intent.amount,
        currency: intent.currency,
        counterparty: intent.counterparty,
        roomId: intent.roomId,
        giftId: intent.giftId,
        giftVersion: intent.giftVersion,
        quantity: intent.quantity,
        ...place,
        ...chainedEffects(posting),
        metadata: {
          clientId: intent.clientId,
          ...(intent.nodeId === '' ? {} : { nodeId: intent.nodeId }),
          ...(intent.orderId === '' ? {} : { orderId: intent.orderId }),
          ...(intent.reason === '' ? {} : { reason: intent.reason }),
          ...(intent.earned === 0n ? {} : { earned: intent.earned.toString() }),
          ...(intent.reference === '' ? {} : { reference: intent.reference }),
          ...(intent.fiatCurrency === '' ? {} : moneyOf(intent)),
        },
      };
    }
    case 'quarantined':
      return {
        _id: `quarantine-${shard}-${entry.epoch}-${entry.sequence}`,
        userId: posting.wallet,
        type: 'quarantined',
        status: 'quarantined',
        amount: posting.change < 0n ? -posting.change : posting.change,
        currency: 'COIN',
        counterparty: '',
        roomId: '',
        giftId: '',
        giftVersion: 0n,
        quantity: 0n,
        ...place,
        metadata: { reason: posting.reason },
      };
    default:
      return posting satisfies never;
  }
}

function moneyOf(intent: Intent): Pick<TransactionMetadata, 'provider' | 'fiat' | 'fiatCurrency'> {
  return { provider: intent.provider, fiat: intent.fiat.toString(), fiatCurrency: intent.fiatCurrency };
}
