import type { InternalTransactionQuery } from '@halobuzz/core/api/finance-ledger';
import type { InternalStaffPaymentQuery } from '@halobuzz/core/api/finance-payments';
import { type IntentKind, intentKinds, kindSpecs } from '@halobuzz/core/ledger/kinds';
import { parseAmount } from '@halobuzz/core/money';
import type { ListPoint } from '../finance/finance-lists.ts';

const dayMs = 24 * 3_600_000;

/** Both days are included; times are in `field`. Nothing where no day is named. */
export function withinDays(
  field: string,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
) {
  const bounds = {
    ...(from === undefined ? {} : { $gte: new Date(Date.parse(from)) }),
    ...(to === undefined ? {} : { $lt: new Date(Date.parse(to) + dayMs) }),
  };
  return Object.keys(bounds).length === 0 ? {} : { [field]: bounds };
}

/** Everything behind a point, newest first. The outer bound is what an index can use. */
export function behindPoint(field: string, after: ListPoint | undefined): object {
  if (after === undefined) return {};
  const at = new Date(after.atMs);
  return {
    $and: [{ [field]: { $lte: at } }, { $or: [{ [field]: { $lt: at } }, { [field]: at, _id: { $lt: after.id } }] }],
  };
}

/** What a list of payments asks the database for. Exported for the test that explains it, as the others. */
export function paymentsFilter(
  query: Omit<InternalStaffPaymentQuery, 'cursor' | 'limit'>,
  after: ListPoint | undefined,
): object {
  const { subject, status, provider, amount, dispute, refund, from, to } = query;
  return {
    ...(subject === undefined ? {} : { userId: subject }),
    ...(status === undefined ? {} : { status }),
    ...(provider === undefined ? {} : { provider }),
    ...(amount === undefined ? {} : { amount: parseAmount(amount) ?? 0n }),
    ...(dispute === undefined ? {} : { 'evidence.disputes.outcome': dispute }),
    ...(refund === undefined ? {} : { 'refundRequests.state': refund }),
    ...withinDays('createdAt', { from, to }),
    ...behindPoint('createdAt', after),
  };
}

/**
 * The index of the condition that leaves the least: said here, as the planner tries plans where it does not know, and a
 * wrong one reads a whole collection. Nearly all payments are `credited`.
 */
export function paymentsIndex(query: Omit<InternalStaffPaymentQuery, 'cursor' | 'limit'>): string {
  const { subject, status, provider, amount, dispute, refund } = query;
  if (subject !== undefined) return 'user_newest_first';
  if (dispute !== undefined) return 'disputes_newest';
  if (refund !== undefined) return 'refunds_newest';
  if (status !== undefined && status !== 'credited') return 'status_newest';
  if (amount !== undefined) return 'amount_newest';
  if (provider !== undefined) return 'provider_newest';
  return status === undefined ? 'newest' : 'status_newest';
}

/** Kinds that the ledger's writer itself may refuse: those that move no coins of a wallet. */
const refusable = intentKinds.filter((kind) => kindSpecs[kind].effect === 'none');

/** Which index answers: that of kinds (all but gifts), once for each kind; that of a person; or those of all shards. */
export type TransactionPlan =
  | { readonly kind: 'kinds'; readonly filters: readonly object[]; readonly index: string }
  | { readonly kind: 'person'; readonly filter: object; readonly index: string }
  | { readonly kind: 'shards'; readonly filter: object; readonly index: string };

export function transactionPlan(query: Omit<InternalTransactionQuery, 'cursor' | 'limit'>): TransactionPlan {
  const { subject, kind, status, from, to } = query;
  const days = withinDays('createdAt', { from, to });
  if (subject !== undefined && (kind === undefined || kind === 'gift')) {
    const filter = { userId: subject, status, ...(kind === undefined ? {} : { type: kind }), ...days };
    return { kind: 'person', filter, index: 'user_status_newest' };
  }
  const types = kindsOf(kind, status);
  if (types === undefined) {
    const filter = { status, ...(kind === undefined ? {} : { type: kind }), ...days };
    return { kind: 'shards', filter, index: 'idempotency_window' };
  }
  const whose = subject === undefined ? {} : { userId: subject };
  return {
    kind: 'kinds',
    filters: types.map((type) => ({ ...whose, type, status, ...days })),
    index: subject === undefined ? 'kind_newest' : 'user_kind_newest',
  };
}

function kindsOf(
  kind: IntentKind | undefined,
  status: InternalTransactionQuery['status'],
): readonly string[] | undefined {
  if (status === 'quarantined') return ['quarantined'];
  if (kind === undefined) return status === 'refused' ? refusable : undefined;
  return kind === 'gift' ? undefined : [kind];
}
