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
  /** One, or any of several. */
  readonly action?: string | readonly string[] | undefined;
  readonly requestId?: string | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** A place in the order of time, and of the chain within one millisecond. */
export interface AuditPoint {
  readonly atMs: number;
  readonly sequence: number;
  /** To which side of it to go. */
  readonly to: 'older' | 'newer';
}

/** What staff, operators and the platform did: appended, chained, never changed. */
export interface AuditLog {
  /**
   * Appends a record, once by its id. @returns false when it is there already
   * @throws AppError `conflict` when that id holds another record: ids are made by whoever acted, and never reused
   */
  append(record: AuditRecord): Promise<boolean>;
  /** Whether a record of that id is there. */
  has(id: string): Promise<boolean>;
  /** Those nearest to the point on its side, outwards from it: the newest first, or the oldest when going to newer ones. */
  list(filter: AuditFilter, from: AuditPoint | undefined, limit: number): Promise<readonly AuditEntry[]>;
}
