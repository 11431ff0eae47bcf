import { limits } from '@halobuzz/core/limits';

export type SecurityEvent =
  | 'registered'
  | 'email_verified'
  | 'signed_in'
  | 'sign_in_failed'
  | 'signed_out'
  | 'session_revoked'
  | 'session_displaced'
  | 'session_expired'
  | 'device_changed'
  | 'device_trusted'
  | 'device_untrusted'
  | 'device_removed'
  | 'refresh_reused'
  | 'trust_cleared'
  | 'second_factor_asked'
  | 'factor_added'
  | 'factor_renamed'
  | 'factor_removed'
  | 'factor_code_sent'
  | 'factor_wrong'
  | 'factor_guesses_paused'
  | 'backup_codes_made'
  | 'backup_code_used'
  | 'stepped_up'
  | 'passkey_cloned'
  | 'password_changed'
  | 'password_change_failed'
  | 'password_reset_asked'
  | 'password_reset'
  | 'email_change_asked'
  | 'email_changed'
  | 'logged_out_everywhere'
  | 'expired'
  | 'banned'
  | 'unbanned'
  | 'role_granted'
  | 'role_revoked'
  | 'erasure_asked'
  | 'erasure_cancelled'
  | 'erased'
  | 'privacy_settings_changed'
  | 'birth_date_corrected'
  | 'parent_asked'
  | 'parent_allowed'
  | 'parent_refused'
  | 'ended_for_age';

/** The account's own audit trail, bounded; it holds no personal data. */
export function recordEvent(sql: SqlStorage, kind: SecurityEvent, session: string | null, nowMs: number): void {
  sql.exec('INSERT INTO security_events (at, kind, session) VALUES (?, ?, ?)', nowMs, kind, session);
  const bound = 'DELETE FROM security_events WHERE seq <= (SELECT max(seq) FROM security_events) - ?';
  sql.exec(bound, limits.securityEventsPerAccountMax);
}
