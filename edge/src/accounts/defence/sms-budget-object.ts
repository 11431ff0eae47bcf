import { DurableObject } from 'cloudflare:workers';
import { limits } from '@halobuzz/core/limits';
import type { Bindings } from '../../env.ts';
import { logLine } from '../../observability/log-line.ts';

/** A text message about to be sent. */
export interface SmsOrder {
  readonly country: string;
  /** HMAC of the number. */
  readonly number: string;
  readonly priceMicros: number;
  readonly spendMicrosMax: number;
}

export type SmsAdmission =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly why: 'number' | 'country' | 'spend'; readonly retryAfterMs: number };

const WINDOW_MS = 86_400_000;

/**
 * What text messages cost in the last 24 hours, in all, by country and by number: toll fraud pumps messages to numbers
 * whose owners share the fee. One object for all, which sees no more than the budget buys.
 */
export class SmsBudgetObject extends DurableObject<Bindings> {
  /** Books a message before it is sent, or says which bound it would break. */
  async admit(order: SmsOrder): Promise<SmsAdmission> {
    const { sql } = this.ctx.storage;
    const nowMs = Date.now();
    this.#tables();
    sql.exec('DELETE FROM sent WHERE at <= ?', nowMs - WINDOW_MS);
    const number = this.#sum('number = ?', order.number);
    const country = this.#sum('country = ?', order.country);
    const all = this.#sum('? IS NOT NULL', 'all');
    const refuse = (why: 'number' | 'country' | 'spend', oldestMs: number | null): SmsAdmission => ({
      admitted: false,
      why,
      retryAfterMs: (oldestMs ?? nowMs) + WINDOW_MS - nowMs,
    });
    if (number.messages >= limits.smsPerNumberMax) return refuse('number', number.oldest);
    if (all.micros + order.priceMicros > order.spendMicrosMax) return this.#loud(refuse('spend', all.oldest));
    const countryMicrosMax = (order.spendMicrosMax * limits.smsCountryPercentMax) / 100;
    if (country.micros + order.priceMicros > countryMicrosMax) {
      return this.#loud(refuse('country', country.oldest), order.country);
    }
    sql.exec('INSERT INTO sent VALUES (?, ?, ?, ?)', nowMs, order.country, order.number, order.priceMicros);
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(nowMs + WINDOW_MS);
    return { admitted: true };
  }

  override async alarm(): Promise<void> {
    const { sql } = this.ctx.storage;
    sql.exec('DELETE FROM sent WHERE at <= ?', Date.now() - WINDOW_MS);
    const { oldest } = this.#sum('? IS NOT NULL', 'all');
    if (oldest === null) await this.ctx.storage.deleteAll();
    else await this.ctx.storage.setAlarm(oldest + WINDOW_MS);
  }

  #tables(): void {
    this.ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS sent (at INTEGER NOT NULL, country TEXT NOT NULL, number TEXT NOT NULL,
        micros INTEGER NOT NULL);
       CREATE INDEX IF NOT EXISTS sent_by_number ON sent (number);
       CREATE INDEX IF NOT EXISTS sent_by_country ON sent (country)`,
    );
  }

  #sum(where: string, value: string): { messages: number; micros: number; oldest: number | null } {
    const query = `SELECT count(*) AS messages, coalesce(sum(micros), 0) AS micros, min(at) AS oldest FROM sent WHERE ${where}`;
    return this.ctx.storage.sql.exec<{ messages: number; micros: number; oldest: number | null }>(query, value).one();
  }

  /** Somebody pays for these: an operator has to know. */
  #loud(refused: SmsAdmission, country = 'all countries'): SmsAdmission {
    logLine('error', `sms: the day's budget for ${country} is spent`);
    return refused;
  }
}
