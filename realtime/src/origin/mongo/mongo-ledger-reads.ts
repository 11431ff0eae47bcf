import { type IntentKind, kindSpec } from '@halobuzz/core/ledger/kinds';
import { accounts } from '@halobuzz/core/ledger/postings';
import type { Db } from 'mongodb';
import {
  accountBalances,
  type LegDoc,
  type TransactionDoc,
  transactionLegs,
  transactions,
} from '../../adapters/mongo/ledger-collections.ts';
import type { EntryPoint, LedgerReads, PlacedEntry } from '../wallet/ledger-reads.ts';
import { newestFirst, newestPage, type TimeOrdered } from '../wallet/newest-page.ts';
import { amountOf, wholeOf } from './numbers.ts';

/** Reads of the committed ledger. Entries come from two places: what the wallet paid or got, and diamonds earned. */
export function mongoLedgerReads(db: Db): LedgerReads {
  return {
    async balance(account, currency) {
      const [sum] = await accountBalances(db)
        .aggregate<{ total: number | bigint }>([
          { $match: { account, currency } },
          { $group: { _id: null, total: { $sum: '$balance' } } },
        ])
        .toArray();
      return amountOf(sum?.total ?? 0);
    },
    async entries(subject, after, limit) {
      const [paid, earned] = await Promise.all([
        newestPage(walletSource(db, subject), after, limit),
        newestPage(earningsSource(db, subject), after, limit),
      ]);
      return [...paid, ...earned].sort(newestFirst).slice(0, limit);
    },
    async roomTotals(roomId, hostSubject) {
      const [sum] = await transactions(db)
        .aggregate<{ gifts: number | bigint; coins: number | bigint; diamonds: number | bigint }>([
          { $match: { roomId, type: 'gift', status: 'completed' } },
          {
            $group: {
              _id: null,
              gifts: { $sum: 1 },
              coins: { $sum: '$amount' },
              diamonds: {
                $sum: {
                  $cond: [
                    { $eq: ['$counterparty', hostSubject] },
                    { $toLong: { $ifNull: ['$metadata.earned', '0'] } },
                    0n,
                  ],
                },
              },
            },
          },
        ])
        .toArray();
      return {
        gifts: wholeOf(sum?.gifts ?? 0),
        coins: amountOf(sum?.coins ?? 0),
        diamonds: amountOf(sum?.diamonds ?? 0),
      };
    },
    async hasTransaction(tx) {
      return (await transactions(db).findOne({ _id: tx }, { projection: { _id: 1 } })) !== null;
    },
  };
}

/** Payouts stand in their host's shard as well; what they do to diamonds is told by the legs. */
const coins = { currency: 'COIN' } as const;

/** The customer's index (user, status, newest) serves this. Exported for the test that explains it. */
export function walletQuery(subject: string, after: EntryPoint | undefined) {
  return { userId: subject, status: 'completed' as const, ...coins, ...behind('createdAt', after) };
}

function walletSource(db: Db, subject: string): TimeOrdered<PlacedEntry> {
  const collection = transactions(db);
  return {
    async older(after, limit) {
      const found = await collection.find(walletQuery(subject, after)).sort({ createdAt: -1 }).limit(limit).toArray();
      return found.map(walletEntry);
    },
    async at(atMs, after, limit) {
      const time = { createdAt: new Date(atMs), ...(after?.atMs === atMs ? { _id: { $lt: after.id } } : {}) };
      const found = await collection
        .find({ userId: subject, status: 'completed', ...coins, ...time })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(walletEntry);
    },
  };
}

function earningsSource(db: Db, subject: string): TimeOrdered<PlacedEntry> {
  const collection = transactionLegs(db);
  // The subject is named for the index, which holds people's diamonds alone.
  const base = { account: accounts.earnings(subject), currency: 'DIAMOND' as const, userId: subject };
  return {
    async older(after, limit) {
      const found = await collection
        .find({ ...base, ...behind('timestamp', after) })
        .sort({ timestamp: -1 })
        .limit(limit)
        .toArray();
      return withTransactions(db, found);
    },
    async at(atMs, after, limit) {
      const time = { timestamp: new Date(atMs), ...(after?.atMs === atMs ? { _id: { $lt: after.id } } : {}) };
      const found = await collection
        .find({ ...base, ...time })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray();
      return withTransactions(db, found);
    },
  };
}

/** Everything behind a point. The outer bound is what an index can use. */
function behind(field: 'createdAt' | 'timestamp', after: EntryPoint | undefined): object {
  if (after === undefined) return {};
  const at = new Date(after.atMs);
  return { [field]: { $lte: at }, $or: [{ [field]: { $lt: at } }, { [field]: at, _id: { $lt: after.id } }] };
}

async function withTransactions(db: Db, legs: readonly LegDoc[]): Promise<readonly PlacedEntry[]> {
  if (legs.length === 0) return [];
  const ids = legs.map((leg) => leg.transactionId);
  const found = await transactions(db)
    .find({ _id: { $in: ids } })
    .limit(ids.length)
    .toArray();
  const byId = new Map(found.map((transaction) => [transaction._id, transaction]));
  return legs.map((leg) => {
    const transaction = byId.get(leg.transactionId);
    return {
      point: { atMs: leg.timestamp.getTime(), id: leg._id },
      entry: {
        tx: leg.transactionId,
        type: shownKind(transaction),
        direction: leg.type,
        currency: leg.currency,
        amount: String(leg.amount < 0n ? -leg.amount : leg.amount),
        ...(transaction === undefined ? {} : giftFacts(transaction)),
        at: leg.timestamp.toISOString(),
      },
    };
  });
}

function walletEntry(transaction: TransactionDoc): PlacedEntry {
  const { amount } = transaction;
  const change = transaction.change ?? (transaction.type === 'gift' ? -amount : amount);
  const moved = change < 0n ? -change : change;
  return {
    point: { atMs: transaction.createdAt.getTime(), id: transaction._id },
    entry: {
      tx: transaction._id,
      type: shownKind(transaction),
      direction: takesCoins(transaction) ? 'debit' : 'credit',
      currency: transaction.currency,
      amount: String(moved),
      ...(moved === amount ? {} : { of: String(amount) }),
      balance: String(transaction.balanceAfter),
      ...giftFacts(transaction),
      at: transaction.createdAt.toISOString(),
    },
  };
}

/** Only what was posted as asked is listed, so there is nothing quarantined among it. */
function shownKind(transaction: TransactionDoc | undefined): IntentKind {
  return transaction === undefined || transaction.type === 'quarantined' ? 'gift' : transaction.type;
}

function takesCoins(transaction: TransactionDoc): boolean {
  const { effect } = kindSpec(shownKind(transaction));
  return effect === 'spend' || effect === 'debit' || effect === 'clawback';
}

function giftFacts({ roomId, giftId, quantity }: TransactionDoc) {
  return {
    ...(roomId === '' ? {} : { roomId }),
    ...(giftId === '' ? {} : { giftId, quantity: Number(quantity) }),
  };
}
