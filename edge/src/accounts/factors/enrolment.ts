import type { FactorKind, FactorProof } from '@halobuzz/core/api/auth-factors';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { MFA_AMR } from '@halobuzz/core/tokens';
import { randomBytes } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount } from '../account/account-store.ts';
import type { SessionGrant } from '../account/account-types.ts';
import { recordEvent } from '../account/security-events.ts';
import { newEmailCode } from '../email/email-code.ts';
import { placeOf, queueNotice } from '../notifications/notices.ts';
import { readSession, type SessionRow } from '../sessions/session-store.ts';
import { type BackupCodes, backupCodesState, newBackupCodes, storeBackupCodes } from './backup-codes.ts';
import { admitFactorSend, putChallenge, putSentCode } from './challenge-store.ts';
import { labelField, phoneField, prepareClaim, secretField, sentCodeMac, targetMac } from './factor-claims.ts';
import { judgeGuess } from './factor-guess.ts';
import { type FactorInfo, factorInfo } from './factor-info.ts';
import {
  addPendingFactor,
  confirmedFactors,
  confirmFactor,
  type FactorRow,
  hasSecondFactor,
  pendingFactor,
} from './factor-store.ts';
import { factorsChanged } from './factors-changed.ts';
import { raiseByProof } from './step-up.ts';
import { newTotpSecret } from './totp.ts';

/** Why a factor cannot be begun; `conflict`: too many of its kind, or this number or mailbox stands there already. */
export type EnrolmentRefusal =
  | { readonly kind: 'conflict' }
  | { readonly kind: 'no_account' }
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

/** Where a factor's codes go: to a number (E.164), or to the account's proven address. */
export type SentCodeTarget = { readonly kind: 'sms'; readonly to: string } | { readonly kind: 'email' };

export interface BegunTotp {
  readonly kind: 'begun';
  readonly factorId: string;
  readonly secret: string;
  readonly username: string;
  readonly expiresAtMs: number;
}

/** A code that the Worker has to send; it is good until then. */
export interface BegunByCode {
  readonly kind: 'begun';
  readonly factorId: string;
  readonly to: string;
  readonly code: string;
  readonly expiresAtMs: number;
}

export type EnrolmentResult =
  | {
      readonly kind: 'added';
      readonly factor: FactorInfo;
      /** With the first factor only; never to be seen again. */
      readonly backupCodes: string[] | null;
      readonly grant: SessionGrant;
    }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'paused'; readonly retryAfterMs: number };

/** Begins a TOTP factor: a secret that stands for nothing until its first code. */
export async function beginTotp(context: AccountContext, label: string): Promise<BegunTotp | EnrolmentRefusal> {
  const account = readAccount(context.sql);
  if (account === undefined) return { kind: 'no_account' };
  const personal = await context.personalFields(account.accountId);
  const id = newOpaqueId('fa', randomBytes);
  const secret = newTotpSecret();
  const [labelSealed, secretSealed] = await Promise.all([
    personal.seal(labelField(id), label),
    personal.seal(secretField(id), secret),
  ]);
  const factor = { id, kind: 'totp', labelSealed, targetSealed: '', targetMac: '', secretSealed } as const;
  return context.change((nowMs) => {
    if (!admitNewFactor(context.sql, 'totp', '')) return { kind: 'conflict' };
    const expiresAtMs = openEnrolment(context, account, factor, nowMs);
    return { kind: 'begun', factorId: id, secret, username: account.username, expiresAtMs };
  });
}

/** Begins a factor whose codes are sent. */
export async function beginSentCode(
  context: AccountContext,
  target: SentCodeTarget,
  label: string,
): Promise<BegunByCode | EnrolmentRefusal> {
  const { kind } = target;
  const account = readAccount(context.sql);
  if (account === undefined || (kind === 'email' && !account.emailVerified)) return { kind: 'no_account' };
  const personal = await context.personalFields(account.accountId);
  const id = newOpaqueId('fa', randomBytes);
  const code = newEmailCode();
  const to = kind === 'sms' ? target.to : await personal.open('email', account.emailSealed);
  const [labelSealed, targetSealed, mac, codeMac] = await Promise.all([
    personal.seal(labelField(id), label),
    // A mailbox factor follows the account's address, so nothing is kept of it here.
    kind === 'sms' ? personal.seal(phoneField(id), to) : '',
    targetMac(context, account, kind === 'sms' ? to : 'mailbox'),
    sentCodeMac(context, { account, challengeKey: enrolmentKey(id) }, code),
  ]);
  const factor = { id, kind, labelSealed, targetSealed, targetMac: mac, secretSealed: '' };
  return context.change((nowMs) => {
    if (!admitNewFactor(context.sql, kind, mac)) return { kind: 'conflict' };
    const retryAfterMs = admitFactorSend(context.sql, kind, nowMs);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    const expiresAtMs = openEnrolment(context, account, factor, nowMs);
    putSentCode(context.sql, enrolmentKey(id), id, codeMac);
    return { kind: 'begun', factorId: id, to, code, expiresAtMs };
  });
}

