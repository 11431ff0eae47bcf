import { DurableObject } from 'cloudflare:workers';
import { limits } from '@halobuzz/core/limits';
import { type Bindings, requireConfig } from '../../env.ts';
import { hasTable } from '../account/sql.ts';
import { objectOfAccount } from '../account/stubs.ts';
import { type AttemptWindow, admitAttempt } from '../sign-in/attempt-window.ts';

interface HolderRow extends Record<string, SqlStorageValue> {
  account: string;
  digest: string;
  state: 'reserved' | 'held';
  until: number;
}
interface AttemptRow extends Record<string, SqlStorageValue> {
  failures: number;
  last_at: number;
}

/** Answer to a sign-in attempt on a name: who holds it, if it may go on. */
export type NameAdmission =
  | { readonly admitted: true; readonly holder: string | null }
  | { readonly admitted: false; readonly holder: string | null; readonly retryAfterMs: number };

/**
 * One username or e-mail, named by HMAC. A name goes free → reserved (by an account being made) → held; every step may
 * be repeated. A reservation that nobody commits is resolved by the alarm: kept when the account did take the name, freed
 * otherwise. Sign-in attempts are counted here because names exist alike for known and unknown people.
 */
export class NameObject extends DurableObject<Bindings> {
  /** Reserves the name for an account, or says that another has it. `digest` is this object's own name. */
  async reserve(accountId: string, digest: string): Promise<'reserved' | 'held' | 'taken'> {
    const abandoned = this.#holder();
    if (abandoned?.state === 'reserved' && abandoned.account !== accountId && Date.now() >= abandoned.until) {
      await this.#resolve(abandoned);
    }
    const holder = this.#holder();
    if (holder !== undefined && holder.account !== accountId) return 'taken';
    if (holder?.state === 'held') return 'held';
    const until = Date.now() + limits.nameReservationMs;
    this.#tables().exec('INSERT OR REPLACE INTO holder VALUES (1, ?, ?, ?, ?)', accountId, digest, 'reserved', until);
    await this.#scheduleAlarm(until);
    return 'reserved';
  }

  /** Makes a reservation lasting. `lost` when it ran out and another account took the name. */
  commit(accountId: string, digest: string): 'held' | 'lost' {
    const holder = this.#holder();
    if (holder !== undefined && holder.account !== accountId) return 'lost';
    this.#tables().exec('INSERT OR REPLACE INTO holder VALUES (1, ?, ?, ?, 0)', accountId, digest, 'held');
    return 'held';
  }

  /** Gives up an uncommitted reservation. */
  release(accountId: string): void {
    this.#tables().exec("DELETE FROM holder WHERE account = ? AND state = 'reserved'", accountId);
  }

  /** The account that holds the name for good, or null. */
  holder(): string | null {
    const holder = this.#holder();
    return holder?.state === 'held' ? holder.account : null;
  }

