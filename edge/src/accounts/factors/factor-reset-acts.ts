import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { isStaff } from '@halobuzz/core/roles';
import { randomBytes } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount, writeAccount } from '../account/account-store.ts';
import { recordEvent } from '../account/security-events.ts';
import { queueNotice } from '../notifications/notices.ts';
import { putRevocation } from '../outbox/outbox-store.ts';
import { removeAllPasskeys } from '../passkeys/passkey-store.ts';
import { removeAllSessions } from '../sessions/session-store.ts';
import { auditStaffAct, type StaffAct } from '../staff/staff-acts.ts';
import { dropBackupCodes } from './backup-codes.ts';
import { clearStreaks } from './challenge-store.ts';
import { dropFactorReset, type FactorReset, readFactorReset, writeFactorReset } from './factor-reset-store.ts';
import { hasSecondFactor, removeAllFactors } from './factor-store.ts';
import { factorsChanged } from './factors-changed.ts';

/**
 * `own`: who asked may not approve. `stale`: another reset, or none, waits now. `unready`: there is nothing to reset, the
 * account is not in use, or nobody ever proved its address, so that nobody could be told.
 */
export type FactorResetResult = 'done' | 'unknown' | 'staff' | 'own' | 'stale' | 'unready';

/** Asks for all second factors of who lost them to be taken away; a second person has to approve it. */
export function askFactorReset(context: AccountContext, by: StaffAct): FactorResetResult {
  return within(context, by, (account, nowMs) => {
    if (account.status !== 'active' || !account.emailVerified || !hasSecondFactor(context.sql)) return 'unready';
    if (readFactorReset(context.sql, nowMs) !== undefined) return 'stale';
    const id = newOpaqueId('fr', randomBytes);
    const reset = { id, askedBy: by.actor, askedAtMs: nowMs, approvedBy: null, dueAtMs: null };
    writeFactorReset(context.sql, reset);
    auditStaffAct(
      context,
      by,
      { action: 'factors.reset_asked', subject: account.accountId, details: { reset: id } },
      nowMs,
    );
    return 'done';
  });
}

/** The second person's word: from here the time runs in which the owner can stop it, who is told at once. */
export function approveFactorReset(context: AccountContext, by: StaffAct, resetId: string): FactorResetResult {
  return within(context, by, (account, nowMs) => {
    const reset = readFactorReset(context.sql, nowMs);
    if (reset?.id !== resetId || reset.dueAtMs !== null) return 'stale';
    if (reset.askedBy === by.actor) return 'own';
    if (account.status !== 'active' || !account.emailVerified) return 'unready';
    const dueAtMs = nowMs + limits.factorResetDelayMs;
    writeFactorReset(context.sql, { ...reset, approvedBy: by.actor, dueAtMs });
    const details = { reset: resetId, asker: reset.askedBy };
    auditStaffAct(context, by, { action: 'factors.reset_approved', subject: account.accountId, details }, nowMs);
    recordEvent(context.sql, 'factor_reset_planned', null, nowMs);
    queueNotice(context.sql, { kind: 'factor_reset_planned', dueAtMs }, nowMs);
    return 'done';
  });
}

/** By anybody of ours who may ask for one. */
export function stopFactorReset(context: AccountContext, by: StaffAct, resetId: string): FactorResetResult {
  return within(context, by, (account, nowMs) => {
    const reset = readFactorReset(context.sql, nowMs);
    if (reset?.id !== resetId) return 'stale';
    const act = {
      ...{ action: 'factors.reset_stopped' as const, subject: account.accountId },
      details: { reset: resetId },
    };
    auditStaffAct(context, by, act, nowMs);
    end(context, reset, nowMs);
    return 'done';
  });
}

/** Within a change in which a factor proved somebody: who has one needs no reset, and whoever asked for it was not them. */
export function withdrawFactorReset(context: AccountContext, nowMs: number): void {
  const account = readAccount(context.sql);
  const reset = readFactorReset(context.sql, nowMs);
  if (account === undefined || reset === undefined) return;
  const details = { reset: reset.id, factorUsed: true };
  const act = { action: 'factors.reset_stopped' as const, subject: account.accountId, details };
  auditStaffAct(context, { actor: account.accountId }, act, nowMs);
  end(context, reset, nowMs);
}

/** Called by the alarm: carries out what is due, forgets what nobody approved. */
export function carryOutFactorReset(context: AccountContext): void {
  const account = readAccount(context.sql);
  if (account === undefined) return;
  const reset = readFactorReset(context.sql, Date.now());
  if (reset !== undefined && (reset.dueAtMs === null || reset.dueAtMs > Date.now())) return;
  context.change((nowMs) => {
    dropFactorReset(context.sql);
    // An account that was banned, begins to end, or became one of ours meanwhile keeps its factors: it is asked for anew.
    if (reset === undefined || account.status !== 'active' || account.banned || isStaff(account.roles)) return;
    removeAllPasskeys(context.sql, nowMs);
    removeAllFactors(context.sql);
    dropBackupCodes(context.sql);
    clearStreaks(context.sql);
    factorsChanged(context, nowMs);
    removeAllSessions(context.sql);
    writeAccount(context.sql, { ...account, epoch: account.epoch + 1 });
    putRevocation(context.sql, { kind: 'account', id: account.accountId, code: 'session_revoked' }, nowMs);
    const details = { reset: reset.id, asker: reset.askedBy, approver: reset.approvedBy ?? '' };
    auditStaffAct(
      context,
      { actor: 'system' },
      { action: 'factors.reset', subject: account.accountId, details },
      nowMs,
    );
    recordEvent(context.sql, 'factors_reset', null, nowMs);
    queueNotice(context.sql, { kind: 'factors_reset' }, nowMs);
  });
}

function end(context: AccountContext, reset: FactorReset, nowMs: number): void {
  dropFactorReset(context.sql);
  if (reset.dueAtMs === null) return;
  recordEvent(context.sql, 'factor_reset_stopped', null, nowMs);
  queueNotice(context.sql, { kind: 'factor_reset_stopped' }, nowMs);
}

function within(
  context: AccountContext,
  by: StaffAct,
  work: (account: AccountRow, nowMs: number) => FactorResetResult,
): FactorResetResult {
  if (readAccount(context.sql) === undefined) return 'unknown';
  return context.change((nowMs) => {
    const account = readAccount(context.sql);
    if (account === undefined || account.status === 'deleted') return 'unknown';
    if (isStaff(account.roles) && !by.full) return 'staff';
    return work(account, nowMs);
  });
}
