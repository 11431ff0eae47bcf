import type { FactorKind } from '@halobuzz/core/api/auth-factors';
import { limits } from '@halobuzz/core/limits';

/** A second factor as stored. What tells of a person, and the TOTP secret, is sealed. */
export interface FactorRow {
  readonly id: string;
  readonly kind: FactorKind;
  readonly labelSealed: string;
  /** The telephone number of an SMS factor; empty for the others. An e-mail factor follows the account's address. */
  readonly targetSealed: string;
  /** HMAC of what may stand on an account once only (a number, the mailbox); empty where there is no such bound. */
  readonly targetMac: string;
  /** The shared secret of a TOTP factor; empty for the others. */
  readonly secretSealed: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
}

/** Tables of second factors, their challenges and their bounds; `auth_at` of a session rises with each step-up. */
export const factorTables = `
  CREATE TABLE factors (id TEXT PRIMARY KEY, kind TEXT NOT NULL, label_sealed TEXT NOT NULL, target_sealed TEXT NOT NULL,
    target_mac TEXT NOT NULL, secret_sealed TEXT NOT NULL, confirmed INTEGER NOT NULL, created_at INTEGER NOT NULL,
    last_used_at INTEGER, last_step INTEGER NOT NULL DEFAULT -1);
  CREATE TABLE backup_codes (mac TEXT PRIMARY KEY, used_at INTEGER);
  CREATE TABLE challenges (key TEXT PRIMARY KEY, purpose TEXT NOT NULL, created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, tries INTEGER NOT NULL, epoch INTEGER NOT NULL, arrival TEXT NOT NULL);
  CREATE TABLE factor_codes (challenge TEXT NOT NULL, factor TEXT NOT NULL, mac TEXT NOT NULL,
    PRIMARY KEY (challenge, factor));
  CREATE TABLE guess_streaks (scope TEXT PRIMARY KEY, failures INTEGER NOT NULL, paused_until INTEGER NOT NULL);
  CREATE TABLE mailbox_bar (one INTEGER PRIMARY KEY CHECK (one = 1));
  CREATE TABLE factor_sends (channel TEXT NOT NULL, at INTEGER NOT NULL);
  ALTER TABLE sessions ADD COLUMN auth_at INTEGER NOT NULL DEFAULT 0;
  UPDATE sessions SET auth_at = created_at`;

interface RawFactor extends Record<string, SqlStorageValue> {
  id: string;
  kind: FactorKind;
  label_sealed: string;
  target_sealed: string;
  target_mac: string;
  secret_sealed: string;
  created_at: number;
  last_used_at: number | null;
}

function factorOf(raw: RawFactor): FactorRow {
  return {
    id: raw.id,
    kind: raw.kind,
    labelSealed: raw.label_sealed,
    targetSealed: raw.target_sealed,
    targetMac: raw.target_mac,
    secretSealed: raw.secret_sealed,
    createdAtMs: raw.created_at,
    lastUsedAtMs: raw.last_used_at,
  };
}

/** Whether a sign-in to this account needs more than the password. */
export function hasSecondFactor(sql: SqlStorage): boolean {
  return sql.exec('SELECT 1 FROM factors WHERE confirmed = 1 LIMIT 1').toArray().length > 0;
}

/** The confirmed factors, oldest first. */
export function confirmedFactors(sql: SqlStorage): FactorRow[] {
  const query = 'SELECT * FROM factors WHERE confirmed = 1 ORDER BY created_at, id';
  return sql.exec<RawFactor>(query).toArray().map(factorOf);
}

/** Those that a sign-in may be confirmed with: all, but codes by e-mail not after {@link barMailbox}. */
export function signInFactors(sql: SqlStorage): FactorRow[] {
  const barred = sql.exec('SELECT 1 FROM mailbox_bar').toArray().length > 0;
  return confirmedFactors(sql).filter(({ kind }) => !barred || kind !== 'email');
}

/**
 * Within the change that resets the password by a mail: whoever reads the mailbox has used it for the first factor, so it
 * cannot be the second one too. Until a sign-in is confirmed by another factor, or by a backup code.
 */
export function barMailbox(sql: SqlStorage): void {
  sql.exec('INSERT OR REPLACE INTO mailbox_bar VALUES (1)');
}

export function unbarMailbox(sql: SqlStorage): void {
  sql.exec('DELETE FROM mailbox_bar');
}

/** A factor that was begun and waits for its first code. */
export function pendingFactor(sql: SqlStorage, id: string): FactorRow | undefined {
  const [raw] = sql.exec<RawFactor>('SELECT * FROM factors WHERE id = ? AND confirmed = 0', id).toArray();
  return raw === undefined ? undefined : factorOf(raw);
}

/** Adds a factor that waits for its first code; others that wait, of its kind or for too long, leave. */
export function addPendingFactor(sql: SqlStorage, factor: FactorRow): void {
  const leave = 'DELETE FROM factors WHERE confirmed = 0 AND (kind = ? OR created_at <= ?)';
  sql.exec(leave, factor.kind, factor.createdAtMs - limits.factorEnrolmentLifeMs);
  sql.exec(
    `INSERT INTO factors (id, kind, label_sealed, target_sealed, target_mac, secret_sealed, confirmed, created_at)
      VALUES (?, ?, ?, ?, ?, ?, 0, ?)`,
    factor.id,
    factor.kind,
    factor.labelSealed,
    factor.targetSealed,
    factor.targetMac,
    factor.secretSealed,
    factor.createdAtMs,
  );
}

export function confirmFactor(sql: SqlStorage, id: string, nowMs: number): void {
  sql.exec('UPDATE factors SET confirmed = 1, created_at = ? WHERE id = ?', nowMs, id);
}

export function relabelFactor(sql: SqlStorage, id: string, labelSealed: string): boolean {
  const query = 'UPDATE factors SET label_sealed = ? WHERE id = ? AND confirmed = 1 RETURNING id';
  return sql.exec(query, labelSealed, id).toArray().length > 0;
}

/** @returns the kind of the factor that went; undefined when there was none such. */
export function removeFactor(sql: SqlStorage, id: string): FactorKind | undefined {
  const query = 'DELETE FROM factors WHERE id = ? AND confirmed = 1 RETURNING kind';
  return sql.exec<{ kind: FactorKind }>(query, id).toArray()[0]?.kind;
}

/** Of who lost them all: those that wait for a first code too, and what an earlier reset of the password barred. */
export function removeAllFactors(sql: SqlStorage): void {
  sql.exec('DELETE FROM factors');
  unbarMailbox(sql);
}

/** Notes that a factor proved someone. */
export function touchFactor(sql: SqlStorage, id: string, nowMs: number): void {
  sql.exec('UPDATE factors SET last_used_at = ? WHERE id = ?', nowMs, id);
}

/**
 * Spends a time step of a TOTP factor, in one statement: a step that was spent, or an older one, is refused, whoever asks
 * in parallel (RFC 6238 §5.2). @returns whether it was still to be had.
 */
export function spendTotpStep(sql: SqlStorage, id: string, step: number, nowMs: number): boolean {
  const query = 'UPDATE factors SET last_step = ?1, last_used_at = ?2 WHERE id = ?3 AND last_step < ?1 RETURNING id';
  return sql.exec(query, step, nowMs, id).toArray().length > 0;
}
