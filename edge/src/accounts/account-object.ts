import { DurableObject } from 'cloudflare:workers';
import type { AccountProjection } from '@halobuzz/core/api/internal';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { hmacSha256, randomBytes, toBase64Url } from '../bytes.ts';
import { type Bindings, requireConfig } from '../env.ts';
import { originClientOf } from '../origin/client.ts';
import { decideRefresh, sessionAlive, sessionExpiresAtMs } from '../tokens/refresh-decision.ts';
import { type AccountRow, createAccountTables, migrateAccount, readAccount, writeAccount } from './account-store.ts';
import type {
  AccountProfile,
  AccountState,
  IssuedCode,
  NewAccount,
  RefreshResult,
  SessionGrant,
  SessionInfo,
  SignInContext,
  SignInResult,
} from './account-types.ts';
import { newEmailCode } from './email-code.ts';
import { admitEmailSend, dropEmailCode, putEmailCode, tryEmailCode } from './email-code-store.ts';
import { isKnownDevice, noteDevice } from './known-devices.ts';
import { sendOutbox } from './outbox-sender.ts';
import { dueRows, nextDueMs, type OutboxKind, outboxKinds, putProjection, putRevocation } from './outbox-store.ts';
import {
  newPasswordChallenge,
  type PasswordChallenge,
  type PasswordRecord,
  parsePasswordRecord,
  passwordMatches,
  passwordRecordIsStale,
} from './password-record.ts';
import { createPersonalFields, type PersonalFields } from './personal-fields.ts';
import { recordEvent } from './security-events.ts';
import {
  addSession,
  advanceSession,
  liveSessions,
  readSession,
  removeAllSessions,
  removeSession,
  type SessionRow,
} from './session-store.ts';
import { objectOfAccount } from './stubs.ts';

/**
 * One account: credentials, sessions, state, outbox. Single-threaded, so a decision and its write cannot be parted as
 * long as nothing is awaited between them: everything asynchronous comes first, then one synchronous transaction.
 * Objects that were never created answer like accounts whose password is wrong, and stay empty.
 */
