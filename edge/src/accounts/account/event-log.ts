import { limits } from '@halobuzz/core/limits';
import { z } from 'zod';
import { logLine } from '../../observability/log-line.ts';
import { hasTable } from './sql.ts';

/** The place of an account's newest security event; 0 when it has none. */
export function newestEvent(sql: SqlStorage): number {
  if (!hasTable(sql, 'security_events')) return 0;
  return sql.exec<{ seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM security_events').one().seq;
}

/**
 * Logs the security events behind `seq`: who by id, which session, from which country, and what was proven (RFC 8176).
 * Called when a change is committed, so the log tells nothing that did not happen.
 */
export function logEventsSince(sql: SqlStorage, seq: number): void {
  if (!hasTable(sql, 'security_events')) return;
  const rows = sql.exec(
    `SELECT e.at, e.kind, e.session, s.amr, s.country, (SELECT id FROM account) AS account
     FROM security_events e LEFT JOIN sessions s ON s.id = e.session WHERE e.seq > ? ORDER BY e.seq LIMIT ?`,
    seq,
    limits.securityEventsPerAccountMax,
  );
  for (const raw of rows) {
    const { at, kind, account, session, amr, country } = rowSchema.parse(raw);
    const fields = { at: new Date(at).toISOString(), account, session, amr, country };
    logLine('info', `account: ${kind}`, fields);
  }
}

const rowSchema = z.object({
  at: z.int(),
  kind: z.string(),
  session: z.string().nullable(),
  amr: z.string().nullable(),
  country: z.string().nullable(),
  account: z.string().nullable(),
});
