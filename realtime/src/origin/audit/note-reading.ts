import { createHash } from 'node:crypto';
import type { AuditRecord } from '@halobuzz/core/api/admin';
import { base32 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { AuditFilter, AuditLog } from './audit-log.ts';

/** Who reads, when, and by which request. */
export interface AuditReader {
  readonly actor: string;
  readonly nowMs: number;
  readonly requestId: string;
}

/**
 * Records that somebody searched the log, before they see anything of it: once for each reader and search in a time, as a
 * page that looks again and again would fill the log with itself. The record's id follows from the three, so that of two
 * requests at once one alone is recorded.
 */
export async function noteReading(audit: AuditLog, reader: AuditReader, filter: AuditFilter): Promise<void> {
  const named = Object.entries(filter).filter(([, value]) => value !== undefined);
  const span = Math.floor(reader.nowMs / limits.auditReadNotedMs);
  const id = readingId(JSON.stringify([reader.actor, span, named]));
  if (await audit.has(id)) return;
  const by = named.map(([name]) => name.replace(/Ms$/, '')).join(' ');
  const record: AuditRecord = {
    ...{ id, atMs: reader.nowMs, actor: reader.actor, action: 'audit.read', requestId: reader.requestId },
    details: {
      by: by === '' ? 'everything' : by,
      ...(filter.actor === undefined ? {} : { actor: filter.actor }),
      // Not as the record's own subject: a search must not find itself.
      ...(filter.subject === undefined ? {} : { subject: filter.subject }),
    },
  };
  try {
    await audit.append(record);
  } catch (error) {
    // The same reader's other request of this moment was first.
    if (!(await audit.has(id))) throw error;
  }
}

function readingId(search: string): string {
  return `au_${base32(createHash('sha256').update(search).digest()).slice(0, 26)}`;
}