  /** Counts a sign-in attempt, or refuses it. `unlimited` (the load profile) counts nothing. */
  async admit(unlimited: boolean): Promise<NameAdmission> {
    if (unlimited) return { admitted: true, holder: this.holder() };
    const nowMs = Date.now();
    const admission = admitAttempt(this.#window(), nowMs);
    if (!admission.admitted) return { ...admission, holder: this.holder() };
    const { failures, lastAtMs } = admission.window;
    this.#tables().exec('INSERT OR REPLACE INTO attempts VALUES (1, ?, ?)', failures, lastAtMs);
    await this.#scheduleAlarm(nowMs + limits.loginFailureWindowMs);
    return { admitted: true, holder: this.holder() };
  }

  /** Like {@link admit}, counted for one device that the holder's account knows: so there are few of them. */
  async admitDevice(device: string): Promise<NameAdmission> {
    const nowMs = Date.now();
    const sql = this.#tables();
    const query = 'SELECT failures, last_at FROM device_attempts WHERE device = ?';
    const admission = admitAttempt(windowOf(sql.exec<AttemptRow>(query, device).toArray()[0]), nowMs);
    if (!admission.admitted) return { ...admission, holder: this.holder() };
    const { failures, lastAtMs } = admission.window;
    sql.exec('INSERT OR REPLACE INTO device_attempts VALUES (?, ?, ?)', device, failures, lastAtMs);
    await this.#scheduleAlarm(nowMs + limits.loginFailureWindowMs);
    return { admitted: true, holder: this.holder() };
  }

  /** The attempt succeeded: the count begins anew. */
  clearAttempts(): void {
    this.#tables().exec('DELETE FROM attempts; DELETE FROM device_attempts');
  }

  override async alarm(): Promise<void> {
    const nowMs = Date.now();
    const window = this.#window();
    const forgetMs = nowMs - limits.loginFailureWindowMs;
    if (window !== undefined && window.lastAtMs <= forgetMs) this.#tables().exec('DELETE FROM attempts');
    this.#tables().exec('DELETE FROM device_attempts WHERE last_at <= ?', forgetMs);
    const holder = this.#holder();
    if (holder?.state === 'reserved' && nowMs >= holder.until) {
      // Set first: the platform gives an alarm that keeps failing up, and then nobody would ever settle this name.
      await this.ctx.storage.setAlarm(nowMs + limits.nameReservationMs);
      await this.#resolve(holder);
      await this.ctx.storage.deleteAlarm();
    }
    const [kept, counted] = [this.#holder(), this.#window()];
    const next = [
      ...(kept?.state === 'reserved' ? [kept.until] : []),
      ...[counted?.lastAtMs, this.#oldestDeviceAttemptMs()].flatMap((atMs) =>
        atMs === undefined ? [] : [atMs + limits.loginFailureWindowMs],
      ),
    ];
    if (next.length > 0) await this.ctx.storage.setAlarm(Math.min(...next));
    else if (kept === undefined) await this.ctx.storage.deleteAll();
  }

  /** The account knows whether it took the name: a commit can be lost, an account cannot. */
  async #resolve(holder: HolderRow): Promise<void> {
    const { jurisdictions } = requireConfig(this.env);
    const taken = await objectOfAccount(this.env.ACCOUNTS, holder.account, jurisdictions).ownsName(holder.digest);
    const now = this.#holder();
    // Renewed or settled while the account was asked.
    if (now?.account !== holder.account || now.state !== 'reserved' || now.until !== holder.until) return;
    if (taken) this.commit(holder.account, holder.digest);
    else this.release(holder.account);
  }

  /** Made by the first write: looking a name up leaves nothing behind. */
  #tables(): SqlStorage {
    const { sql } = this.ctx.storage;
    sql.exec(
      `CREATE TABLE IF NOT EXISTS holder (one INTEGER PRIMARY KEY CHECK (one = 1), account TEXT NOT NULL,
        digest TEXT NOT NULL, state TEXT NOT NULL, until INTEGER NOT NULL);
       CREATE TABLE IF NOT EXISTS attempts (one INTEGER PRIMARY KEY CHECK (one = 1), failures INTEGER NOT NULL,
        last_at INTEGER NOT NULL);
       CREATE TABLE IF NOT EXISTS device_attempts (device TEXT PRIMARY KEY, failures INTEGER NOT NULL,
        last_at INTEGER NOT NULL)`,
    );
    return sql;
  }

  #written(): boolean {
    return hasTable(this.ctx.storage.sql, 'holder');
  }

  #holder(): HolderRow | undefined {
    if (!this.#written()) return undefined;
    return this.ctx.storage.sql.exec<HolderRow>('SELECT account, digest, state, until FROM holder').toArray()[0];
  }

  #window(): AttemptWindow | undefined {
    if (!this.#written()) return undefined;
    return windowOf(this.ctx.storage.sql.exec<AttemptRow>('SELECT failures, last_at FROM attempts').toArray()[0]);
  }

  #oldestDeviceAttemptMs(): number | undefined {
    const oldest = 'SELECT min(last_at) AS at FROM device_attempts';
    return this.#tables().exec<{ at: number | null }>(oldest).one().at ?? undefined;
  }

  /** One alarm serves both purposes: the earlier one wins. */
  async #scheduleAlarm(atMs: number): Promise<void> {
    const planned = await this.ctx.storage.getAlarm();
    if (planned === null || planned > atMs) await this.ctx.storage.setAlarm(atMs);
  }
}

function windowOf(row: AttemptRow | undefined): AttemptWindow | undefined {
  return row === undefined ? undefined : { failures: row.failures, lastAtMs: row.last_at };
}
