import type { AccountProjection, Revocation } from '@halobuzz/core/api/internal';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { type Bindings, type Config, requireConfig } from '../../env.ts';
import { originClientOf } from '../../origin/client.ts';
import { mailerOf } from '../notifications/mailers.ts';
import { sendNotice } from '../notifications/send-notice.ts';
import { sendOutbox } from '../outbox/outbox-sender.ts';
import { dueRows, nextDueMs, type OutboxKind, type OutboxRow, outboxKinds } from '../outbox/outbox-store.ts';
import { relayOf } from '../outbox/relay-of.ts';
import { profileTexts } from '../profile/profile-store.ts';
import { nextExpiryMs } from '../sessions/session-store.ts';
import { banEndsAtMs } from '../staff/ban-store.ts';
import { expiresAtMs, holdsName, readAccount } from './account-store.ts';
import { logEventsSince, newestEvent } from './event-log.ts';
import { createPersonalFields, type PersonalFields } from './personal-fields.ts';
import { objectOfAccount } from './stubs.ts';

/**
 * What the acts of one account work on: its storage, its personal fields, its outbox. An act awaits everything
 * asynchronous first and then decides and writes in one {@link change}, so that a decision and its write cannot be parted.
 */
export class AccountContext {
  readonly #state: DurableObjectState;
  readonly #env: Bindings;
  readonly #sending = new Map<OutboxKind, Promise<void>>();
  #personal: PersonalFields | undefined;

  constructor(state: DurableObjectState, env: Bindings) {
    this.#state = state;
    this.#env = env;
  }

  get sql(): SqlStorage {
    return this.#state.storage.sql;
  }

  get config(): Config {
    return requireConfig(this.#env);
  }

  /** One synchronous transaction; outbox rows it wrote are sent at once, the alarm behind them for what fails. */
  change<T>(work: (nowMs: number) => T): T {
    const logged = newestEvent(this.sql);
    const result = this.#state.storage.transactionSync(() => work(Date.now()));
    logEventsSince(this.sql, logged);
    if (readAccount(this.sql) !== undefined) {
      this.#state.waitUntil(nextDueMs(this.sql) === undefined ? this.#planAlarm() : this.flush());
    }
    return result;
  }

  /** Sees to it that the alarm comes no later than it must. One that comes early finds nothing to do and plans anew. */
  async #planAlarm(): Promise<void> {
    const due = this.#wakeAtMs();
    const planned = await this.#state.storage.getAlarm();
    if (due !== undefined && (planned === null || planned > due)) await this.#scheduleAlarm();
  }

  #wakeAtMs(): number | undefined {
    const account = readAccount(this.sql);
    if (account === undefined) return undefined;
    const { sql } = this;
    const endAtMs = expiresAtMs(account);
    // An end that is due and did not happen is tried again, not drummed.
    const tryEndAtMs = endAtMs === undefined || endAtMs > Date.now() ? endAtMs : Date.now() + limits.outboxRetryMaxMs;
    const due = [nextDueMs(sql), tryEndAtMs, banEndsAtMs(sql), nextExpiryMs(sql)];
    const times = due.flatMap((atMs) => atMs ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Encrypts and decrypts this account's personal fields. @throws Error once its subject key is destroyed */
  async personalFields(accountId: string): Promise<PersonalFields> {
    if (this.#personal !== undefined) return this.#personal;
    const key = await objectOfAccount(this.#env.SUBJECT_KEYS, accountId, this.config.jurisdictions).key(accountId);
    if (key === undefined) throw new Error('the subject key of this account is destroyed');
    this.#personal = await createPersonalFields(Uint8Array.from(key), accountId);
    return this.#personal;
  }

  /** Empties the object. */
  async discard(): Promise<void> {
    this.#personal = undefined;
    await this.#state.storage.deleteAlarm();
    await this.#state.storage.deleteAll();
  }

  /** Sends until nothing is due; the alarm is set first, so that a crash in between loses nothing. */
  async flush(): Promise<void> {
    await this.#scheduleAlarm();
    await Promise.all(outboxKinds.map((kind) => this.#sendKind(kind)));
    await this.#scheduleAlarm();
  }

  /** At most one round of a kind at a time. */
  #sendKind(kind: OutboxKind): Promise<void> {
    const running = this.#sending.get(kind);
    if (running !== undefined) return running;
    const started = this.#sendDueRows(kind).finally(() => this.#sending.delete(kind));
    this.#sending.set(kind, started);
    return started;
  }

  async #sendDueRows(kind: OutboxKind): Promise<void> {
    const deps = {
      sql: this.sql,
      origin: originClientOf(this.#env),
      clock: () => Date.now(),
      projection: () => this.#projection(),
      sendNotice: (row: OutboxRow) => this.#sendNotice(row),
      relay: (revocations: readonly Revocation[]) => this.#relay(revocations),
      releaseName: (digest: string) => this.#releaseName(digest),
    };
    // What was written while a round ran goes out in the next one; what failed is no longer due.
    do await sendOutbox(deps, kind);
    while (dueRows(this.sql, kind, Date.now()).length > 0);
  }

  async #scheduleAlarm(): Promise<void> {
    const { storage } = this.#state;
    const due = this.#wakeAtMs();
    if (due === undefined) await storage.deleteAlarm();
    else await storage.setAlarm(Math.max(due, Date.now() + limits.outboxRetryMinMs));
  }

  async #relay(revocations: readonly Revocation[]): Promise<boolean> {
    const account = readAccount(this.sql);
    return account !== undefined && relayOf(this.#env.REVOCATION_RELAYS, account.accountId).take([...revocations]);
  }

  async #sendNotice(row: OutboxRow): Promise<void> {
    const account = readAccount(this.sql);
    const personal = () => this.personalFields(account?.accountId ?? '');
    await sendNotice({ mailer: mailerOf(this.#env, this.config), account, personal }, row);
  }

  async #releaseName(digest: string): Promise<void> {
    const account = readAccount(this.sql);
    if (account === undefined || holdsName(this.sql, account, digest)) return;
    const { NAMES } = this.#env;
    const left = await NAMES.get(NAMES.idFromName(digest)).free(account.accountId);
    if (left === 'kept') throw new AppError('unavailable');
  }

  async #projection(): Promise<AccountProjection | undefined> {
    const account = readAccount(this.sql);
    if (account === undefined) return undefined;
    const personal = await this.personalFields(account.accountId);
    return {
      accountId: account.accountId,
      version: account.version,
      username: account.username,
      email: await personal.open('email', account.emailSealed),
      emailVerified: account.emailVerified,
      status: account.status,
      isBanned: account.banned,
      roles: [...account.roles],
      ...(await profileTexts(this.sql, personal)),
      country: account.country,
      createdAtMs: account.createdAtMs,
    };
  }
}
