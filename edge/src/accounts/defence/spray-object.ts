import { DurableObject } from 'cloudflare:workers';
import { limits } from '@halobuzz/core/limits';
import type { Bindings } from '../../env.ts';
import { logLine } from '../../observability/log-line.ts';
import { hasTable } from '../account/sql.ts';
import { admitToLog, type LogAdmission, slidingLogTable } from './sliding-log.ts';

const ADMITTED = { counter: 'admitted', actsMax: limits.sprayAdmittedPerMinuteMax, windowMs: 60_000 };

/**
 * One bucket of wrong passwords: the names it was tried on lately. Password spraying, one password over many accounts,
 * stays below every bound by name, and from many addresses below every bound by address; here it stands out. The object
 * is named by 16 bits of an HMAC, so that it tells nothing of the password; it empties itself after the window.
 */
export class SprayObject extends DurableObject<Bindings> {
  /** Notes that a password of this bucket was wrong for a name. @returns whether the bucket is hot: see sprays.ts. */
  async note(nameDigest: string): Promise<boolean> {
    const { sql } = this.ctx.storage;
    const nowMs = Date.now();
    this.#tables();
    const before = this.#namesSince(nowMs);
    // A hot bucket needs no more names to stay hot for as long as these last.
    if (before < limits.sprayNamesMax) sql.exec('INSERT OR REPLACE INTO names VALUES (?, ?)', nameDigest, nowMs);
    else sql.exec('UPDATE names SET at = ? WHERE name = (SELECT name FROM names ORDER BY at LIMIT 1)', nowMs);
    const hot = this.#namesSince(nowMs) >= limits.sprayNamesMax;
    if (hot && before < limits.sprayNamesMax) {
      logLine('warn', `password spraying: one password was wrong for ${limits.sprayNamesMax} names within the hour`);
    }
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(nowMs + limits.sprayWindowMs);
    }
    return hot;
  }

  /** Lets a sign-in with a password of this bucket in: always while it is cold, at a slow pace while it is hot. */
  admit(): LogAdmission {
    const { sql } = this.ctx.storage;
    const nowMs = Date.now();
    if (!hasTable(sql, 'names') || this.#namesSince(nowMs) < limits.sprayNamesMax) {
      return { admitted: true, receipt: 0, acts: 0 };
    }
    return admitToLog(sql, ADMITTED, nowMs);
  }

  override async alarm(): Promise<void> {
    const { sql } = this.ctx.storage;
    sql.exec('DELETE FROM names WHERE at <= ?', Date.now() - limits.sprayWindowMs);
    const oldest = sql.exec<{ at: number | null }>('SELECT min(at) AS at FROM names').one().at;
    if (oldest === null) await this.ctx.storage.deleteAll();
    else await this.ctx.storage.setAlarm(oldest + limits.sprayWindowMs);
  }

  #tables(): void {
    this.ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS names (name TEXT PRIMARY KEY, at INTEGER NOT NULL); ${slidingLogTable}`,
    );
  }

  #namesSince(nowMs: number): number {
    const query = 'SELECT count(*) AS n FROM names WHERE at > ?';
    return this.ctx.storage.sql.exec<{ n: number }>(query, nowMs - limits.sprayWindowMs).one().n;
  }
}
