import { hasTable } from '../account/sql.ts';

/** Why and until when an account is banned. `endsAtMs` null: without an end. No personal data: staff may read it. */
export interface Ban {
  readonly reason: string;
  readonly by: string;
  readonly sinceMs: number;
  readonly endsAtMs: number | null;
}

export const banTables = `CREATE TABLE ban (one INTEGER PRIMARY KEY CHECK (one = 1), reason TEXT NOT NULL,
  banned_by TEXT NOT NULL, since INTEGER NOT NULL, ends_at INTEGER);`;

interface RawBan extends Record<string, SqlStorageValue> {
  reason: string;
  banned_by: string;
  since: number;
  ends_at: number | null;
}

export function readBan(sql: SqlStorage): Ban | undefined {
  if (!hasTable(sql, 'ban')) return undefined;
  const [raw] = sql.exec<RawBan>('SELECT reason, banned_by, since, ends_at FROM ban').toArray();
  if (raw === undefined) return undefined;
  return { reason: raw.reason, by: raw.banned_by, sinceMs: raw.since, endsAtMs: raw.ends_at };
}

export function writeBan(sql: SqlStorage, ban: Ban): void {
  sql.exec('INSERT OR REPLACE INTO ban VALUES (1, ?, ?, ?, ?)', ban.reason, ban.by, ban.sinceMs, ban.endsAtMs);
}

export function dropBan(sql: SqlStorage): void {
  sql.exec('DELETE FROM ban');
}

/** When the alarm has to look at the ban; undefined without one, or without an end. */
export function banEndsAtMs(sql: SqlStorage): number | undefined {
  return readBan(sql)?.endsAtMs ?? undefined;
}
