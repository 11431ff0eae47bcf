import { accounts } from '@halobuzz/core/ledger/postings';
import { limits } from '@halobuzz/core/limits';
import type { Currency } from '@halobuzz/core/money';
import type { Db } from 'mongodb';
import { accountBalances, legPrefix, transactionLegs, transactions } from '../../adapters/mongo/ledger-collections.ts';
import type { FinanceReads, LedgerLine } from '../finance/finance-reads.ts';
import type { GiftReads } from '../finance/gift-reads.ts';
import { amountOf } from './numbers.ts';

const majority = { readConcern: { level: 'majority' } } as const;
const platform = 'platform:';

export function mongoFinanceReads(db: Db): FinanceReads & GiftReads {
  return {
    async platformAccounts() {
      const sums = await accountBalances(db)
        .aggregate<{ _id: { account: string; currency: Currency }; total: number | bigint }>(
          [
            { $match: { account: { $gte: platform, $lt: `${platform}~` } } },
            { $group: { _id: { account: '$account', currency: '$currency' }, total: { $sum: '$balance' } } },
            { $sort: { '_id.account': 1, '_id.currency': 1 } },
          ],
          majority,
        )
        .toArray();
      return sums.map(({ _id, total }) => ({ ..._id, amount: amountOf(total) }));
    },
    async transaction(tx) {
      const entry = await transactions(db).findOne({ _id: tx }, majority);
      if (entry === null) return undefined;
      const prefix = legPrefix(entry.shard, entry.sequence);
      const found = await transactionLegs(db)
        .find({ _id: { $gte: `${prefix}-`, $lt: `${prefix}~` } }, majority)
        .sort({ _id: 1 })
        .limit(limits.transactionLegsShownMax)
        .toArray();
      const legs: LedgerLine[] = found.map(({ account, currency, amount }) => ({ account, currency, amount }));
      return { entry, legs };
    },
    async personBalances(subject) {
      const found = await accountBalances(db).find({ userId: subject }, majority).toArray();
      const sumOf = (account: string, currency: Currency): bigint =>
        found.reduce(
          (sum, one) => (one.account === account && one.currency === currency ? sum + one.balance : sum),
          0n,
        );
      return {
        coins: sumOf(accounts.wallet(subject), 'COIN'),
        owed: -sumOf(accounts.receivable(subject), 'COIN'),
        diamonds: sumOf(accounts.earnings(subject), 'DIAMOND'),
        held: sumOf(accounts.held(subject), 'DIAMOND'),
      };
    },
    async gift(tx) {
      const gift = await transactions(db).findOne({ _id: tx, type: 'gift', status: 'completed' }, majority);
      if (gift === null) return undefined;
      const { userId: giver, counterparty: host, amount: coins, roomId, giftId, giftVersion, quantity } = gift;
      const diamonds = BigInt(gift.metadata.earned ?? '0');
      return {
        tx,
        giver,
        host,
        coins,
        diamonds,
        roomId,
        giftId,
        giftVersion,
        quantity,
        atMs: gift.createdAt.getTime(),
      };
    },
    async isReversed(tx) {
      const query = { 'metadata.reference': tx, type: 'gift_reversal' as const };
      return (await transactions(db).findOne(query, { ...majority, projection: { _id: 1 } })) !== null;
    },
  };
}
