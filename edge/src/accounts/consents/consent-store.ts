import { type ConsentDecision, consentMethods } from '@halobuzz/core/privacy/consent';
import { type AskedConsent, askedConsents, noticeLocales } from '@halobuzz/core/privacy/consent-notices';
import { z } from 'zod';
import { hasTable } from '../account/sql.ts';

/**
 * Every decision an account ever made on consent, and which campaigns it took. Decisions are added and never changed: the
 * database itself refuses. They go with the account alone.
 */
export const consentTables = `CREATE TABLE consent_decisions (receipt TEXT PRIMARY KEY, purpose TEXT NOT NULL,
  granted INTEGER NOT NULL, version TEXT NOT NULL, text_hash TEXT NOT NULL, locale TEXT NOT NULL, method TEXT NOT NULL,
  app_version TEXT, decided_at INTEGER NOT NULL);
 CREATE UNIQUE INDEX consent_decisions_latest ON consent_decisions (purpose, decided_at);
 CREATE TRIGGER consent_decisions_stay BEFORE UPDATE ON consent_decisions
  BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
 CREATE TABLE campaign_mails (campaign TEXT PRIMARY KEY, taken_at INTEGER NOT NULL);`;

const rowSchema = z
  .object({
    receipt: z.string(),
    purpose: z.enum(askedConsents),
    granted: z.int(),
    version: z.string(),
    text_hash: z.string(),
    locale: z.enum(noticeLocales),
    method: z.enum(consentMethods),
    app_version: z.string().nullable(),
    decided_at: z.int(),
  })
  .transform(
    (row): ConsentDecision => ({
      ...{ receiptId: row.receipt, consentType: row.purpose, granted: row.granted === 1, version: row.version },
      ...{ textHash: row.text_hash, locale: row.locale, method: row.method, decidedAtMs: row.decided_at },
      ...(row.app_version === null ? {} : { appVersion: row.app_version }),
    }),
  );

/** All of them, newest first; at most a few above `consentDecisionsMax`. */
export function readDecisions(sql: SqlStorage): ConsentDecision[] {
  if (!hasTable(sql, 'consent_decisions')) return [];
  const rows = sql.exec('SELECT * FROM consent_decisions ORDER BY decided_at DESC').toArray();
  return rows.map((row) => rowSchema.parse(row));
}

/** The last word on a purpose: alone it says what all of them say. */
export function latestDecision(sql: SqlStorage, consentType: AskedConsent): ConsentDecision | undefined {
  if (!hasTable(sql, 'consent_decisions')) return undefined;
  const query = 'SELECT * FROM consent_decisions WHERE purpose = ? ORDER BY decided_at DESC LIMIT 1';
  const [row] = sql.exec(query, consentType).toArray();
  return row === undefined ? undefined : rowSchema.parse(row);
}

export interface DecisionCounts {
  readonly all: number;
  /** When the grants since a time were made, oldest first. */
  readonly grantedAtMs: readonly number[];
}

export function countDecisions(sql: SqlStorage, sinceMs: number): DecisionCounts {
  const grants = 'SELECT decided_at FROM consent_decisions WHERE granted = 1 AND decided_at > ? ORDER BY decided_at';
  return {
    all: sql.exec<{ n: number }>('SELECT count(*) AS n FROM consent_decisions').one().n,
    grantedAtMs: sql
      .exec<{ decided_at: number }>(grants, sinceMs)
      .toArray()
      .map((row) => row.decided_at),
  };
}

export function addDecision(sql: SqlStorage, decision: ConsentDecision): void {
  sql.exec(
    'INSERT INTO consent_decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    decision.receiptId,
    decision.consentType,
    decision.granted ? 1 : 0,
    decision.version,
    decision.textHash,
    decision.locale,
    decision.method,
    decision.appVersion ?? null,
    decision.decidedAtMs,
  );
}

/** Notes that the account took a campaign. @returns false when it had taken it before */
export function takeCampaign(sql: SqlStorage, campaignId: string, nowMs: number): boolean {
  const insert = 'INSERT OR IGNORE INTO campaign_mails VALUES (?, ?) RETURNING campaign';
  return sql.exec(insert, campaignId, nowMs).toArray().length > 0;
}
