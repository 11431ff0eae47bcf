import type { ParentReceipt } from '@halobuzz/core/api/privacy-requests';
import { limits } from '@halobuzz/core/limits';
import { hasTable } from '../account/sql.ts';

/**
 * What a parent allowed an account, and what waits for one. There is a row for who needed a parent or was too young; times
 * are 0 for none. Of a parent nothing is kept but the HMACs of codes that still work, and of the address that answered.
 */
export const minorTables = `
  CREATE TABLE minor (one INTEGER PRIMARY KEY CHECK (one = 1), granted INTEGER NOT NULL, proof TEXT NOT NULL,
    parent_digest TEXT NOT NULL, decided_at INTEGER NOT NULL, turns_at INTEGER NOT NULL, ends_at INTEGER NOT NULL);
  CREATE TABLE parent_codes (mac TEXT PRIMARY KEY, act TEXT NOT NULL, parent_digest TEXT NOT NULL,
    expires_at INTEGER NOT NULL);
  CREATE TABLE parent_mails (at INTEGER NOT NULL);`;

/**
 * Every answer of a parent, as it was given: the proof of a consent that another answer followed. Rows are added and never
 * changed: the database itself refuses. There are as few as there are codes (`parentMailsMax` mails, two codes each).
 */
export const parentDecisionTables = `
  CREATE TABLE parent_decisions (proof TEXT PRIMARY KEY, granted INTEGER NOT NULL, parent_digest TEXT NOT NULL,
    decided_at INTEGER NOT NULL);
  CREATE TRIGGER parent_decisions_stay BEFORE UPDATE ON parent_decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
  INSERT INTO parent_decisions SELECT proof, granted, parent_digest, decided_at FROM minor WHERE proof <> ''`;

export const parentActs = ['allow', 'withdraw'] as const;
export type ParentAct = (typeof parentActs)[number];

export interface MinorRow {
  /** A parent allowed the account. */
  readonly granted: boolean;
  /** Under which their answer is kept; empty before there was one. */
  readonly proof: string;
  readonly parentDigest: string;
  readonly decidedAtMs: number;
  /** When the age of consent is reached. */
  readonly turnsAtMs: number;
  /** When the account, hidden and signed out until then, is erased. */
  readonly endsAtMs: number;
}

const fresh: MinorRow = { granted: false, proof: '', parentDigest: '', decidedAtMs: 0, turnsAtMs: 0, endsAtMs: 0 };

interface RawMinor extends Record<string, SqlStorageValue> {
  granted: number;
  proof: string;
  parent_digest: string;
  decided_at: number;
  turns_at: number;
  ends_at: number;
}

/** The row, or one that says nothing. */
export function readMinor(sql: SqlStorage): MinorRow {
  if (!hasTable(sql, 'minor')) return fresh;
  const [raw] = sql.exec<RawMinor>('SELECT * FROM minor').toArray();
  if (raw === undefined) return fresh;
  return {
    granted: raw.granted === 1,
    proof: raw.proof,
    parentDigest: raw.parent_digest,
    decidedAtMs: raw.decided_at,
    turnsAtMs: raw.turns_at,
    endsAtMs: raw.ends_at,
  };
}

export function writeMinor(sql: SqlStorage, row: MinorRow): void {
  sql.exec(
    'INSERT OR REPLACE INTO minor VALUES (1, ?, ?, ?, ?, ?, ?)',
    row.granted ? 1 : 0,
    row.proof,
    row.parentDigest,
    row.decidedAtMs,
    row.turnsAtMs,
    row.endsAtMs,
  );
}

/** Whether the account is hidden and signed out, to be erased for its holder's age. */
export function endsForAge(sql: SqlStorage): boolean {
  return readMinor(sql).endsAtMs > 0;
}

/** When the alarm has something to do for a minor; undefined when it has not. */
export function minorDueMs(sql: SqlStorage): number | undefined {
  const { turnsAtMs, endsAtMs } = readMinor(sql);
  const times = [turnsAtMs, endsAtMs].filter((atMs) => atMs > 0);
  return times.length === 0 ? undefined : Math.min(...times);
}

export function addParentDecision(
  sql: SqlStorage,
  { proof, granted, parentDigest, decidedAtMs }: Pick<MinorRow, 'proof' | 'granted' | 'parentDigest' | 'decidedAtMs'>,
): void {
  const insert = 'INSERT INTO parent_decisions VALUES (?, ?, ?, ?)';
  sql.exec(insert, proof, granted ? 1 : 0, parentDigest, decidedAtMs);
}

/** What parents answered, newest first. */
export function readParentDecisions(sql: SqlStorage): ParentReceipt[] {
  if (!hasTable(sql, 'parent_decisions')) return [];
  const query = 'SELECT proof, granted, decided_at FROM parent_decisions ORDER BY decided_at DESC, rowid DESC';
  return sql
    .exec<{ proof: string; granted: number; decided_at: number }>(query)
    .toArray()
    .map(({ proof, granted, decided_at }) => ({
      ...{ proofId: proof, granted: granted === 1, decidedAt: new Date(decided_at).toISOString() },
    }));
}

/** Counts a mail to a parent; when too many went out lately, answers in how many milliseconds the next may go. */
export function admitParentMail(sql: SqlStorage, nowMs: number): number {
  sql.exec('DELETE FROM parent_mails WHERE at <= ?', nowMs - limits.parentMailsWindowMs);
  const sends = sql.exec<{ at: number }>('SELECT at FROM parent_mails ORDER BY at').toArray();
  const oldest = sends[0];
  if (oldest !== undefined && sends.length >= limits.parentMailsMax) {
    return oldest.at + limits.parentMailsWindowMs - nowMs;
  }
  sql.exec('INSERT INTO parent_mails (at) VALUES (?)', nowMs);
  return 0;
}

export interface ParentCode {
  readonly mac: string;
  readonly act: ParentAct;
  readonly parentDigest: string;
  readonly expiresAtMs: number;
}

export function putParentCode(sql: SqlStorage, { mac, act, parentDigest, expiresAtMs }: ParentCode): void {
  sql.exec('INSERT INTO parent_codes VALUES (?, ?, ?, ?)', mac, act, parentDigest, expiresAtMs);
}

/** Spends a code. @returns whose it was, undefined when it is wrong, used or too old */
export function spendParentCode(sql: SqlStorage, mac: string, act: ParentAct, nowMs: number): string | undefined {
  const spend = 'DELETE FROM parent_codes WHERE mac = ? AND act = ? AND expires_at > ? RETURNING parent_digest';
  return sql.exec<{ parent_digest: string }>(spend, mac, act, nowMs).toArray()[0]?.parent_digest;
}

/** Till when a parent who was asked may allow the account; undefined when none was, or none in time. */
export function askedUntilMs(sql: SqlStorage, nowMs: number): number | undefined {
  const newest = "SELECT max(expires_at) AS atMs FROM parent_codes WHERE act = 'allow' AND expires_at > ?";
  return sql.exec<{ atMs: number | null }>(newest, nowMs).one().atMs ?? undefined;
}

/** Codes that went to anybody but this parent stop working. */
export function dropCodesOfOthers(sql: SqlStorage, parentDigest: string): void {
  sql.exec('DELETE FROM parent_codes WHERE parent_digest <> ?', parentDigest);
}

/** Codes of these acts stop working. */
export function dropParentCodes(sql: SqlStorage, ...acts: readonly ParentAct[]): void {
  for (const act of acts) sql.exec('DELETE FROM parent_codes WHERE act = ?', act);
}