export class AccountObject extends DurableObject<Bindings> {
  #personal: PersonalFields | undefined;
  readonly #sending = new Map<OutboxKind, Promise<void>>();

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    migrateAccount(ctx.storage.sql);
  }

  /** Makes the account. Repeating it changes nothing. */
  async create(input: NewAccount): Promise<void> {
    if (readAccount(this.#sql) !== undefined) return;
    const personal = await this.#personalFields(input.accountId);
    const emailSealed = await personal.seal('email', input.email);
    this.#change((nowMs) => {
      if (readAccount(this.#sql) !== undefined) return;
      createAccountTables(this.#sql);
      const { email: _plain, ...kept } = input;
      const fresh = { emailVerified: false, status: 'active', banned: false, epoch: 1, version: 1 } as const;
      writeAccount(this.#sql, { ...kept, ...fresh, emailSealed, roles: ['viewer'], createdAtMs: nowMs });
      putProjection(this.#sql, nowMs);
      recordEvent(this.#sql, 'registered', null, nowMs);
    });
  }

  /** Takes back an account whose username was lost before it could be committed. */
  async discard(): Promise<void> {
    this.#personal = undefined;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  /** Whether this account goes by the name with that digest. */
  ownsName(digest: string): boolean {
    const account = readAccount(this.#sql);
    if (account === undefined || account.status === 'deleted') return false;
    return account.usernameDigest === digest || (account.emailVerified && account.emailDigest === digest);
  }

  /** How to hash a password for {@link signIn}; a made-up challenge where there is no account. */
  passwordChallenge(): PasswordChallenge {
    const account = readAccount(this.#sql);
    if (account === undefined) return newPasswordChallenge(requireConfig(this.env).passwordPeppers.current);
    return parsePasswordRecord(account.password).challenge;
  }

  /**
   * Compares the hash and opens a session. A wrong password is answered before anything is written or asked for: a write
   * would hold the answer back, and so tell known names from unknown ones. {@link noteFailedSignIn} records it later.
   */
  async signIn(hash: Uint8Array, context: SignInContext): Promise<SignInResult> {
    const known = readAccount(this.#sql);
    if (known === undefined || known.status === 'deleted' || !passwordMatches(known.password, hash)) {
      return { kind: 'invalid' };
    }
    if (known.banned) return { kind: 'banned' };
    const personal = await this.#personalFields(known.accountId);
    const [deviceNameSealed, userAgentSealed, ipSealed] = await Promise.all([
      personal.seal('device', context.deviceName),
      personal.seal('agent', context.userAgent),
      personal.seal('ip', context.ipAddress),
    ]);
    return this.#change((nowMs): SignInResult => {
      const account = readAccount(this.#sql);
      // Looked at again: sealing took its time.
      if (account === undefined || !passwordMatches(account.password, hash)) return { kind: 'invalid' };
      if (account.banned) return { kind: 'banned' };
      const session: SessionRow = {
        id: newOpaqueId('se', randomBytes),
        device: context.deviceId,
        deviceNameSealed,
        userAgentSealed,
        ipSealed,
        country: context.country,
        createdAtMs: nowMs,
        rotatedAtMs: nowMs,
        counter: 0,
        amr: ['pwd'],
      };
      for (const displaced of addSession(this.#sql, session, nowMs)) {
        putRevocation(this.#sql, { kind: 'session', id: displaced, code: 'session_revoked' }, nowMs);
        recordEvent(this.#sql, 'session_displaced', displaced, nowMs);
      }
      noteDevice(this.#sql, session.device, nowMs);
      recordEvent(this.#sql, 'signed_in', session.id, nowMs);
      const stale = passwordRecordIsStale(account.password, requireConfig(this.env).passwordPeppers.current);
      return { kind: 'signed_in', grant: grantOf(account, session, 0), rehash: stale ? account.password : null };
    });
  }

  /** Whether someone signed in to this account from that device before. */
  knowsDevice(device: string): boolean {
    return readAccount(this.#sql) !== undefined && isKnownDevice(this.#sql, device);
  }

  /** Records a wrong password; nothing where there is no account. */
  noteFailedSignIn(): void {
    if (readAccount(this.#sql) !== undefined) recordEvent(this.#sql, 'sign_in_failed', null, Date.now());
  }

  /** Swaps the stored record for a newer hash of the same password, unless it was changed meanwhile. */
  replacePassword(expected: PasswordRecord, next: PasswordRecord): void {
    const account = readAccount(this.#sql);
    if (account === undefined || account.password.phc !== expected.phc) return;
    writeAccount(this.#sql, { ...account, password: next });
  }

  /** Moves a session's refresh chain on; see refresh-decision.ts. A token used twice ends the session. */
  refresh(sessionId: string, counter: number): RefreshResult {
    return this.#change((nowMs): RefreshResult => {
      const account = readAccount(this.#sql);
      if (account === undefined || account.status === 'deleted') return { kind: 'rejected' };
      if (account.banned) return { kind: 'banned' };
      const session = readSession(this.#sql, sessionId);
      if (session === undefined) return { kind: 'rejected' };
      const decision = decideRefresh(session, counter, nowMs);
      switch (decision.kind) {
        case 'rotate':
          advanceSession(this.#sql, session.id, decision.counter, nowMs);
          return { kind: 'refreshed', grant: grantOf(account, session, decision.counter) };
        case 'repeat':
          return { kind: 'refreshed', grant: grantOf(account, session, decision.counter) };
        case 'expired':
          removeSession(this.#sql, session.id);
          return { kind: 'rejected' };
        case 'reused':
          this.#endSession(session.id, 'refresh_reused', nowMs);
          return { kind: 'rejected' };
        default:
          return decision satisfies never;
      }
    });
  }

  /** Ends one session of this account. @returns false when there is none such. */
  revokeSession(sessionId: string, how: 'signed_out' | 'session_revoked'): boolean {
    if (readAccount(this.#sql) === undefined) return false;
    return this.#change((nowMs) => this.#endSession(sessionId, how, nowMs));
  }

  /** Bans or unbans. A ban ends all sessions and everything issued before. @returns false when there is no account. */
  setBanned(banned: boolean): boolean {
    return this.#change((nowMs) => {
      const account = readAccount(this.#sql);
      if (account === undefined) return false;
      if (account.banned === banned) return true;
      const epoch = banned ? account.epoch + 1 : account.epoch;
      writeAccount(this.#sql, { ...account, banned, epoch, version: account.version + 1 });
      putProjection(this.#sql, nowMs);
      recordEvent(this.#sql, banned ? 'banned' : 'unbanned', null, nowMs);
      if (banned) {
        removeAllSessions(this.#sql);
        putRevocation(this.#sql, { kind: 'account', id: account.accountId, code: 'account_banned' }, nowMs);
      }
      return true;
    });
  }

  /** What a request's permission hangs on; undefined where there is no account. */
  state(sessionId: string): AccountState | undefined {
    const account = readAccount(this.#sql);
    if (account === undefined) return undefined;
    const session = readSession(this.#sql, sessionId);
    return {
      accountId: account.accountId,
      subject: account.subject,
      username: account.username,
      emailVerified: account.emailVerified,
      roles: [...account.roles],
      status: account.status,
      banned: account.banned,
      epoch: account.epoch,
      sessionAlive: session !== undefined && sessionAlive(session, Date.now()),
    };
  }

  async profile(): Promise<AccountProfile | undefined> {
    const account = readAccount(this.#sql);
    if (account === undefined) return undefined;
    const personal = await this.#personalFields(account.accountId);
    return {
      accountId: account.accountId,
      username: account.username,
      email: await personal.open('email', account.emailSealed),
      emailVerified: account.emailVerified,
      roles: [...account.roles],
      createdAtMs: account.createdAtMs,
    };
  }

  async sessions(): Promise<SessionInfo[]> {
    const account = readAccount(this.#sql);
    if (account === undefined) return [];
    const personal = await this.#personalFields(account.accountId);
    return Promise.all(
      liveSessions(this.#sql, Date.now()).map(async (session) => ({
        sessionId: session.id,
        deviceId: session.device,
        deviceName: await personal.open('device', session.deviceNameSealed),
        userAgent: await personal.open('agent', session.userAgentSealed),
        ipAddress: await personal.open('ip', session.ipSealed),
        country: session.country,
        createdAtMs: session.createdAtMs,
        lastSeenAtMs: session.rotatedAtMs,
        expiresAtMs: sessionExpiresAtMs(session),
      })),
    );
  }

  /** A new e-mail code; the one before stops working. */
  async issueEmailCode(): Promise<IssuedCode | undefined> {
    const account = readAccount(this.#sql);
    if (account === undefined) return undefined;
    if (account.emailVerified) return { kind: 'verified_already' };
    const personal = await this.#personalFields(account.accountId);
    const email = await personal.open('email', account.emailSealed);
    const code = newEmailCode();
    const mac = await this.#codeMac(account, code);
    const { emailDigest } = account;
    return this.#change((nowMs): IssuedCode => {
      const retryAfterMs = admitEmailSend(this.#sql, nowMs);
      if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
      putEmailCode(this.#sql, mac, nowMs);
      return { kind: 'issued', email, emailDigest, code };
    });
  }

  /** Counts a try. @returns the digest of the e-mail the code proves; undefined when it is wrong. */
  async tryEmailCode(code: string): Promise<string | undefined> {
    const account = readAccount(this.#sql);
    if (account === undefined || account.emailVerified) return undefined;
    const mac = await this.#codeMac(account, code);
    return tryEmailCode(this.#sql, mac, Date.now()) ? account.emailDigest : undefined;
  }

  /** The e-mail is proven and its name reserved for this account: it may spend and host from now on. */
  markEmailVerified(): void {
    this.#change((nowMs) => {
      const account = readAccount(this.#sql);
      if (account === undefined || account.emailVerified) return;
      const roles = [...new Set([...account.roles, 'host' as const])];
      writeAccount(this.#sql, { ...account, emailVerified: true, roles, version: account.version + 1 });
      dropEmailCode(this.#sql);
      putProjection(this.#sql, nowMs);
      recordEvent(this.#sql, 'email_verified', null, nowMs);
    });
  }

  override async alarm(): Promise<void> {
    await this.#flush();
  }

  get #sql(): SqlStorage {
    return this.ctx.storage.sql;
  }

  /** One synchronous transaction; outbox rows it wrote are sent at once, the alarm behind them for what fails. */
  #change<T>(work: (nowMs: number) => T): T {
    const result = this.ctx.storage.transactionSync(() => work(Date.now()));
    if (readAccount(this.#sql) !== undefined && nextDueMs(this.#sql) !== undefined) this.ctx.waitUntil(this.#flush());
    return result;
  }

  #endSession(sessionId: string, how: 'signed_out' | 'session_revoked' | 'refresh_reused', nowMs: number): boolean {
    if (!removeSession(this.#sql, sessionId)) return false;
    putRevocation(this.#sql, { kind: 'session', id: sessionId, code: 'session_revoked' }, nowMs);
    recordEvent(this.#sql, how, sessionId, nowMs);
    return true;
  }

  /** Sends until nothing is due; the alarm is set first, so that a crash in between loses nothing. */
  async #flush(): Promise<void> {
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
      sql: this.#sql,
      origin: originClientOf(this.env),
      clock: () => Date.now(),
      projection: () => this.#projection(),
    };
    // What was written while a round ran goes out in the next one; what failed is no longer due.
    do await sendOutbox(deps, kind);
    while (dueRows(this.#sql, kind, Date.now()).length > 0);
  }

  async #scheduleAlarm(): Promise<void> {
    const due = readAccount(this.#sql) === undefined ? undefined : nextDueMs(this.#sql);
    if (due === undefined) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Math.max(due, Date.now() + limits.outboxRetryMinMs));
  }

  async #projection(): Promise<AccountProjection | undefined> {
    const account = readAccount(this.#sql);
    if (account === undefined) return undefined;
    const personal = await this.#personalFields(account.accountId);
    return {
      accountId: account.accountId,
      version: account.version,
      username: account.username,
      email: await personal.open('email', account.emailSealed),
      emailVerified: account.emailVerified,
      status: account.status,
      isBanned: account.banned,
      roles: [...account.roles],
      country: account.country,
      createdAtMs: account.createdAtMs,
    };
  }

  /** Six digits are few: the stored HMAC is made with a secret and bound to account and address. */
  async #codeMac(account: AccountRow, code: string): Promise<string> {
    const { nameHmacKey } = requireConfig(this.env);
    return toBase64Url(await hmacSha256(nameHmacKey, `email-code|${account.accountId}|${account.emailDigest}|${code}`));
  }

  async #personalFields(accountId: string): Promise<PersonalFields> {
    if (this.#personal !== undefined) return this.#personal;
    const { jurisdictions } = requireConfig(this.env);
    const key = await objectOfAccount(this.env.SUBJECT_KEYS, accountId, jurisdictions).key(accountId);
    if (key === undefined) throw new Error('the subject key of this account is destroyed');
    this.#personal = await createPersonalFields(Uint8Array.from(key), accountId);
    return this.#personal;
  }
}

function grantOf(account: AccountRow, session: SessionRow, counter: number): SessionGrant {
  return {
    sessionId: session.id,
    deviceId: session.device,
    counter,
    roles: [...account.roles],
    epoch: account.epoch,
    amr: [...session.amr],
    authTimeMs: session.createdAtMs,
  };
}
