import { limits } from '@halobuzz/core/limits';
import type { Document, Filter } from 'mongodb';

/** What of a collection is deleted by age. Collections whose documents all go by one time expire by MongoDB itself. */
export interface RetentionRule {
  readonly collection: string;
  /** In words. */
  readonly what: string;
  readonly olderThanMs: number;
  readonly filter: (before: Date) => Filter<Document>;
  readonly hint: string;
}

const never = new Date(0);

/** Not decided or ended in the meantime, wherever that is written down: a period begins when the matter is over. */
const overBefore = (before: Date) => ({ $not: { $gte: before } });

/** Why so long: docs/privacy/README.md. */
export const retentionRules: readonly RetentionRule[] = [
  {
    collection: 'webhook_events',
    what: 'what providers told that moved no money',
    olderThanMs: limits.retentionWebhooksMs,
    filter: (before) => ({ status: 'ignored', receivedAt: { $lt: before } }),
    hint: 'status',
  },
  {
    collection: 'reports',
    what: 'reports that were decided',
    olderThanMs: limits.retentionReportsMs,
    filter: (before) => ({
      ...{ status: { $in: ['resolved', 'rejected'] }, createdAt: { $lt: before } },
      resolvedAt: overBefore(before),
    }),
    hint: 'queue',
  },
  {
    collection: 'cases',
    what: 'cases that were decided',
    olderThanMs: limits.retentionReportsMs,
    filter: (before) => ({ state: 'decided', decidedAt: { $lt: before } }),
    hint: 'decided',
  },
  {
    collection: 'sanction_orders',
    what: 'orders of cases that were carried out or given up',
    olderThanMs: limits.retentionReportsMs,
    filter: (before) => ({ at: { $lt: before }, state: { $in: ['done', 'failed'] } }),
    hint: 'age',
  },
  {
    collection: 'sanctions',
    what: 'mutes and bans that were lifted or replaced, with their appeals',
    olderThanMs: limits.retentionSanctionsMs,
    filter: (before) => ({ active: false, createdAt: { $lt: before }, liftedAt: overBefore(before) }),
    hint: 'replaced',
  },
  {
    collection: 'sanctions',
    what: 'mutes and bans that ran out, with their appeals',
    olderThanMs: limits.retentionSanctionsMs,
    filter: (before) => ({ endsAt: { $gt: never, $lt: before } }),
    hint: 'ended',
  },
  {
    collection: 'account_sanctions',
    what: 'decisions about accounts that were lifted, with their appeals',
    olderThanMs: limits.retentionSanctionsMs,
    filter: (before) => ({ liftedAt: { $gt: never, $lt: before } }),
    hint: 'lifted',
  },
  {
    collection: 'account_sanctions',
    what: 'decisions about accounts that ran out, with their appeals',
    olderThanMs: limits.retentionSanctionsMs,
    filter: (before) => ({ endsAt: { $gt: never, $lt: before } }),
    hint: 'ended',
  },
  {
    collection: 'account_sanctions',
    what: 'warnings',
    olderThanMs: limits.retentionSanctionsMs,
    filter: (before) => ({ kind: 'warn', createdAt: { $lt: before } }),
    hint: 'warned',
  },
  {
    collection: 'push_tokens',
    what: 'addresses of devices that nobody used',
    olderThanMs: limits.retentionPushTokensMs,
    filter: (before) => ({ lastSeenAt: { $lt: before } }),
    hint: 'seen',
  },
];
