import { limits } from '@halobuzz/core/limits';

export type SecurityEvent =
  | 'registered'
  | 'email_verified'
  | 'signed_in'
  | 'sign_in_failed'
  | 'signed_out'
  | 'session_revoked'
  | 'session_displaced'
  | 'refresh_reused'
  | 'trust_cleared'
  | 'banned'
  | 'unbanned';

/** The account's own audit trail, bounded; it holds no personal data. */
export function recordEvent(sql: SqlStorage, kind: SecurityEvent, session: string | null, nowMs: number): void {
  sql.exec('INSERT INTO security_events (at, kind, session) VALUES (?, ?, ?)', nowMs, kind, session);
  const bound = 'DELETE FROM security_events WHERE seq <= (SELECT max(seq) FROM security_events) - ?';
  sql.exec(bound, limits.securityEventsPerAccountMax);
}
