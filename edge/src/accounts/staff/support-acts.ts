import { isStaff } from '@halobuzz/core/roles';
import { canTakeBack } from '../../privacy/erasure/account-erasure-acts.ts';
import { dropAccountErasure } from '../../privacy/erasure/account-erasure-store.ts';
import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount, writeAccount } from '../account/account-store.ts';
import { recordEvent } from '../account/security-events.ts';
import { removeDeviceWithin } from '../devices/device-acts.ts';
import { clearStreaks } from '../factors/challenge-store.ts';
import { queueNotice } from '../notifications/notices.ts';
import { putProjection } from '../outbox/outbox-store.ts';
import { endSession } from '../sessions/session-acts.ts';
import { auditStaffAct, type OwnAct, type StaffAct, type StaffActResult } from './staff-acts.ts';

/**
 * One act of support within one change: refused for accounts that are gone, and for those of staff unless an admin acts.
 * `work` says whether there was anything to do; what was not done is not recorded.
 */
function help(
  context: AccountContext,
  by: StaffAct,
  act: Pick<OwnAct, 'action' | 'details'>,
  work: (account: AccountRow, nowMs: number) => StaffActResult,
): StaffActResult {
  if (readAccount(context.sql) === undefined) return 'unknown';
  return context.change((nowMs) => {
    const account = readAccount(context.sql);
    if (account === undefined || account.status === 'deleted') return 'unknown';
    if (isStaff(account.roles) && !by.full) return 'staff';
    const result = work(account, nowMs);
    if (result === 'done') auditStaffAct(context, by, { ...act, subject: account.accountId }, nowMs);
    return result;
  });
}

/** Ends one session. A second click finds none. */
export function endSessionFor(context: AccountContext, by: StaffAct, sessionId: string): StaffActResult {
  return help(context, by, { action: 'account.session_ended' }, (_account, nowMs) => {
    if (!endSession(context, sessionId, 'session_revoked', nowMs)) return 'unknown';
    queueNotice(context.sql, { kind: 'session_ended_by_support' }, nowMs);
    return 'done';
  });
}

/** Forgets a device with its trust and ends its sessions. */
export function removeDeviceFor(context: AccountContext, by: StaffAct, deviceId: string): StaffActResult {
  return help(context, by, { action: 'account.device_removed' }, (_account, nowMs) => {
    if (removeDeviceWithin(context, deviceId, nowMs) === undefined) return 'unknown';
    queueNotice(context.sql, { kind: 'session_ended_by_support' }, nowMs);
    return 'done';
  });
}

/** Ends the pauses of guesses at factors. Always recorded: those of sign-ins stand with the names, which are told next. */
export function unlockAccount(context: AccountContext, by: StaffAct): StaffActResult {
  return help(context, by, { action: 'account.unlocked' }, (_account, nowMs) => {
    clearStreaks(context.sql);
    recordEvent(context.sql, 'unlocked', null, nowMs);
    return 'done';
  });
}

/** Records that a mail with a code is about to be sent. `same`: the address is proven already. */
export function noteVerificationMail(context: AccountContext, by: StaffAct): StaffActResult {
  return help(context, by, { action: 'account.verification_sent' }, ({ emailVerified }) =>
    emailVerified ? 'same' : 'done',
  );
}

/** Takes an erasure back for who asks us to, while that is possible; `same` when it is not, or there is none. */
export function cancelErasureFor(context: AccountContext, by: StaffAct): StaffActResult {
  return help(context, by, { action: 'account.erasure_cancelled' }, (account, nowMs) => {
    if (!canTakeBack(context, nowMs)) return 'same';
    dropAccountErasure(context.sql);
    writeAccount(context.sql, { ...account, status: 'active', version: account.version + 1 });
    putProjection(context.sql, nowMs);
    recordEvent(context.sql, 'erasure_cancelled', null, nowMs);
    queueNotice(context.sql, { kind: 'erasure_cancelled' }, nowMs);
    return 'done';
  });
}

/** Names of the objects that count attempts to sign in to this account. */
export function signInDigests(context: AccountContext): string[] {
  const account = readAccount(context.sql);
  return account === undefined ? [] : [account.usernameDigest, account.emailDigest].filter((digest) => digest !== '');
}
