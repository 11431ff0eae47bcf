import type { FinanceOverview } from '@halobuzz/core/api/finance-work';
import { limits } from '@halobuzz/core/limits';
import type { Db, Document } from 'mongodb';
import { type LedgerStateDeps, readLedgerState } from './ledger-state.ts';

const some = new Date(0);

/** What is counted, and by which index; exported for the test that explains it. */
export const overviewCounts = (account: string) =>
  ({
    payoutsToDecide: ['payouts', { status: 'held' }],
    payoutsStuck: ['payouts', { open: true, nextAt: { $gt: some }, ledger: 'stuck' }],
    approvalsToDecide: ['approvals', { status: 'open', requestedBy: { $ne: account } }],
    approvalsOfMine: ['approvals', { status: 'open', requestedBy: account }],
    differencesOpen: ['reconciliation_findings', { resolvedAt: null }],
    differencesOfMine: ['reconciliation_findings', { resolvedAt: null, assignee: account }],
    paymentsToLookAt: ['payments', { status: 'review' }],
    disputesOpen: ['payments', { 'evidence.disputes.outcome': 'open' }],
    walletsFrozen: ['wallet_controls', { frozen: true, updatedAt: { $gt: some } }],
    quarantined: ['ledger_quarantine', { createdAt: { $gt: some } }],
  }) as const satisfies Record<string, readonly [string, Document]>;

/** What waits for somebody, counted so far as anybody cares: no count costs more than `financeCountMax` keys of an index. */
export async function financeOverview(deps: LedgerStateDeps, account: string): Promise<FinanceOverview> {
  const counts = overviewCounts(account);
  const count = async (name: keyof typeof counts) => {
    const [collection, filter] = counts[name];
    const found = await countUpTo(deps.db, collection, filter);
    return { count: Math.min(found, limits.financeCountMax), more: found > limits.financeCountMax };
  };
  const [ledger, payoutsToDecide, payoutsStuck, approvalsToDecide, approvalsOfMine, differencesOpen] =
    await Promise.all([
      readLedgerState(deps),
      count('payoutsToDecide'),
      count('payoutsStuck'),
      count('approvalsToDecide'),
      count('approvalsOfMine'),
      count('differencesOpen'),
    ]);
  const [differencesOfMine, paymentsToLookAt, disputesOpen, walletsFrozen, quarantined] = await Promise.all([
    count('differencesOfMine'),
    count('paymentsToLookAt'),
    count('disputesOpen'),
    count('walletsFrozen'),
    count('quarantined'),
  ]);
  return {
    ...{ payoutsToDecide, payoutsStuck, approvalsToDecide, approvalsOfMine, differencesOpen, differencesOfMine },
    ...{ paymentsToLookAt, disputesOpen, walletsFrozen, quarantined, uncommitted: ledger.uncommitted },
    ...(ledger.checkpoint === undefined ? {} : { checkpointAgeMs: ledger.checkpoint.ageMs }),
  };
}

function countUpTo(db: Db, collection: string, filter: Document): Promise<number> {
  return db
    .collection(collection)
    .countDocuments(filter, { limit: limits.financeCountMax + 1, readConcern: { level: 'majority' } });
}
