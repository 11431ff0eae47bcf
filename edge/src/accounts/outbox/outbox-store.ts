import type { Revocation } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';

export const outboxKinds = [
  'revocation',
  'projection',
  'audit',
  'notice',
  'name_release',
  'consent',
  'campaign',
  'sanction',
  'signal',
] as const;
export type OutboxKind = (typeof outboxKinds)[number];

/**
 * What waits to reach the origin, as a notice or a campaign the mailbox of the account's owner, or as a release the name that
 * the account has left. A projection holds no body: it is read when sent, so the newest state goes out.
 */
export interface OutboxRow {
  readonly seq: number;
  readonly kind: OutboxKind;
  readonly body: string;
  readonly createdAtMs: number;
  readonly attempts: number;
}

interface RawRow extends Record<string, SqlStorageValue> {
  seq: number;
  kind: OutboxKind;
  body: string;
  created_at: number;
  attempts: number;
}

const INSERT = 'INSERT INTO outbox (kind, body, created_at, attempts, next_at) VALUES (?, ?, ?, 0, ?)';

/** Notes that the public state changed. Call it in the transaction of the change. */
export function putProjection(sql: SqlStorage, nowMs: number): void {
  putRow(sql, 'projection', '', nowMs);
}

/** Notes that sockets must close. Call it in the transaction of the revocation. */
export function putRevocation(sql: SqlStorage, revocation: Revocation, nowMs: number): void {
  putRow(sql, 'revocation', JSON.stringify(revocation), nowMs);
}

/** Notes that the account has left a name. Call it in the transaction of the change. */
export function putNameRelease(sql: SqlStorage, digest: string, nowMs: number): void {
  putRow(sql, 'name_release', digest, nowMs);
}

/** Adds a row that is due at once, or when it is said. */
export function putRow(sql: SqlStorage, kind: OutboxKind, body: string, nowMs: number, dueMs = nowMs): void {
  sql.exec(INSERT, kind, body, nowMs, dueMs);
}

/** Rows of a kind that are due, oldest first. */
export function dueRows(sql: SqlStorage, kind: OutboxKind, nowMs: number): OutboxRow[] {
  const query = `SELECT seq, kind, body, created_at, attempts FROM outbox WHERE kind = ? AND next_at <= ?
    ORDER BY seq LIMIT ?`;
  return sql
    .exec<RawRow>(query, kind, nowMs, limits.outboxBatchRowsMax)
    .toArray()
    .map(({ created_at, ...row }) => ({ ...row, createdAtMs: created_at }));
}

/** Rows of a kind, due or not, oldest first. */
export function allRows(sql: SqlStorage, kind: OutboxKind): OutboxRow[] {
  return dueRows(sql, kind, Number.MAX_SAFE_INTEGER);
}

/** The row arrived. A projection that arrived covers every earlier one. */
export function dropRow(sql: SqlStorage, row: OutboxRow): void {
  if (row.kind === 'projection') sql.exec("DELETE FROM outbox WHERE kind = 'projection' AND seq <= ?", row.seq);
  else sql.exec('DELETE FROM outbox WHERE seq = ?', row.seq);
}

/** Nobody is told of these any more. */
export function dropKinds(sql: SqlStorage, ...kinds: readonly OutboxKind[]): void {
  for (const kind of kinds) sql.exec('DELETE FROM outbox WHERE kind = ?', kind);
}

/** The row waits its pause, or longer where the receiver asked for that. */
export function postponeRow(sql: SqlStorage, row: OutboxRow, nowMs: number, askedMs = 0): void {
  const pauseMs = Math.max(outboxPauseMs(row), Math.min(askedMs, limits.outboxRetryMaxMs));
  sql.exec('UPDATE outbox SET attempts = attempts + 1, next_at = ? WHERE seq = ?', nowMs + pauseMs, row.seq);
}

/** Whether a row leaves as a mail: all others go to the origin, or to objects of our own. */
export function isMail({ kind }: Pick<OutboxRow, 'kind'>): boolean {
  return kind === 'notice' || kind === 'campaign';
}

/** Whether a row is given up: mails are, as old news confuses more than it warns; what the origin must know never is. */
export function rowIsStale(row: Pick<OutboxRow, 'kind' | 'createdAtMs'>, nowMs: number): boolean {
  return isMail(row) && nowMs - row.createdAtMs >= limits.noticeLifeMs;
}

/** How long a row that failed waits: the pause doubles up to a bound. Revocations wait with a relay instead. */
export function outboxPauseMs(row: Pick<OutboxRow, 'attempts'>): number {
  return Math.min(limits.outboxRetryMinMs * 2 ** Math.min(row.attempts, 16), limits.outboxRetryMaxMs);
}

/** When the next row is due; undefined when nothing waits. */
export function nextDueMs(sql: SqlStorage): number | undefined {
  return sql.exec<{ at: number | null }>('SELECT min(next_at) AS at FROM outbox').one().at ?? undefined;
}
