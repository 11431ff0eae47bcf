import { accounts } from '@halobuzz/core/ledger/postings';
import type { Currency } from '@halobuzz/core/money';
import type { PayoutRate } from '@halobuzz/core/payouts/rates';
import type { Db } from 'mongodb';
import { accountBalances, transactionLegs, transactions } from '../../adapters/mongo/ledger-collections.ts';
import type { HostBooks } from '../payouts/standing.ts';
import { amountOf, bigintOptions } from './numbers.ts';

const majority = { readConcern: { level: 'majority' } } as const;

interface RateDocument extends PayoutRate {
  readonly _id: string;
}

/** {@link HostBooks} over the committed ledger. */
export function mongoHostBooks(db: Db): HostBooks {
  const rates = db.collection<RateDocument>('payout_rates', { ...bigintOptions, ...majority });

  const balance = async (account: string, currency: Currency): Promise<bigint> => {
    const [sum] = await accountBalances(db)
      .aggregate<{ total: number | bigint }>(
        [{ $match: { account, currency } }, { $group: { _id: null, total: { $sum: '$balance' } } }],
        majority,
      )
      .toArray();
    return amountOf(sum?.total ?? 0);
  };

  const newest = async (): Promise<readonly PayoutRate[]> => {
    const all = await rates.find().sort({ currency: 1, version: 1 }).toArray();
    return [...new Map(all.map((rate) => [rate.currency, rate])).values()];
  };

  return {
    earned: (subject) => balance(accounts.earnings(subject), 'DIAMOND'),
    async earnedSince(subject, sinceMs) {
      const since = new Date(sinceMs);
      const [credits] = await transactionLegs(db)
        .aggregate<{ total: number | bigint }>(
          [
            {
              $match: {
                account: accounts.earnings(subject),
                currency: 'DIAMOND',
                // For the index, which holds people's diamonds alone.
                userId: subject,
                timestamp: { $gt: since },
                type: 'credit',
              },
            },
            { $group: { _id: null, total: { $sum: '$amount' } } },
          ],
          majority,
        )
        .toArray();
      // What came back from a payout had matured before it was set aside.
      const [returned] = await transactions(db)
        .aggregate<{ total: number | bigint }>(
          [
            {
              $match: {
                userId: subject,
                status: 'completed',
                createdAt: { $gt: since },
                type: { $in: ['payout_void', 'payout_return'] },
              },
            },
            { $group: { _id: null, total: { $sum: '$amount' } } },
          ],
          majority,
        )
        .toArray();
      return amountOf(credits?.total ?? 0) - amountOf(returned?.total ?? 0);
    },
    async owed(subject) {
      const receivable = await balance(accounts.receivable(subject), 'COIN');
      return receivable < 0n ? -receivable : 0n;
    },
    async hasDispute(subject) {
      const payments = db.collection('payments', majority);
      const found = await payments.findOne({ userId: subject, status: 'disputed' }, { projection: { _id: 1 } });
      return found !== null;
    },
    rate: async (currency) => (await newest()).find((rate) => rate.currency === currency),
    rates: newest,
  };
}
