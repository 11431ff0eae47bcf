import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Db, Document, Filter } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import {
  quarantine,
  type TransactionDoc,
  transactions,
  walletControls,
} from '../../adapters/mongo/ledger-collections.ts';
import { paymentsCollection, storedOf } from '../../adapters/mongo/payment-document.ts';
import type { DatedRate, FinanceLists, ListPoint } from '../finance/finance-lists.ts';
import type { Promotion } from '../finance/promotion-store.ts';
import { newestFirst, newestPage } from '../wallet/newest-page.ts';
import { behindPoint, paymentsFilter, paymentsIndex, transactionPlan } from './finance-queries.ts';
import { bigintOptions } from './numbers.ts';

const majority = { readConcern: { level: 'majority' } } as const;
type RateDocument = DatedRate & { readonly _id: string };

export function mongoFinanceLists(db: Db): FinanceLists {
  const payments = paymentsCollection(db);
  const promotions = db.collection<Promotion>('promotion_campaigns', { ...bigintOptions, ...majority });
  const rates = db.collection<RateDocument>('payout_rates', {
    ...bigintOptions,
    ...majority,
    writeConcern: { w: 'majority', journal: true },
  });
  return {
    async payments(query, after, limit) {
      const { find } = query;
      if (find === undefined) {
        const cursor = payments.find(paymentsFilter(query, after), { hint: paymentsIndex(query) });
        return (await cursor.sort({ createdAt: -1, _id: -1 }).limit(limit).toArray()).map(storedOf);
      }
      const found = await payments.findOne({ _id: find });
      if (found !== null) return [storedOf(found)];
      // The unique index of a provider's ids begins with the provider.
      const named = { provider: { $in: ['stripe', 'apple', 'google', 'sandbox'] }, externalId: find } as const;
      return (await payments.find(named).limit(limit).toArray()).map(storedOf);
    },
    async transactions(query, after, limit) {
      if (query.order !== undefined) {
        const byOrder = { 'metadata.orderId': query.order };
        return transactions(db).find(byOrder, majority).limit(limit).toArray();
      }
      const plan = transactionPlan(query);
      switch (plan.kind) {
        case 'kinds': {
          const all = await Promise.all(
            plan.filters.map((filter) =>
              transactions(db)
                .find({ ...filter, ...behindPoint('createdAt', after) }, { ...majority, hint: plan.index })
                .sort({ createdAt: -1, _id: -1 })
                .limit(limit)
                .toArray(),
            ),
          );
          return docsOf(all.flat().map(placed).sort(newestFirst).slice(0, limit));
        }
        case 'person':
          return docsOf(await timeOrdered(db, plan, after, limit));
        case 'shards': {
          return docsOf(await timeOrdered(db, { ...plan, filter: { ...everyShard, ...plan.filter } }, after, limit));
        }
        default:
          return plan satisfies never;
      }
    },
    frozen: (after, limit) =>
      walletControls(db)
        .find({ frozen: true, ...behindPoint('updatedAt', after) }, majority)
        .sort({ updatedAt: -1, _id: -1 })
        .limit(limit)
        .toArray(),
    quarantined: (after, limit) =>
      quarantine(db)
        .find(behindPoint('createdAt', after), majority)
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .toArray(),
    promotions: (status, after, limit) =>
      promotions
        .find(
          { ...(status === undefined ? {} : { status }), ...behindPoint('createdAt', after) },
          { hint: status === undefined ? 'newest_page' : 'status_page' },
        )
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .toArray(),
    async rates() {
      const found = await rates.find().sort({ currency: 1, version: -1 }).toArray();
      return found.map(({ _id, version, ...rate }) => ({ ...rate, version: Number(version) }));
    },
    async addRate(rate) {
      const _id = `${rate.currency}:${rate.version}`;
      try {
        await rates.insertOne({ _id, ...rate });
        return rate;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const known = await rates.findOne({ _id });
        if (known === null) throw error;
        return known;
      }
    },
  };
}

/**
 * Named one by one, so that the server merges the shards' own orders: a page reads its documents and one key a shard. Exported
 * for the test that explains it.
 */
export const everyShard = { shard: { $in: Array.from({ length: WALLET_SHARDS }, (_, shard) => shard) } };

interface Placed {
  readonly point: ListPoint;
  readonly document: TransactionDoc;
}

function placed(document: TransactionDoc): Placed {
  return { point: { atMs: document.createdAt.getTime(), id: document._id }, document };
}

function docsOf(rows: readonly Placed[]): readonly TransactionDoc[] {
  return rows.map(({ document }) => document);
}

/** Over an index that knows the time, and not the id. */
function timeOrdered(
  db: Db,
  { filter, index }: { readonly filter: Document; readonly index: string },
  after: ListPoint | undefined,
  limit: number,
): Promise<readonly Placed[]> {
  const read = async (more: Filter<TransactionDoc>, sort: Record<string, -1>): Promise<readonly Placed[]> => {
    const found = await transactions(db)
      .find({ $and: [filter, more] }, { ...majority, hint: index })
      .sort(sort)
      .limit(limit)
      .toArray();
    return found.map(placed);
  };
  return newestPage<Placed>(
    {
      older: (point) => read(behindPoint('createdAt', point), { createdAt: -1 }),
      at: (atMs, point) => {
        const ids = point?.atMs === atMs ? { _id: { $lt: point.id } } : {};
        return read({ createdAt: new Date(atMs), ...ids }, { _id: -1 });
      },
    },
    after,
    limit,
  );
}
