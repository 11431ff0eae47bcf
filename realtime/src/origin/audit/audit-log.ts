import type { AuditRecord } from '@halobuzz/core/api/admin';

/** A record in its place of the chain. */
export interface AuditEntry extends AuditRecord {
  readonly sequence: number;
  readonly previous: string;
  readonly hash: string;
}

export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly action?: string | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** What staff, operators and the platform did: appended, chained, never changed. */
export interface AuditLog {
  /**
   * Appends a record, once by its id. @returns false when it is there already
   * @throws AppError `conflict` when that id holds another record: ids are made by whoever acted, and never reused
   */
  append(record: AuditRecord): Promise<boolean>;
  /** The newest first, below `before`. */
  list(filter: AuditFilter, before: number | undefined, limit: number): Promise<readonly AuditEntry[]>;
}
