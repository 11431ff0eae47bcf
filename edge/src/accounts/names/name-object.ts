import { DurableObject } from 'cloudflare:workers';
import { limits } from '@halobuzz/core/limits';
import { type Bindings, requireConfig } from '../../env.ts';
import { hasTable } from '../account/sql.ts';
import { objectOfAccount } from '../account/stubs.ts';
import { admitAttempt } from '../sign-in/attempt-window.ts';

interface HolderRow extends Record<string, SqlStorageValue> {
  account: string;
  digest: string;
  state: 'reserved' | 'held' | 'resting';
  until: number;
}
interface AttemptRow extends Record<string, SqlStorageValue> {
  failures: number;
  last_at: number;
}

/** What is counted apart on a name: anybody's sign-ins, those of one trusted device, requests to reset the password, mail. */
type Counter = 'sign_in' | `device:${string}` | 'recovery' | 'mail';

/** Answer to a sign-in attempt on a name: who holds it, if it may go on. */
export type NameAdmission =
  | { readonly admitted: true; readonly holder: string | null }
  /** `challenge`: it is not the time that helps but a solved challenge. */
  | {
      readonly admitted: false;
      readonly holder: string | null;
      readonly retryAfterMs: number;
      readonly challenge?: boolean;
    };

/**
 * One username or e-mail, named by HMAC. A name goes free → reserved (by an account that takes it) → held → free; every
 * step may be repeated. A reservation that nobody commits is resolved by the alarm: kept when the account did take the
 * name, freed otherwise. The username of an erased account rests: nobody's, and given to nobody, until its time is over. Attempts are counted here because names exist alike for known and unknown people.
 */
export class NameObject extends DurableObject<Bindings> {
  /** Reserves the name for an account, or says that another has it. `digest` is this object's own name. */
  async reserve(accountId: string, digest: string): Promise<'reserved' | 'held' | 'taken'> {
    this.#endRest();
    const abandoned = this.#holder();
    if (abandoned?.state === 'reserved' && abandoned.account !== accountId && Date.now() >= abandoned.until) {
      await this.#resolve(abandoned);
    }
    const holder = this.#holder();
    if (holder !== undefined && holder.account !== accountId) return 'taken';
    const state = holder?.state === 'held' ? 'held' : 'reserved';
    const until = Date.now() + limits.nameReservationMs;
    // A name held already is marked too: its account is about to take it again, and a release that is under way must wait.
    this.#tables().exec('INSERT OR REPLACE INTO holder VALUES (1, ?, ?, ?, ?)', accountId, digest, state, until);
    if (state === 'reserved') await this.#scheduleAlarm(until);
    return state;
  }

  /** Makes a reservation lasting. `lost` when it ran out and another account took the name. */
  commit(accountId: string, digest: string): 'held' | 'lost' {
    const holder = this.#holder();
    if (holder !== undefined && holder.account !== accountId) return 'lost';
    this.#tables().exec('INSERT OR REPLACE INTO holder VALUES (1, ?, ?, ?, 0)', accountId, digest, 'held');
    return 'held';
  }

  /**
   * Frees a name that its account has left. `kept` while the same account has it reserved anew: ask again later, and only
   * if the account still does not go by it.
   */
  async free(accountId: string): Promise<'free' | 'kept'> {
    const holder = this.#holder();
    if (holder?.account !== accountId) return 'free';
    const nowMs = Date.now();
    if (nowMs < holder.until) return 'kept';
    this.#tables().exec('DELETE FROM holder');
    // The alarm clears what is left.
    await this.#scheduleAlarm(nowMs);
    return 'free';
  }

  /** An erased account leaves its username, which rests: nothing here names the account any more. May be repeated. */
  async rest(accountId: string, digest: string, untilMs: number): Promise<void> {
    const holder = this.#holder();
    if (holder !== undefined && holder.account !== accountId) return;
    this.#tables().exec('INSERT OR REPLACE INTO holder VALUES (1, ?, ?, ?, ?)', '', digest, 'resting', untilMs);
    this.#tables().exec('DELETE FROM attempt_counts');
    await this.#scheduleAlarm(untilMs);
  }

