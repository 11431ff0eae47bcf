import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OwnDatabase, openOwnDatabase } from '../../../testing/ledger-stores.ts';
import { paymentOrders } from './mongo-payment-ledger.ts';

let database: OwnDatabase;
beforeAll(async () => {
  database = await openOwnDatabase();
});
afterAll(() => database.stop());

/** Which index answers a query, and whether it sorts by itself. */
async function planOf(collection: string, query: object, sort: Record<string, 1 | -1>): Promise<string> {
  const plan = await database.db.collection(collection).find(query).sort(sort).limit(1).explain('queryPlanner');
  const text = JSON.stringify(plan.queryPlanner.winningPlan);
  const index = /"indexName":"([a-z_]+)"/.exec(text)?.[1] ?? 'none';
  return text.includes('"SORT"') ? `${index}, sorted` : index;
}

const at = new Date();
it.each([
  ['payments', { nextAt: { $gt: new Date(0), $lte: at } }, { nextAt: 1 }, 'due'],
  ['webhook_events', { nextAt: { $gt: new Date(0), $lte: at } }, { nextAt: 1 }, 'due'],
  ['payments', { provider: 'stripe', externalId: 'pi_1' }, { externalId: 1 }, 'external'],
  ['payments', { userId: 's', createdAt: { $lte: at } }, { createdAt: -1, _id: -1 }, 'user_newest_first'],
  ['payments', { provider: 'stripe', createdAt: { $gte: at }, _id: { $gt: '0' } }, { _id: 1 }, 'provider_id|_id_'],
  ['transactions', paymentOrders('0'), { 'metadata.orderId': 1 }, 'order'],
  ['webhook_events', { status: 'failed' }, { receivedAt: 1 }, 'status'],
  ['wallet_controls', { applyAt: { $gt: new Date(0), $lte: at } }, { applyAt: 1 }, 'apply_at'],
  ['fraud_activity', { to: 'h', fromSince: { $gte: at } }, { fromSince: 1 }, 'to_young'],
  ['reconciliation_findings', { resolvedAt: null }, { firstSeenAt: -1 }, 'open_page'],
] as const)('%s are found by %j over an index', async (collection, query, sort, index) => {
  expect(await planOf(collection, query, { ...sort })).toMatch(new RegExp(`^(?:${index})$`));
});
