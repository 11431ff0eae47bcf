import { hasTable } from '../../accounts/account/sql.ts';

/** An erasure as the account itself keeps it: until when it may be taken back. */
export interface AccountErasure {
  readonly id: string;
  readonly askedAtMs: number;
  readonly cancelUntilMs: number;
}

/** By which way somebody got what takes an erasure back: one of each works at a time. */
export type CancelTokenPurpose = 'mail' | 'sign_in';

export const accountErasureTables = `CREATE TABLE erasure (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL,
    asked_at INTEGER NOT NULL, cancel_until INTEGER NOT NULL);
   CREATE TABLE erasure_tokens (purpose TEXT PRIMARY KEY, digest TEXT NOT NULL);`;

interface RawErasure extends Record<string, SqlStorageValue> {
  id: string;
  asked_at: number;
  cancel_until: number;
}

export function readAccountErasure(sql: SqlStorage): AccountErasure | undefined {
  if (!hasTable(sql, 'erasure')) return undefined;
  const [raw] = sql.exec<RawErasure>('SELECT id, asked_at, cancel_until FROM erasure').toArray();
  return raw === undefined ? undefined : { id: raw.id, askedAtMs: raw.asked_at, cancelUntilMs: raw.cancel_until };
}

export function writeAccountErasure(sql: SqlStorage, { id, askedAtMs, cancelUntilMs }: AccountErasure): void {
  sql.exec('INSERT OR REPLACE INTO erasure VALUES (1, ?, ?, ?)', id, askedAtMs, cancelUntilMs);
}

/** `digest`: SHA-256 of the token; the one of this purpose that was there before stops working. */
export function putCancelToken(sql: SqlStorage, purpose: CancelTokenPurpose, digest: string): void {
  sql.exec('INSERT OR REPLACE INTO erasure_tokens VALUES (?, ?)', purpose, digest);
}

export function holdsCancelToken(sql: SqlStorage, digest: string): boolean {
  if (!hasTable(sql, 'erasure_tokens')) return false;
  return sql.exec('SELECT 1 FROM erasure_tokens WHERE digest = ?', digest).toArray().length > 0;
}

/** The erasure with everything that could take it back. */
export function dropAccountErasure(sql: SqlStorage): void {
  sql.exec('DELETE FROM erasure');
  sql.exec('DELETE FROM erasure_tokens');
}
