import { createHash } from 'node:crypto';
import type { AuditAction, AuditRecord } from '@halobuzz/core/api/admin';
import { ACCOUNT_ID_PATTERN, base32 } from '@halobuzz/core/ids';
import type { Actor } from '@halobuzz/core/tokens';
import type { AuditLog } from '../audit/audit-log.ts';

/** One change of a document: it is written with the change itself, so neither is ever without the other. */
export interface Change {
  readonly at: Date;
  /** An account id for staff, `host`, `ledger` or `system`. */
  readonly by: string;
  /** What it was; empty for a beginning. */
  readonly from: string;
  readonly to: string;
  readonly reason?: string;
  /** In which request. */
  readonly requestId?: string;
}

/** Who acts, and in which request, for the audit log. */
export type ActingPerson = Actor & { readonly requestId?: string };

/** The request of an act, where it has one. */
export function inRequest({ requestId }: { readonly requestId?: string | undefined }): { readonly requestId?: string } {
  return requestId === undefined ? {} : { requestId };
}

/** A document with its changes. */
export interface Audited {
  readonly _id: string;
  readonly history: readonly Change[];
  readonly audited: number;
}

/** How its changes are told to the audit log. */
export interface AuditWords {
  readonly actionOf: (change: Change) => AuditAction;
  readonly details: NonNullable<AuditRecord['details']>;
}

export interface AuditedStore {
  /** The log holds the first `count` changes. */
  markAudited(id: string, count: number): Promise<void>;
}

/**
 * Brings to the audit log what it lacks of a document's history: each change once, by an id made of the document and the
 * change's place, so a crash in between repeats nothing. A host stands in it as `system`: the log outlives their account,
 * and must not lead from it to their subject. `subject`: what the log finds it by; default: its id.
 */
export async function auditHistory(
  deps: { readonly audit: Pick<AuditLog, 'append'>; readonly store: AuditedStore },
  document: Audited,
  { actionOf, details }: AuditWords,
  subject: string = document._id,
): Promise<void> {
  for (const [index, change] of document.history.entries()) {
    if (index < document.audited) continue;
    const { by, from, to, reason, requestId } = change;
    await deps.audit.append({
      id: auditIdOf(document._id, index),
      atMs: change.at.getTime(),
      actor: ACCOUNT_ID_PATTERN.test(by) ? by : 'system',
      action: actionOf(change),
      subject,
      details: { ...details, ...(ACCOUNT_ID_PATTERN.test(by) ? {} : { by }), from, to },
      ...(reason === undefined ? {} : { reason }),
      ...(requestId === undefined ? {} : { requestId }),
    });
  }
  if (document.history.length > document.audited) await deps.store.markAudited(document._id, document.history.length);
}

function auditIdOf(id: string, index: number): string {
  return `au_${base32(createHash('sha256').update(`${id}|${index}`).digest().subarray(0, 16))}`;
}
