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
    collection: 'push_tokens',
    what: 'addresses of devices that nobody used',
    olderThanMs: limits.retentionPushTokensMs,
    filter: (before) => ({ lastSeenAt: { $lt: before } }),
    hint: 'seen',
  },
];
