import type { AccountProjection, Revocation } from '@halobuzz/core/api/internal';
import { campaignMailSchema } from '@halobuzz/core/api/internal-consents';
import { AppError } from '@halobuzz/core/errors/app-error';
import { SUBJECT_ID_PATTERN } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { type Bindings, type Config, requireConfig } from '../../env.ts';
import { originClientOf } from '../../origin/client.ts';
import { readAccountErasure } from '../../privacy/erasure/account-erasure-store.ts';
import { erasedProjection } from '../../privacy/erasure/erased-projection.ts';
import type { PlannedErasure } from '../../privacy/erasure/plan-erasure.ts';
import { readPrivacySettings } from '../../privacy/requests/privacy-settings-store.ts';
import { switchesOf } from '../../switches/edge-switches.ts';
import { pausableMailer } from '../../switches/pausable-senders.ts';
import { sendCampaignMail } from '../consents/campaign-mail.ts';
import { consentFlags } from '../consents/consent-acts.ts';
import { factorResetDueMs } from '../factors/factor-reset-store.ts';
import { minorStateOf } from '../minors/minor-state.ts';
import { endsForAge, minorDueMs } from '../minors/minor-store.ts';
import type { Mailer } from '../notifications/mail.ts';
import { mailerOf } from '../notifications/mailers.ts';
import { sendNotice } from '../notifications/send-notice.ts';
import { sendOutbox } from '../outbox/outbox-sender.ts';
import { dueRows, nextDueMs, type OutboxKind, type OutboxRow, outboxKinds } from '../outbox/outbox-store.ts';
import { relayOf } from '../outbox/relay-of.ts';
import { profileTexts } from '../profile/profile-store.ts';
import { nextExpiryMs } from '../sessions/session-store.ts';
import { banEndsAtMs } from '../staff/ban-store.ts';
import { sanctionReport } from '../staff/sanction-report.ts';
import { readRestrictions } from '../staff/sanction-store.ts';
import { type AccountRow, expiresAtMs, holdsName, readAccount, writeAccount } from './account-store.ts';
import { DestroyedKeyError } from './destroyed-key.ts';
import { logEventsSince, newestEvent } from './event-log.ts';
import { createPersonalFields, type PersonalFields } from './personal-fields.ts';
import { staleDetailsDueMs } from './stale-details.ts';
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
  #subject: string | undefined;

  constructor(state: DurableObjectState, env: Bindings) {
    this.#state = state;
    this.#env = env;
  }

  get sql(): SqlStorage {
    return this.#state.storage.sql;
  }

  get mailer(): Mailer {
    return pausableMailer(mailerOf(this.#env, this.config), switchesOf(this.#env));
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
    const own = [banEndsAtMs(sql), nextExpiryMs(sql), minorDueMs(sql), staleDetailsDueMs(sql), factorResetDueMs(sql)];
    const times = [nextDueMs(sql), tryEndAtMs, ...own].flatMap((atMs) => atMs ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Encrypts and decrypts this account's personal fields. @throws DestroyedKeyError once its subject key is destroyed */
  async personalFields(accountId: string): Promise<PersonalFields> {
    if (this.#personal !== undefined) return this.#personal;
    const key = await objectOfAccount(this.#env.SUBJECT_KEYS, accountId, this.config.jurisdictions).key(accountId);
    if (key === undefined) throw new DestroyedKeyError();
    this.#personal = await createPersonalFields(Uint8Array.from(key), accountId);
    return this.#personal;
  }

  /**
   * Who the account is in the ledger. One that stands in the clear, as all did once, is sealed on the way.
   * @throws DestroyedKeyError
   */
  async subjectOf(account: AccountRow): Promise<string> {
    if (this.#subject !== undefined) return this.#subject;
    const personal = await this.personalFields(account.accountId);
    const kept = account.subjectSealed;
    const subject = SUBJECT_ID_PATTERN.test(kept) ? kept : await personal.open('subject', kept);
    if (subject === kept) {
      const subjectSealed = await personal.seal('subject', subject);
      this.change(() => {
        const now = readAccount(this.sql);
        if (now?.subjectSealed === subject) writeAccount(this.sql, { ...now, subjectSealed });
      });
    }
    this.#subject = subject;
    return subject;
  }

  /** Plans the erasure of this account with its privacy object, which carries it out. */
  planErasure(accountId: string): Promise<PlannedErasure> {
    return objectOfAccount(this.#env.PRIVACY, accountId, this.config.jurisdictions).planErasure(accountId);
  }

  /** Empties the object. */
  async discard(): Promise<void> {
    this.#personal = undefined;
    this.#subject = undefined;
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
      sanction: (id: string) => this.#sanction(id),
      sendNotice: (row: OutboxRow) => this.#sendNotice(row),
      sendCampaign: (row: OutboxRow) => this.#sendCampaign(row),
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
    if (account === undefined) return false;
    const relay = relayOf(this.#env.REVOCATION_RELAYS, account.accountId, this.config.jurisdictions);
    return relay.take([...revocations]);
  }

  async #sendNotice(row: OutboxRow): Promise<void> {
    const account = readAccount(this.sql);
    const personal = () => this.personalFields(account?.accountId ?? '');
    const { publicUrl } = this.config;
    await sendNotice({ mailer: this.mailer, publicUrl, account, personal }, row);
  }

  async #sendCampaign(row: OutboxRow): Promise<void> {
    const account = readAccount(this.sql);
    const personal = () => this.personalFields(account?.accountId ?? '');
    const { config, mailer } = this;
    const granted = consentFlags(this).marketing;
    const mail = campaignMailSchema.parse(JSON.parse(row.body));
    await sendCampaignMail({ config, mailer, account, granted, personal }, mail);
  }

  async #releaseName(digest: string): Promise<void> {
    const account = readAccount(this.sql);
    if (account === undefined || holdsName(this.sql, account, digest)) return;
    const { NAMES } = this.#env;
    const left = await NAMES.get(NAMES.idFromName(digest)).free(account.accountId);
    if (left === 'kept') throw new AppError('unavailable');
  }

  async #sanction(id: string) {
    const account = readAccount(this.sql);
    if (account === undefined || account.status === 'deleted') return undefined;
    return sanctionReport(this.sql, account.accountId, await this.personalFields(account.accountId), id);
  }

  async #projection(): Promise<AccountProjection | undefined> {
    const account = readAccount(this.sql);
    if (account === undefined) return undefined;
    if (account.status === 'deleted' && readAccountErasure(this.sql) !== undefined) return erasedProjection(account);
    const personal = await this.personalFields(account.accountId);
    const { suspendedUntilMs } = readRestrictions(this.sql);
    return {
      accountId: account.accountId,
      version: account.version,
      username: account.username,
      email: await personal.open('email', account.emailSealed),
      emailVerified: account.emailVerified,
      // Nobody sees an account that ends for its holder's age.
      status: endsForAge(this.sql) || account.status === 'deleted' ? 'deleted' : 'active',
      ...(account.status === 'erasing' ? { hidden: true as const } : {}),
      isBanned: account.banned,
      ...(suspendedUntilMs > Date.now() ? { suspendedUntilMs } : {}),
      roles: [...account.roles],
      ...(await profileTexts(this.sql, personal)),
      country: account.country,
      createdAtMs: account.createdAtMs,
      privacy: { ...readPrivacySettings(this.sql), parentNeeded: (await minorStateOf(this)) === 'needs_parent' },
    };
  }
}
