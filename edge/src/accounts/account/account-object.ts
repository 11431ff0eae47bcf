import { DurableObject } from 'cloudflare:workers';
import type { Bindings } from '../../env.ts';
import type { PasswordChallenge, PasswordRecord } from '../credentials/password-record.ts';
import { issueEmailCode, markEmailVerified, proveEmailCode } from '../email/email-proof.ts';
import { listSessions, refreshSession, revokeSession } from '../sessions/session-acts.ts';
import {
  noteFailedSignIn,
  openSession,
  passwordChallenge,
  replacePasswordRecord,
  trustsDevice,
} from '../sign-in/open-session.ts';
import { AccountContext } from './account-context.ts';
import { migrateAccount } from './account-store.ts';
import type {
  AccountProfile,
  AccountState,
  DeviceProof,
  IssuedCode,
  NewAccount,
  RefreshResult,
  SessionInfo,
  SignInContext,
  SignInResult,
} from './account-types.ts';
import { accountProfile, accountState, createAccount, ownsName, setBanned } from './identity.ts';

/**
 * One account: credentials, factors, devices, sessions, state, outbox. Single-threaded, so a decision and its write
 * cannot be parted as long as nothing is awaited between them. Objects that were never created answer like accounts whose
 * password is wrong, and stay empty. Methods only name what can be asked of an account; each act is a function over
 * {@link AccountContext} in the folder of its subject.
 */
export class AccountObject extends DurableObject<Bindings> {
  readonly #context: AccountContext;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    migrateAccount(ctx.storage.sql);
    this.#context = new AccountContext(ctx, env);
  }

  // Identity
  create(input: NewAccount): Promise<void> {
    return createAccount(this.#context, input);
  }
  /** Takes back an account whose username was lost before it could be committed. */
  discard(): Promise<void> {
    return this.#context.discard();
  }
  ownsName(digest: string): boolean {
    return ownsName(this.#context, digest);
  }
  state(sessionId: string): AccountState | undefined {
    return accountState(this.#context, sessionId);
  }
  profile(): Promise<AccountProfile | undefined> {
    return accountProfile(this.#context);
  }
  setBanned(banned: boolean): boolean {
    return setBanned(this.#context, banned);
  }

  // Sign-in
  passwordChallenge(): PasswordChallenge {
    return passwordChallenge(this.#context);
  }
  signIn(hash: Uint8Array, request: SignInContext): Promise<SignInResult> {
    return openSession(this.#context, hash, request);
  }
  trustsDevice(deviceId: string, proof: DeviceProof): boolean {
    return trustsDevice(this.#context, deviceId, proof);
  }
  noteFailedSignIn(): void {
    noteFailedSignIn(this.#context);
  }
  replacePassword(expected: PasswordRecord, next: PasswordRecord): void {
    replacePasswordRecord(this.#context, expected, next);
  }

  // Sessions
  refresh(sessionId: string, counter: number): RefreshResult {
    return refreshSession(this.#context, sessionId, counter);
  }
  revokeSession(sessionId: string, how: 'signed_out' | 'session_revoked'): boolean {
    return revokeSession(this.#context, sessionId, how);
  }
  sessions(): Promise<SessionInfo[]> {
    return listSessions(this.#context);
  }

  // E-mail
  issueEmailCode(): Promise<IssuedCode | undefined> {
    return issueEmailCode(this.#context);
  }
  tryEmailCode(code: string): Promise<string | undefined> {
    return proveEmailCode(this.#context, code);
  }
  markEmailVerified(): void {
    markEmailVerified(this.#context);
  }

  override async alarm(): Promise<void> {
    await this.#context.flush();
  }
}
