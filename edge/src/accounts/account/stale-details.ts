import { limits } from '@halobuzz/core/limits';
import type { AccountContext } from './account-context.ts';
import { readAccount } from './account-store.ts';

/** When the first of what is kept for a time only has to go; undefined while there is nothing such. */
export function staleDetailsDueMs(sql: SqlStorage): number | undefined {
  const { atMs } = sql.exec<{ atMs: number | null }>(firstDue, limits.signInDetailsLifeMs).one();
  return atMs ?? undefined;
}

const firstDue = `SELECT min(at) AS atMs FROM (
  SELECT min(created_at) + ?1 AS at FROM sessions WHERE ip_sealed <> '' OR user_agent_sealed <> ''
  UNION ALL SELECT min(agent_at) + ?1 FROM devices WHERE user_agent_sealed <> ''
  UNION ALL SELECT min(expires_at) FROM challenges WHERE arrival <> ''
  UNION ALL SELECT min(expires_at) FROM email_changes
  UNION ALL SELECT min(expires_at) FROM parent_codes)`;

/**
 * Called by the alarm. With which browser and from which address somebody signed in is forgotten after `signInDetailsLifeMs`,
 * while session and device stay as long as theirs is; empty texts stand for it from then on. What waited for a code that
 * no longer works goes whole: the arrival of a sign-in that nobody finished, a new address that nobody proved, the digest
 * of a parent who never answered. Needs no key, so that nothing stays because one is gone.
 */
export function forgetStaleDetails(context: AccountContext): void {
  const { sql } = context;
  if (readAccount(sql) === undefined || (staleDetailsDueMs(sql) ?? Number.POSITIVE_INFINITY) > Date.now()) return;
  context.change((nowMs) => {
    const before = nowMs - limits.signInDetailsLifeMs;
    sql.exec("UPDATE sessions SET ip_sealed = '', user_agent_sealed = '' WHERE created_at <= ?", before);
    sql.exec("UPDATE devices SET user_agent_sealed = '' WHERE agent_at <= ?", before);
    for (const table of expiringTables) sql.exec(`DELETE FROM ${table} WHERE expires_at <= ?`, nowMs);
    sql.exec('DELETE FROM factor_codes WHERE challenge NOT IN (SELECT key FROM challenges)');
  });
}

const expiringTables = ['challenges', 'email_changes', 'parent_codes'] as const;
