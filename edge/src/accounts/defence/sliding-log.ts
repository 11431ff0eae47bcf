/** Rows kept of a counter: when each act happened. */
export interface SlidingLog {
  readonly counter: string;
  readonly actsMax: number;
  readonly windowMs: number;
}

export type LogAdmission =
  | { readonly admitted: true; readonly receipt: number; readonly acts: number }
  | { readonly admitted: false; readonly retryAfterMs: number };

/** The table of {@link admitToLog}. */
export const slidingLogTable = `CREATE TABLE IF NOT EXISTS acts (id INTEGER PRIMARY KEY AUTOINCREMENT,
    counter TEXT NOT NULL, at INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS acts_by_counter ON acts (counter, at)`;

/**
 * Counts an act, or refuses it and says when there is room again. Exact: each act is a row with its time, so no more than
 * `actsMax` lie in any stretch of `windowMs`. Refused acts are not counted, so the wait only gets shorter.
 */
export function admitToLog(sql: SqlStorage, log: SlidingLog, nowMs: number): LogAdmission {
  sql.exec('DELETE FROM acts WHERE counter = ? AND at <= ?', log.counter, nowMs - log.windowMs);
  const [found] = sql
    .exec<{ acts: number; oldest: number | null }>(
      'SELECT count(*) AS acts, min(at) AS oldest FROM acts WHERE counter = ?',
      log.counter,
    )
    .toArray();
  const acts = found?.acts ?? 0;
  if (acts >= log.actsMax) return { admitted: false, retryAfterMs: (found?.oldest ?? nowMs) + log.windowMs - nowMs };
  const insert = 'INSERT INTO acts (counter, at) VALUES (?, ?) RETURNING id';
  const receipt = sql.exec<{ id: number }>(insert, log.counter, nowMs).one().id;
  return { admitted: true, receipt, acts: acts + 1 };
}

/** Takes an act back. */
export function takeBack(sql: SqlStorage, receipt: number): void {
  sql.exec('DELETE FROM acts WHERE id = ?', receipt);
}
