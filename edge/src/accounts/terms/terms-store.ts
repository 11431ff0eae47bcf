import { hasTable } from '../account/sql.ts';

/** Which terms were shown, each version once and never changed: the hash says what stood in them. */
export const termsTables = `CREATE TABLE terms_acceptances (version TEXT PRIMARY KEY, text_hash TEXT NOT NULL,
  at INTEGER NOT NULL);`;

/** A version of the terms that was on the screen. */
export interface ShownTerms {
  readonly version: string;
  readonly textHash: string;
}

export interface AcceptedTerms {
  readonly version: string;
  readonly atMs: number;
}

/** The newest version that was accepted; undefined for accounts from before there were any. */
export function readAcceptedTerms(sql: SqlStorage): AcceptedTerms | undefined {
  if (!hasTable(sql, 'terms_acceptances')) return undefined;
  const query = 'SELECT version, at FROM terms_acceptances ORDER BY version DESC LIMIT 1';
  const [row] = sql.exec<{ version: string; at: number }>(query).toArray();
  return row === undefined ? undefined : { version: row.version, atMs: row.at };
}

/** Notes that a version was accepted; the first time counts. */
export function writeAcceptedTerms(sql: SqlStorage, { version, textHash }: ShownTerms, nowMs: number): void {
  sql.exec('INSERT OR IGNORE INTO terms_acceptances VALUES (?, ?, ?)', version, textHash, nowMs);
}
