import { limits } from '@halobuzz/core/limits';
import { z } from 'zod';
import { hasTable } from '../account/sql.ts';

/** Somebody lost all their factors, and support wants them gone. `approvedBy` and `dueAtMs` come together. */
export interface FactorReset {
  readonly id: string;
  readonly askedBy: string;
  readonly askedAtMs: number;
  readonly approvedBy: string | null;
  readonly dueAtMs: number | null;
}

export const factorResetTables = `CREATE TABLE factor_reset (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL,
  asked_by TEXT NOT NULL, asked_at INTEGER NOT NULL, approved_by TEXT, due_at INTEGER);`;

const rowSchema = z.object({
  id: z.string(),
  asked_by: z.string(),
  asked_at: z.int(),
  approved_by: z.string().nullable(),
  due_at: z.int().nullable(),
});

/** The reset that waits; one that nobody approved in time is none. */
export function readFactorReset(sql: SqlStorage, nowMs: number): FactorReset | undefined {
  if (!hasTable(sql, 'factor_reset')) return undefined;
  const [raw] = sql.exec('SELECT id, asked_by, asked_at, approved_by, due_at FROM factor_reset').toArray();
  if (raw === undefined) return undefined;
  const row = rowSchema.parse(raw);
  const { id, asked_by: askedBy, asked_at: askedAtMs, approved_by: approvedBy, due_at: dueAtMs } = row;
  if (dueAtMs === null && nowMs >= askedAtMs + limits.factorResetAskedLifeMs) return undefined;
  return { id, askedBy, askedAtMs, approvedBy, dueAtMs };
}

export function writeFactorReset(sql: SqlStorage, { id, askedBy, askedAtMs, approvedBy, dueAtMs }: FactorReset): void {
  sql.exec(
    'INSERT OR REPLACE INTO factor_reset VALUES (1, ?, ?, ?, ?, ?)',
    ...[id, askedBy, askedAtMs, approvedBy, dueAtMs],
  );
}

export function dropFactorReset(sql: SqlStorage): void {
  sql.exec('DELETE FROM factor_reset');
}

/** When the reset is carried out, or forgotten because nobody approved it. */
export function factorResetDueMs(sql: SqlStorage): number | undefined {
  if (!hasTable(sql, 'factor_reset')) return undefined;
  const query = 'SELECT coalesce(due_at, asked_at + ?) AS atMs FROM factor_reset';
  return sql.exec<{ atMs: number }>(query, limits.factorResetAskedLifeMs).toArray()[0]?.atMs;
}
