import type { Currency } from '@halobuzz/core/money';
import type { Db } from 'mongodb';
import {
  type LegDoc,
  type TransactionDoc,
  transactionLegs,
  transactions,
} from '../adapters/mongo/ledger-collections.ts';

/** One movement on one of a person's accounts. */
export interface StatementLine {
  readonly at: Date;
  readonly tx: string;
  readonly type: TransactionDoc['type'];
  /** `wallet`, `receivable`, `earnings` or `held`. */
  readonly account: string;
  readonly currency: Currency;
  /** Minor units, signed. */
  readonly amount: bigint;
  /** The account's balance afterwards, over all shards. */
  readonly balance: bigint;
  readonly details: string;
}

export interface StatementPeriod {
  /** Inclusive; undefined: from the first. */
  readonly from: Date | undefined;
  /** Exclusive; undefined: until now. */
  readonly to: Date | undefined;
}

/** Balance by `account currency`, as `wallet COIN`. */
export type StatementBalances = ReadonlyMap<string, bigint>;

const batchSize = 500;

/** What a person's accounts held when the period began, from committed legs. */
export async function openingBalances(db: Db, subject: string, { from }: StatementPeriod): Promise<StatementBalances> {
  if (from === undefined) return new Map();
  const sums = transactionLegs(db).aggregate<{ _id: { account: string; currency: string }; balance: bigint }>([
    { $match: { userId: subject, timestamp: { $lt: from } } },
    { $group: { _id: { account: '$account', currency: '$currency' }, balance: { $sum: '$amount' } } },
  ]);
  const opening = new Map<string, bigint>();
  for await (const { _id, balance } of sums) opening.set(`${shortName(_id.account)} ${_id.currency}`, balance);
  return opening;
}

/** A person's movements in a period, oldest first, read page by page. Legs of one transaction stay together. */
export async function* statementLines(
  db: Db,
  subject: string,
  period: StatementPeriod,
  opening: StatementBalances,
): AsyncIterable<StatementLine> {
  const running = new Map(opening);
  const time = {
    ...(period.from === undefined ? {} : { $gte: period.from }),
    ...(period.to === undefined ? {} : { $lt: period.to }),
  };
  const filter = { userId: subject, ...(Object.keys(time).length === 0 ? {} : { timestamp: time }) };
  const legs = transactionLegs(db).find(filter, { batchSize }).sort({ timestamp: 1, _id: 1 }).allowDiskUse();
  let page: LegDoc[] = [];
  const lines = async (): Promise<StatementLine[]> => {
    const known = new Map(
      (
        await transactions(db)
          .find({ _id: { $in: page.map(({ transactionId }) => transactionId) } })
          .toArray()
      ).map((transaction) => [transaction._id, transaction]),
    );
    return page.map((leg) => {
      const account = shortName(leg.account);
      const key = `${account} ${leg.currency}`;
      const balance = (running.get(key) ?? 0n) + leg.amount;
      running.set(key, balance);
      const transaction = known.get(leg.transactionId);
      return {
        ...{ at: leg.timestamp, tx: leg.transactionId, type: transaction?.type ?? 'quarantined' },
        ...{ account, currency: leg.currency, amount: leg.amount, balance, details: detailsOf(transaction) },
      };
    });
  };
  for await (const leg of legs) {
    page.push(leg);
    if (page.length < batchSize) continue;
    yield* await lines();
    page = [];
  }
  yield* await lines();
}

function shortName(account: string): string {
  return account.split(':')[0] ?? account;
}

function detailsOf(transaction: TransactionDoc | undefined): string {
  if (transaction === undefined) return '';
  const { giftId, quantity, roomId, metadata } = transaction;
  const { fiat, fiatCurrency, provider, reference, orderId, reason } = metadata;
  return [
    ...(giftId === '' ? [] : [`${quantity} × ${giftId}`]),
    ...(roomId === '' ? [] : [`room ${roomId}`]),
    ...(fiat === undefined ? [] : [`${fiat} ${fiatCurrency ?? ''} (minor units) by ${provider ?? ''}`]),
    ...(orderId === undefined ? [] : [`order ${orderId}`]),
    ...(reference === undefined ? [] : [`of ${reference.slice(0, 16)}…`]),
    ...(reason === undefined ? [] : [reason]),
  ].join(', ');
}
