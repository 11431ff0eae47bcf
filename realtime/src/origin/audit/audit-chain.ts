import { createHash } from 'node:crypto';
import type { AuditRecord } from '@halobuzz/core/api/admin';
import { canonicalBytes, utf8 } from '@halobuzz/core/ledger/bytes';

/** What stands before the first record. */
export const auditGenesis = '0'.repeat(64);

const recordVersion = 1;
const prefix = utf8('HBA1');

/**
 * SHA-256("HBA1" ‖ previous ‖ canonical bytes of sequence and record), lower-case hex. Absent and empty fields differ;
 * details count in the order of their names, each with its type.
 */
export function auditHash(previous: string, sequence: number, record: AuditRecord): string {
  const details = Object.entries(record.details ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const bytes = canonicalBytes(recordVersion, [
    { int: BigInt(sequence) },
    { text: record.id },
    { int: BigInt(record.atMs) },
    { text: record.actor },
    { text: record.action },
    ...[record.subject, record.reason, record.requestId].map((value) => ({
      text: value === undefined ? '-' : `+${value}`,
    })),
    ...details.flatMap(([name, value]) => [{ text: name }, { text: `${typeof value}:${value}` }]),
  ]);
  return createHash('sha256').update(prefix).update(Buffer.from(previous, 'hex')).update(bytes).digest('hex');
}
