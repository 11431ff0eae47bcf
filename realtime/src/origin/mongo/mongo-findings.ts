import { createHash } from 'node:crypto';
import type { AuditRecord } from '@halobuzz/core/api/admin';
import type { Clock } from '@halobuzz/core/clock';
import { base32 } from '@halobuzz/core/ids';
import type { Db } from 'mongodb';
import type { AuditLog } from '../audit/audit-log.ts';
import { differenceRef } from '../finance/difference-ref.ts';
import type { OriginLog } from '../http/origin-log.ts';
import type { Finding, FindingLog } from '../payments/findings.ts';
import { seenAgain, staysClosed } from './mongo-differences.ts';
import { wholeOf } from './numbers.ts';

/** As stored in `reconciliation_findings`. */
interface FindingDocument extends Finding {
  readonly _id: string;
  readonly ref?: string;
  readonly closedBy?: string;
  readonly closedDetail?: Finding['detail'];
  readonly area: 'payments' | 'wallets';
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly times: number | bigint;
  readonly resolvedAt: Date | null;
  readonly version?: number | bigint;
}

export interface FindingsDeps {
  readonly db: Db;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly log: OriginLog;
  readonly clock: Clock;
  /** Counts new ones, by kind. */
  readonly onFinding: (kind: string) => void;
}

/** Findings in MongoDB. A new one, and one that comes back, is logged, counted and audited; one that stays is only counted in its record. */
export function mongoFindings({ db, audit, log, clock, onFinding }: FindingsDeps): FindingLog {
  const collection = db.collection<FindingDocument>('reconciliation_findings', { writeConcern: { w: 'majority' } });
  return {
    async report({ kind, provider, paymentId, externalId, detail }) {
      const id = `${kind}:${provider}:${paymentId}:${externalId}`;
      const now = new Date(clock());
      if (await staysClosed(db, id, detail, now)) return;
      const before = await collection.findOneAndUpdate(
        { _id: id },
        seenAgain({ ref: differenceRef(id), area: 'payments', kind, provider, paymentId, externalId }, detail, now),
        { upsert: true, returnDocument: 'before' },
      );
      if (before !== null && before.resolvedAt === null) return;
      onFinding(kind);
      log.error({ finding: kind, provider, payment: paymentId, externalId, ...detail }, 'a payment does not fit');
      const times = wholeOf(before?.times ?? 0) + 1;
      await audit.append(recordOf({ kind, provider, paymentId, externalId, detail }, times, now.getTime()));
    },
    async resolve(paymentId, kinds) {
      await collection.updateMany(
        { paymentId, kind: { $in: [...kinds] }, resolvedAt: null },
        { $set: { resolvedAt: new Date(clock()) }, $inc: { version: 1 } },
      );
    },
    async open() {
      const counts = await collection
        .aggregate<{ _id: string; count: number }>([
          { $match: { resolvedAt: null, area: 'payments' } },
          { $group: { _id: '$kind', count: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(counts.map(({ _id, count }) => [_id, count]));
    },
  };
}

/** The id is made of the finding and how often it was seen, so that a repetition after a crash is the same record. */
function recordOf({ kind, provider, paymentId, externalId }: Finding, times: number, atMs: number): AuditRecord {
  const name = createHash('sha256').update(`${kind}\n${provider}\n${paymentId}\n${externalId}\n${times}\n${atMs}`);
  return {
    id: `au_${base32(name.digest().subarray(0, 16))}`,
    ...{ atMs, actor: 'system', action: 'payment.found_wrong' },
    ...(paymentId === '' ? {} : { subject: paymentId }),
    details: { finding: kind.slice(0, 256), provider, externalId: externalId.slice(0, 256) },
  };
}
