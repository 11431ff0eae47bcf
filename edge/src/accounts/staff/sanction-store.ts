import { FOREVER_MS, type Restrictions } from '@halobuzz/core/api/restrictions';
import { limits } from '@halobuzz/core/limits';
import { type AccountSanction, accountSanctions } from '@halobuzz/core/moderation/outcomes';
import { type DecisionReason, decisionReasonCodes } from '@halobuzz/core/moderation/reason-codes';
import { z } from 'zod';
import { hasTable } from '../account/sql.ts';

export type AppealStatus = 'open' | 'upheld' | 'lifted';

/** An appeal as the account keeps it: words are sealed under the subject key. */
export interface KeptAppeal {
  readonly textSealed: string;
  readonly atMs: number;
  readonly status: AppealStatus;
  readonly decidedBy: string | null;
  readonly decidedAtMs: number | null;
  readonly noteSealed: string | null;
}

/** A sanction as the account keeps it. Times in milliseconds. */
export interface KeptSanction {
  readonly id: string;
  /** Rises with each change of the account's sanctions, over all of them: so it orders restrictions, too. */
  readonly version: number;
  readonly kind: AccountSanction;
  readonly reason: DecisionReason;
  readonly statementSealed: string;
  readonly caseId: string | null;
  readonly by: string;
  readonly atMs: number;
  /** Null: without an end, or a warning. */
  readonly endsAtMs: number | null;
  readonly liftedAtMs: number | null;
  readonly liftedBy: string | null;
  readonly acknowledgedAtMs: number | null;
  /** Digest of what the mail's link holds; empty where none was made. */
  readonly linkDigest: string;
  readonly appeal: KeptAppeal | null;
}

export const sanctionTables = `CREATE TABLE account_sanctions (id TEXT PRIMARY KEY, version INTEGER NOT NULL,
  kind TEXT NOT NULL, reason TEXT NOT NULL, statement_sealed TEXT NOT NULL, case_id TEXT, given_by TEXT NOT NULL,
  at INTEGER NOT NULL, ends_at INTEGER, lifted_at INTEGER, lifted_by TEXT, acknowledged_at INTEGER,
  link_digest TEXT NOT NULL, appeal_sealed TEXT, appeal_at INTEGER, appeal_status TEXT, decided_by TEXT,
  decided_at INTEGER, note_sealed TEXT);`;

const rowSchema = z.object({
  id: z.string(),
  version: z.int(),
  kind: z.enum(accountSanctions),
  reason: z.enum(decisionReasonCodes),
  statement_sealed: z.string(),
  case_id: z.string().nullable(),
  given_by: z.string(),
  at: z.int(),
  ends_at: z.int().nullable(),
  lifted_at: z.int().nullable(),
  lifted_by: z.string().nullable(),
  acknowledged_at: z.int().nullable(),
  link_digest: z.string(),
  appeal_sealed: z.string().nullable(),
  appeal_at: z.int().nullable(),
  appeal_status: z.enum(['open', 'upheld', 'lifted']).nullable(),
  decided_by: z.string().nullable(),
  decided_at: z.int().nullable(),
  note_sealed: z.string().nullable(),
});

function sanctionOf(raw: Record<string, SqlStorageValue>): KeptSanction {
  const row = rowSchema.parse(raw);
  const { appeal_sealed: textSealed, appeal_at: atMs, appeal_status: status } = row;
  const appealed = textSealed !== null && atMs !== null && status !== null;
  return {
    ...{ id: row.id, version: row.version, kind: row.kind, reason: row.reason, by: row.given_by, atMs: row.at },
    ...{ statementSealed: row.statement_sealed, caseId: row.case_id, endsAtMs: row.ends_at },
    ...{ liftedAtMs: row.lifted_at, liftedBy: row.lifted_by, acknowledgedAtMs: row.acknowledged_at },
    linkDigest: row.link_digest,
    appeal: appealed
      ? {
          ...{ textSealed, atMs, status, decidedBy: row.decided_by, decidedAtMs: row.decided_at },
          noteSealed: row.note_sealed,
        }
      : null,
  };
}

