import { type ErasureStep, erasureSteps } from '@halobuzz/core/privacy/erasure-steps';
import { z } from 'zod';
import { hasTable } from '../../accounts/account/sql.ts';

/**
 * The erasure of one account, as its privacy object carries it out. `waiting`: the window is open. `done`: everything is
 * gone; the row stays, as the account's tombstone.
 */
export interface ErasurePlan {
  readonly id: string;
  readonly certificateId: string;
  readonly askedAtMs: number;
  readonly state: 'waiting' | 'running' | 'done';
  /** The place of the next step among all. */
  readonly step: number;
  /** What pieces of that step did so far. */
  readonly progress: Readonly<Record<string, number>>;
  /** Failed tries of it in a row. */
  readonly tries: number;
  readonly nextAtMs: number;
}

/** What is left of a step that is done. */
export interface StoredReceipt {
  readonly step: ErasureStep;
  readonly counts: Readonly<Record<string, number>>;
  readonly atMs: number;
  readonly digest: string;
}

export const erasureTables = `CREATE TABLE erasure (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL,
    certificate TEXT NOT NULL, asked_at INTEGER NOT NULL, state TEXT NOT NULL, step INTEGER NOT NULL,
    progress TEXT NOT NULL, tries INTEGER NOT NULL, next_at INTEGER NOT NULL);
   CREATE TABLE erasure_receipts (place INTEGER PRIMARY KEY, step TEXT NOT NULL, counts TEXT NOT NULL,
    at INTEGER NOT NULL, digest TEXT NOT NULL);`;

const countsSchema = z.string().transform((text) => z.record(z.string(), z.int()).parse(JSON.parse(text)));
const planSchema = z.object({
  id: z.string(),
  certificate: z.string(),
  asked_at: z.int(),
  state: z.enum(['waiting', 'running', 'done']),
  step: z.int(),
  progress: countsSchema,
  tries: z.int(),
  next_at: z.int(),
});
const receiptSchema = z.object({ step: z.enum(erasureSteps), counts: countsSchema, at: z.int(), digest: z.string() });

export function readPlan(sql: SqlStorage): ErasurePlan | undefined {
  if (!hasTable(sql, 'erasure')) return undefined;
  const [raw] = sql.exec('SELECT * FROM erasure').toArray();
  if (raw === undefined) return undefined;
  const { id, certificate, asked_at, state, step, progress, tries, next_at } = planSchema.parse(raw);
  return { id, certificateId: certificate, askedAtMs: asked_at, state, step, progress, tries, nextAtMs: next_at };
}

export function writePlan(sql: SqlStorage, plan: ErasurePlan): void {
  sql.exec(
    'INSERT OR REPLACE INTO erasure VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)',
    ...[plan.id, plan.certificateId, plan.askedAtMs, plan.state, plan.step],
    ...[JSON.stringify(plan.progress), plan.tries, plan.nextAtMs],
  );
}

export function dropPlan(sql: SqlStorage): void {
  sql.exec('DELETE FROM erasure');
  sql.exec('DELETE FROM erasure_receipts');
}

/** Of that step and those behind it: they will be taken again. */
export function dropReceiptsFrom(sql: SqlStorage, step: number): void {
  sql.exec('DELETE FROM erasure_receipts WHERE place >= ?', step);
}

/** In the order of the steps. */
export function readReceipts(sql: SqlStorage): StoredReceipt[] {
  return sql
    .exec('SELECT step, counts, at, digest FROM erasure_receipts ORDER BY place')
    .toArray()
    .map((raw) => {
      const { at, ...receipt } = receiptSchema.parse(raw);
      return { ...receipt, atMs: at };
    });
}

export function writeReceipt(sql: SqlStorage, place: number, { step, counts, atMs, digest }: StoredReceipt): void {
  const insert = 'INSERT OR REPLACE INTO erasure_receipts VALUES (?, ?, ?, ?, ?)';
  sql.exec(insert, place, step, JSON.stringify(counts), atMs, digest);
}