/** Takes a new factor's first code: from now on sign-ins need it, or another. */
export async function confirmEnrolment(
  context: AccountContext,
  sessionId: string,
  factorId: string,
  code: string,
): Promise<EnrolmentResult> {
  const account = readAccount(context.sql);
  const waiting = account === undefined ? undefined : pendingFactor(context.sql, factorId);
  if (account === undefined || waiting === undefined || waiting.kind === 'passkey') return { kind: 'wrong' };
  const challengeKey = enrolmentKey(factorId);
  const proof: FactorProof = { method: waiting.kind, code };
  const [claim, codes] = await Promise.all([
    prepareClaim(context, { account, challengeKey, factors: [waiting] }, proof),
    newBackupCodes(context, account.accountId),
  ]);
  const outcome = context.change((nowMs) => {
    const session = readSession(context.sql, sessionId);
    if (session === undefined || pendingFactor(context.sql, factorId) === undefined) return { kind: 'wrong' } as const;
    if (!mayChangeFactors(context.sql, session)) return { kind: 'wrong' } as const;
    const guess = { challengeKey, scope: 'session', guessable: true, claim, placeOf: () => placeOf(session) } as const;
    const result = judgeGuess(context, guess, nowMs);
    if (result.kind === 'gone') return { kind: 'wrong' } as const;
    if (result.kind !== 'proven') return result;
    if (!admitNewFactor(context.sql, waiting.kind, waiting.targetMac)) return { kind: 'conflict' } as const;
    return completeEnrolment(context, { account, session, factor: waiting, amr: result.proven.amr, codes }, nowMs);
  });
  if (outcome.kind !== 'completed') return outcome;
  const added = confirmedFactors(context.sql).find(({ id }) => id === factorId) ?? waiting;
  const factor = await factorInfo(context, account, added);
  return { kind: 'added', factor, backupCodes: outcome.backupCodes, grant: outcome.grant };
}

/**
 * Within a change: whether this session may add or remove factors. The Worker asked for a step-up, but by a state of the
 * account that may be `accountStateCacheMs` old: whoever waits with a stolen session must not get by a factor in that time.
 */
export function mayChangeFactors(sql: SqlStorage, session: SessionRow): boolean {
  return !hasSecondFactor(sql) || session.amr.includes(MFA_AMR);
}

/** Within a change: whether another factor of this kind may stand on the account. */
export function admitNewFactor(sql: SqlStorage, kind: FactorKind, mac: string): boolean {
  const same = confirmedFactors(sql).filter((factor) => factor.kind === kind);
  return same.length < limits.factorsPerKindMax && (mac === '' || same.every((factor) => factor.targetMac !== mac));
}

export interface Enrolment {
  readonly account: AccountRow;
  /** The session that added it: what the factor proved counts for it from now on. */
  readonly session: SessionRow;
  /** Stored and waiting for its confirmation. */
  readonly factor: FactorRow;
  readonly amr: readonly string[];
  /** Used only if the account has none. */
  readonly codes: BackupCodes;
}

/**
 * Within a change: the factor counts from now on. The first one brings backup codes; trusted devices and open challenges
 * end, the owner is told.
 */
export function completeEnrolment(
  context: AccountContext,
  { account, session, factor, amr, codes }: Enrolment,
  nowMs: number,
): { readonly kind: 'completed'; readonly backupCodes: string[] | null; readonly grant: SessionGrant } {
  const { sql } = context;
  const first = confirmedFactors(sql).length === 0 && backupCodesState(sql).left === 0;
  confirmFactor(sql, factor.id, nowMs);
  if (first) storeBackupCodes(sql, codes);
  factorsChanged(context, nowMs);
  recordEvent(sql, 'factor_added', session.id, nowMs);
  queueNotice(sql, { kind: 'factor_added', factor: factor.kind, place: placeOf(session) }, nowMs);
  const grant = raiseByProof(context, account, session, [...amr, MFA_AMR], nowMs);
  return { kind: 'completed', backupCodes: first ? [...codes.codes] : null, grant };
}

function enrolmentKey(factorId: string): string {
  return `enrolment|${factorId}`;
}

function openEnrolment(
  context: AccountContext,
  account: AccountRow,
  factor: Omit<FactorRow, 'createdAtMs' | 'lastUsedAtMs'>,
  nowMs: number,
): number {
  const expiresAtMs = nowMs + limits.factorEnrolmentLifeMs;
  addPendingFactor(context.sql, { ...factor, createdAtMs: nowMs, lastUsedAtMs: null });
  const { epoch } = account;
  putChallenge(
    context.sql,
    { key: enrolmentKey(factor.id), purpose: 'enrolment', epoch, arrival: '', expiresAtMs },
    nowMs,
  );
  return expiresAtMs;
}