/** All that are remembered, the newest first. */
export function readSanctions(sql: SqlStorage): KeptSanction[] {
  if (!hasTable(sql, 'account_sanctions')) return [];
  return sql.exec('SELECT * FROM account_sanctions ORDER BY at DESC, id DESC').toArray().map(sanctionOf);
}

export function readSanction(sql: SqlStorage, id: string): KeptSanction | undefined {
  if (!hasTable(sql, 'account_sanctions')) return undefined;
  const [raw] = sql.exec('SELECT * FROM account_sanctions WHERE id = ?', id).toArray();
  return raw === undefined ? undefined : sanctionOf(raw);
}

/** Writes the whole row, under the next version. */
export function writeSanction(sql: SqlStorage, sanction: Omit<KeptSanction, 'version'>): void {
  const { appeal } = sanction;
  const version = 1 + sanctionVersion(sql);
  sql.exec(
    `INSERT OR REPLACE INTO account_sanctions VALUES (${Array(19).fill('?').join(', ')})`,
    ...[sanction.id, version, sanction.kind, sanction.reason, sanction.statementSealed, sanction.caseId, sanction.by],
    ...[sanction.atMs, sanction.endsAtMs, sanction.liftedAtMs, sanction.liftedBy, sanction.acknowledgedAtMs],
    ...[sanction.linkDigest, appeal?.textSealed ?? null, appeal?.atMs ?? null, appeal?.status ?? null],
    ...[appeal?.decidedBy ?? null, appeal?.decidedAtMs ?? null, appeal?.noteSealed ?? null],
  );
}

/**
 * Makes place for one more: what is over goes first, the oldest first. A ban in force, an open appeal and the row that
 * holds the highest version stay: without that one versions would be given twice.
 */
export function makePlace(sql: SqlStorage, nowMs: number): void {
  const surplus = readSanctions(sql).length + 1 - limits.accountSanctionsKeptMax;
  if (surplus <= 0) return;
  const query = `DELETE FROM account_sanctions WHERE id IN (SELECT id FROM account_sanctions
    WHERE NOT (kind = 'ban' AND lifted_at IS NULL AND (ends_at IS NULL OR ends_at > ?))
      AND appeal_status IS NOT 'open' AND version < (SELECT max(version) FROM account_sanctions)
    ORDER BY (lifted_at IS NULL AND (ends_at IS NULL OR ends_at > ?)), at LIMIT ?)`;
  sql.exec(query, nowMs, nowMs, surplus);
}

function sanctionVersion(sql: SqlStorage): number {
  return (
    sql.exec<{ version: number | null }>('SELECT max(version) AS version FROM account_sanctions').one().version ?? 0
  );
}

/** Neither lifted nor over; of a warning, that it was not acknowledged. */
export function isInForce(sanction: KeptSanction, nowMs: number): boolean {
  if (sanction.liftedAtMs !== null) return false;
  if (sanction.kind === 'warn') return sanction.acknowledgedAtMs === null;
  return sanction.endsAtMs === null || sanction.endsAtMs > nowMs;
}

export function isBannedBySanction(sql: SqlStorage, nowMs: number): boolean {
  return readSanctions(sql).some((one) => one.kind === 'ban' && isInForce(one, nowMs));
}

/** What the account may not do, from all its sanctions together: those that were lifted count no more. */
export function readRestrictions(sql: SqlStorage): Restrictions & { readonly warned: boolean } {
  if (!hasTable(sql, 'account_sanctions')) return { version: 0, mutedUntilMs: 0, suspendedUntilMs: 0, warned: false };
  const query = `SELECT kind, max(coalesce(ends_at, ?)) AS until, min(acknowledged_at IS NOT NULL) AS acknowledged
    FROM account_sanctions WHERE lifted_at IS NULL GROUP BY kind`;
  const rows = sql.exec<{ kind: string; until: number; acknowledged: number }>(query, FOREVER_MS).toArray();
  const until = (kind: AccountSanction): number => rows.find((row) => row.kind === kind)?.until ?? 0;
  return {
    version: sanctionVersion(sql),
    mutedUntilMs: until('mute'),
    suspendedUntilMs: until('suspend'),
    warned: rows.some((row) => row.kind === 'warn' && row.acknowledged === 0),
  };
}
