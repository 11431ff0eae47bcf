import { runInDurableObject } from 'cloudflare:test';
import { type Tokens, tokensSchema } from '@halobuzz/core/api/auth';
import {
  factorAddedDataSchema,
  mfaChallengeDataSchema,
  sentCodeEnrolmentDataSchema,
  totpEnrolmentDataSchema,
} from '@halobuzz/core/api/auth-factors';
import { limits } from '@halobuzz/core/limits';
import { totpCode } from '../src/accounts/factors/totp.ts';
import { type Answer, bindings, call, type Member, mailedCode, verifiedMember } from './edge-client.ts';

/** A member with a second factor, signed in before it was added. */
export interface FactorOwner {
  readonly member: Member;
  /** Its access token was made after the factor was proven. */
  readonly tokens: Tokens;
  readonly backupCodes: readonly string[];
}
export interface TotpOwner extends FactorOwner {
  readonly secret: string;
}

/** A verified member with an authenticator app; the step of its first code is spent. */
export async function totpMember(): Promise<TotpOwner> {
  const { member, tokens } = await verifiedMember();
  const enrolled = await enrolTotp(tokens.accessToken);
  return { member, ...enrolled, tokens: { ...tokens, ...enrolled.access } };
}

/** Adds an authenticator app to an account. */
export async function enrolTotp(token: string) {
  const begun = totpEnrolmentDataSchema.parse((await call('POST', '/auth/mfa/totp', { token })).body.data);
  const secret = begun.manualKey.replaceAll(' ', '');
  const answer = await confirmFactor(token, begun.factorId, totpCode(secret, Date.now()));
  const { backupCodes = [], access, factor } = factorAddedDataSchema.parse(answer.body.data);
  return { secret, backupCodes, access, factorId: factor.id };
}

let numbers = Math.floor(Math.random() * 9_000_000);
/** A mobile number that no other test uses. */
export function freshPhone(): string {
  numbers += 1;
  return `+977980${String(numbers % 10_000_000).padStart(7, '0')}`;
}

/** Adds a telephone number to an account. */
export async function enrolSms(token: string, phone = freshPhone()) {
  const begin = await call('POST', '/auth/mfa/sms', { body: { phone }, token });
  const { factorId } = sentCodeEnrolmentDataSchema.parse(begin.body.data);
  const answer = await confirmFactor(token, factorId, String(await mailedCode(phone)));
  const { backupCodes = [], access } = factorAddedDataSchema.parse(answer.body.data);
  return { phone, factorId, backupCodes, access };
}

export function confirmFactor(token: string, factorId: string, code: string): Promise<Answer> {
  return call('POST', `/auth/mfa/factors/${factorId}/confirm`, { body: { code }, token });
}

/** Begins a sign-in. @returns the challenge it was answered with */
export async function challengeOf(
  member: Pick<Member, 'username' | 'password'>,
  device?: { id: string; name: string },
) {
  const body = { identifier: member.username, password: member.password, ...(device === undefined ? {} : { device }) };
  for (;;) {
    const answer = await call('POST', '/auth/login', { body });
    if (answer.body.code === 'hashing_busy') continue;
    return mfaChallengeDataSchema.parse(answer.body.data).challenge;
  }
}

/** Answers a challenge. */
export function verify(challengeId: string, proof: Record<string, unknown>): Promise<Answer> {
  return call('POST', '/auth/mfa/verify', { body: { challengeId, ...proof } });
}

/** Signs in with a backup code. */
export async function signInByBackupCode(owner: FactorOwner, code: string): Promise<Tokens> {
  const { id } = await challengeOf(owner.member);
  return tokensSchema.parse((await verify(id, { method: 'backup_code', code })).body.data);
}

/** The code that is good now and was not spent: what was spent before is forgotten. */
export async function freshTotpCode(owner: Pick<TotpOwner, 'member' | 'secret'>): Promise<string> {
  await inAccount(owner.member, (sql) => sql.exec('UPDATE factors SET last_step = -1'));
  return totpCode(owner.secret, Date.now());
}

/** A six-digit code that differs from the given ones. */
export function wrongCode(...right: readonly string[]): string {
  for (let code = 0; ; code += 1) {
    const text = String(code).padStart(6, '0');
    if (!right.includes(text)) return text;
  }
}

/** Codes that are wrong now and for some time: none of the steps around now. */
export function wrongTotpCode(secret: string): string {
  const nowMs = Date.now();
  return wrongCode(...[-2, -1, 0, 1, 2, 3].map((step) => totpCode(secret, nowMs + step * 30_000)));
}

/** Works on the account's own tables: lets time pass, or looks inside. */
export function inAccount<T>(member: Pick<Member, 'accountId'>, work: (sql: SqlStorage) => T): Promise<T> {
  const stub = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
  return runInDurableObject(stub, (_object, state) => work(state.storage.sql));
}

/** Lets a session's last proof grow too old for what needs step-up. @returns an access token that says so */
export async function staleToken(member: Member, tokens: Tokens): Promise<{ tokens: Tokens; token: string }> {
  const ageMs = limits.stepUpAgeMs + 60_000;
  await inAccount(member, (sql) =>
    sql.exec('UPDATE sessions SET auth_at = auth_at - ? WHERE id = ?', ageMs, tokens.sessionId),
  );
  const answer = await call('POST', '/auth/refresh', { body: { refreshToken: tokens.refreshToken } });
  const next = tokensSchema.parse(answer.body.data);
  return { tokens: next, token: next.accessToken };
}
