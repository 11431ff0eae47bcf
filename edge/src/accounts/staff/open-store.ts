import { type OpenScope, openScopeSchema } from '@halobuzz/core/api/support';
import { limits } from '@halobuzz/core/limits';
import { z } from 'zod';
import { hasTable } from '../account/sql.ts';

/** A right to read one kind of private data of one person; it stands in the account of who holds it. */
export interface OpenRight {
  readonly scope: OpenScope;
  readonly untilMs: number;
}

export const openTables = `CREATE TABLE staff_opens (seq INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL,
  scope TEXT NOT NULL, session TEXT NOT NULL, until INTEGER NOT NULL, UNIQUE (account, scope, session));`;

const rowSchema = z.object({ scope: openScopeSchema, until: z.int() });

/** What this session may read of that account now. */
export function openRights(sql: SqlStorage, accountId: string, sessionId: string, nowMs: number): OpenRight[] {
  if (!hasTable(sql, 'staff_opens')) return [];
  const query = 'SELECT scope, until FROM staff_opens WHERE account = ? AND session = ? AND until > ? ORDER BY seq';
  return sql
    .exec(query, accountId, sessionId, nowMs)
    .toArray()
    .map((raw) => {
      const { scope, until } = rowSchema.parse(raw);
      return { scope, untilMs: until };
    });
}

/** What is over goes on the way, and the oldest beyond the bound. */
export function putOpenRight(
  sql: SqlStorage,
  right: OpenRight & { readonly accountId: string; readonly sessionId: string },
  nowMs: number,
): void {
  sql.exec('DELETE FROM staff_opens WHERE until <= ?', nowMs);
  const { accountId, scope, sessionId, untilMs } = right;
  const put = 'INSERT OR REPLACE INTO staff_opens (account, scope, session, until) VALUES (?, ?, ?, ?)';
  sql.exec(put, accountId, scope, sessionId, untilMs);
  const bound = 'DELETE FROM staff_opens WHERE seq NOT IN (SELECT seq FROM staff_opens ORDER BY seq DESC LIMIT ?)';
  sql.exec(bound, limits.staffOpensMax);
}
