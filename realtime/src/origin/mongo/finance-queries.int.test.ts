import { internalStaffPaymentQuerySchema } from '@halobuzz/core/api/finance-payments';
import type { Document } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OwnDatabase, openOwnDatabase } from '../../../testing/ledger-stores.ts';
import { overviewCounts } from '../finance/finance-overview.ts';
import { behindPoint, paymentsFilter, paymentsIndex, transactionPlan } from './finance-queries.ts';
import { approvalsFilter, approvalsIndex } from './mongo-approvals.ts';
import { everyShard } from './mongo-finance-lists.ts';

let database: OwnDatabase;
beforeAll(async () => {
  database = await openOwnDatabase();
});
afterAll(() => database.stop());

/** Which index answers a query, and whether a collection is scanned or anything sorted in memory. */
async function planOf(
  collection: string,
  filter: Document,
  sort: Record<string, 1 | -1>,
  hint?: string,
): Promise<string> {
  const options = hint === undefined ? {} : { hint };
  const found = database.db.collection(collection).find(filter, options).sort(sort).limit(21);
  const text = JSON.stringify((await found.explain('queryPlanner')).queryPlanner.winningPlan);
  if (text.includes('"COLLSCAN"')) return 'scanned';
  const index = /"indexName":"([a-zA-Z_]+)"/.exec(text)?.[1] ?? 'none';
  return text.includes('"SORT"') ? `${index}, sorted` : index;
}

const after = { atMs: Date.UTC(2026, 0, 2), id: 'x' };
const newest = { createdAt: -1, _id: -1 } as const;
const subject = `s${'a'.repeat(26)}`;
const payments = (asked: object) => internalStaffPaymentQuerySchema.parse(asked);

it.each([
  [{}, 'newest'],
  [{ from: '2026-01-01', to: '2026-01-02' }, 'newest'],
  [{ status: 'review' }, 'status_newest'],
  [{ status: 'review', provider: 'apple', amount: '499' }, 'status_newest'],
  [{ status: 'credited', provider: 'apple' }, 'provider_newest'],
  [{ provider: 'apple' }, 'provider_newest'],
  [{ amount: '499' }, 'amount_newest'],
  [{ subject, status: 'credited' }, 'user_newest_first'],
  [{ dispute: 'open' }, 'disputes_newest'],
  [{ refund: 'requested' }, 'refunds_newest'],
] as const)('payments by %j go by an index', async (asked, index) => {
  const query = payments(asked);
  // A hint that the query does not fit is an error, so the plan shows that it does.
  expect(await planOf('payments', paymentsFilter(query, after), newest, paymentsIndex(query))).toBe(index);
});

it.each([
  [{ status: 'open' }, 'status_page'],
  [{ status: 'open', kind: 'refund' }, 'kind_page'],
  [{ status: 'approved', order: 'newest', by: { account: 'a', own: true } }, 'asker_page'],
  [{ status: 'open', order: 'newest', by: { account: 'a', own: false } }, 'status_page'],
] as const)('requests by %j go by an index', async (filter, index) => {
  const direction = 'order' in filter ? -1 : 1;
  const sort = { requestedAt: direction, _id: direction } as const;
  expect(await planOf('approvals', approvalsFilter(filter, after), sort, approvalsIndex(filter))).toBe(index);
});

it.each([
  ['payments', { provider: { $in: ['stripe', 'apple'] }, externalId: 'pi_1' }, {}, 'external'],
  [
    'reconciliation_findings',
    { resolvedAt: null, ...behindPoint('firstSeenAt', after) },
    { firstSeenAt: -1, _id: -1 },
    'open_page',
  ],
  [
    'reconciliation_findings',
    { $and: [{ resolvedAt: { $gt: new Date(0) } }, behindPoint('resolvedAt', after)] },
    { resolvedAt: -1, _id: -1 },
    'closed_page',
  ],
  ['reconciliation_findings', { ref: 'df_x' }, {}, 'ref'],
  [
    'wallet_controls',
    { frozen: true, ...behindPoint('updatedAt', after) },
    { updatedAt: -1, _id: -1 },
    'frozen_newest',
  ],
  ['ledger_quarantine', behindPoint('createdAt', after), newest, 'newest_page'],
  ['promotion_campaigns', behindPoint('createdAt', after), newest, 'newest_page'],
  ['promotion_campaigns', { status: 'active', ...behindPoint('createdAt', after) }, newest, 'status_page|newest_page'],
  ['finance_exports', behindPoint('startedAt', after), { startedAt: -1, _id: -1 }, 'newest'],
  [
    'transactions',
    { shard: 3, createdAt: { $gte: new Date(0), $lt: new Date() } },
    { createdAt: 1 },
    'idempotency_window',
  ],
  ['audit_log', { at: { $gte: new Date(0), $lt: new Date() } }, { at: 1 }, 'newest|newest_page'],
] as const)('list %# (of %s) goes by an index', async (collection, filter, sort, index) => {
  expect(await planOf(collection, filter, { ...sort })).toMatch(new RegExp(`^(?:${index})$`));
});

it.each([
  [{ subject, status: 'completed' }, 'person', 'user_status_newest'],
  [{ subject, kind: 'gift', status: 'completed' }, 'person', 'user_status_newest'],
  [{ subject, kind: 'purchase', status: 'completed' }, 'kinds', 'user_kind_newest'],
  [{ kind: 'refund', status: 'completed', from: '2026-01-01' }, 'kinds', 'kind_newest'],
  [{ status: 'refused' }, 'kinds', 'kind_newest'],
  [{ status: 'quarantined' }, 'kinds', 'kind_newest'],
  [{ status: 'completed', from: '2026-01-01' }, 'shards', 'idempotency_window'],
  [{ kind: 'gift', status: 'completed' }, 'shards', 'idempotency_window'],
] as const)('entries of query %# go by an index', async (asked, kind, index) => {
  const plan = transactionPlan({ ...asked });
  expect(plan.kind).toBe(kind);
  const filters = plan.kind === 'kinds' ? plan.filters : [plan.filter];
  for (const filter of filters) {
    const whole = {
      $and: [plan.kind === 'shards' ? { ...everyShard, ...filter } : filter, behindPoint('createdAt', after)],
    };
    if (plan.kind === 'shards') {
      const found = database.db.collection('transactions').find(whole, { hint: plan.index }).sort({ createdAt: -1 });
      const { winningPlan, rejectedPlans } = (await found.limit(21).explain('queryPlanner')).queryPlanner;
      // Without a document all plans are worth the same: that there is one which merges the shards in order is what counts.
      const all = JSON.stringify([winningPlan, rejectedPlans]);
      expect(all).toContain('"SORT_MERGE"');
      expect(all).toContain(`"indexName":"${index}"`);
      continue;
    }
    const sort = plan.kind === 'kinds' ? newest : { createdAt: -1 as const };
    expect(await planOf('transactions', whole, sort, plan.index)).toBe(index);
  }
});

it('what waits is counted by indexes', async () => {
  for (const [name, [collection, filter]] of Object.entries(overviewCounts('a'))) {
    const plan = await database.db
      .collection(collection)
      .aggregate([{ $match: filter }, { $limit: 1001 }, { $group: { _id: 1, n: { $sum: 1 } } }])
      .explain('queryPlanner');
    expect([name, JSON.stringify(plan).includes('"COLLSCAN"')]).toEqual([name, false]);
  }
});