  /** An erased account leaves any other name, which is free at once. May be repeated. */
  async leave(accountId: string): Promise<void> {
    if (this.#holder()?.account !== accountId) return;
    await this.ctx.storage.deleteAll();
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

  /**
   * Counts a sign-in attempt, or refuses it. `unlimited` (the load profile) counts nothing. From `unchallengedMax` failures
   * on it takes a solved challenge, with which the caller passes Infinity.
   */
  async admit(unlimited: boolean, unchallengedMax = Number.POSITIVE_INFINITY): Promise<NameAdmission> {
    return unlimited ? { admitted: true, holder: this.holder() } : this.#admit('sign_in', unchallengedMax);
  }

  /** Like {@link admit}, counted for one device that the holder's account trusts: so there are few of them. */
  admitDevice(device: string): Promise<NameAdmission> {
    return this.#admit(`device:${device}`);
  }

  /** Counts a request to reset the password behind this name, apart from sign-ins: neither holds the other up. */
  admitRecovery(): Promise<NameAdmission> {
    return this.#admit('recovery');
  }

  /**
   * Counts a mail to this address that somebody asked for who may not be its owner. Whoever makes many accounts could
   * otherwise bury a stranger's mailbox in our mail, and draw codes for it until a guess is right.
   */
  admitMail(): Promise<NameAdmission> {
    return this.#admit('mail');
  }

  /** The attempt succeeded: the counts of sign-ins begin anew. */
  clearAttempts(): void {
    this.#tables().exec("DELETE FROM attempt_counts WHERE counter NOT IN ('recovery', 'mail')");
  }

  override async alarm(): Promise<void> {
    const nowMs = Date.now();
    this.#tables().exec('DELETE FROM attempt_counts WHERE last_at <= ?', nowMs - limits.loginFailureWindowMs);
    const holder = this.#holder();
    if (holder?.state === 'reserved' && nowMs >= holder.until) {
      // Set first: the platform gives an alarm that keeps failing up, and then nobody would ever settle this name.
      await this.ctx.storage.setAlarm(nowMs + limits.nameReservationMs);
      await this.#resolve(holder);
      await this.ctx.storage.deleteAlarm();
    }
    this.#endRest();
    const [kept, oldestMs] = [this.#holder(), this.#oldestAttemptMs()];
    const next = [
      ...(kept?.state === 'reserved' || kept?.state === 'resting' ? [kept.until] : []),
      ...(oldestMs === undefined ? [] : [oldestMs + limits.loginFailureWindowMs]),
    ];
    if (next.length > 0) await this.ctx.storage.setAlarm(Math.min(...next));
    else if (kept === undefined) await this.ctx.storage.deleteAll();
  }

  async #admit(counter: Counter, unchallengedMax = Number.POSITIVE_INFINITY): Promise<NameAdmission> {
    const nowMs = Date.now();
    const sql = this.#tables();
    const query = 'SELECT failures, last_at FROM attempt_counts WHERE counter = ?';
    const [row] = sql.exec<AttemptRow>(query, counter).toArray();
    const window = row === undefined ? undefined : { failures: row.failures, lastAtMs: row.last_at };
    const recent = window !== undefined && nowMs - window.lastAtMs < limits.loginFailureWindowMs ? window.failures : 0;
    if (recent >= unchallengedMax) return { admitted: false, holder: this.holder(), retryAfterMs: 0, challenge: true };
    const admission = admitAttempt(window, nowMs);
    if (!admission.admitted) return { ...admission, holder: this.holder() };
    const { failures, lastAtMs } = admission.window;
    sql.exec('INSERT OR REPLACE INTO attempt_counts VALUES (?, ?, ?)', counter, failures, lastAtMs);
    await this.#scheduleAlarm(nowMs + limits.loginFailureWindowMs);
    return { admitted: true, holder: this.holder() };
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

  #endRest(): void {
    const holder = this.#holder();
    if (holder?.state === 'resting' && Date.now() >= holder.until) this.#tables().exec('DELETE FROM holder');
  }

  /** Made by the first write: looking a name up leaves nothing behind. */
  #tables(): SqlStorage {
    const { sql } = this.ctx.storage;
    sql.exec(
      `CREATE TABLE IF NOT EXISTS holder (one INTEGER PRIMARY KEY CHECK (one = 1), account TEXT NOT NULL,
        digest TEXT NOT NULL, state TEXT NOT NULL, until INTEGER NOT NULL);
       CREATE TABLE IF NOT EXISTS attempt_counts (counter TEXT PRIMARY KEY, failures INTEGER NOT NULL,
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

  #oldestAttemptMs(): number | undefined {
    const oldest = 'SELECT min(last_at) AS at FROM attempt_counts';
    return this.#tables().exec<{ at: number | null }>(oldest).one().at ?? undefined;
  }

  /** One alarm serves both purposes: the earlier one wins. */
  async #scheduleAlarm(atMs: number): Promise<void> {
    const planned = await this.ctx.storage.getAlarm();
    if (planned === null || planned > atMs) await this.ctx.storage.setAlarm(atMs);
  }
}
