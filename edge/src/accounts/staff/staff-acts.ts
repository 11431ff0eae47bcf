import type { AuditRecord } from '@halobuzz/core/api/admin';
import { newOpaqueId } from '@halobuzz/core/ids';
import { isStaff, type StaffRole } from '@halobuzz/core/roles';
import type { Role } from '@halobuzz/core/tokens';
import { randomBytes } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, type AccountStatus, readAccount, writeAccount } from '../account/account-store.ts';
import { recordEvent } from '../account/security-events.ts';
import { tellConsentsAnew } from '../consents/consent-acts.ts';
import { endsForAge } from '../minors/minor-store.ts';
import { type Notice, queueNotice } from '../notifications/notices.ts';
import { putProjection, putRevocation, putRow } from '../outbox/outbox-store.ts';
import { liveSessions, removeAllSessions } from '../sessions/session-store.ts';
import { type Ban, dropBan, readBan, writeBan } from './ban-store.ts';
import { isBannedBySanction } from './sanction-store.ts';
import { liftBanSanctions } from './tell-sanction.ts';

/** Who of our staff does something to an account, why, and in which request. */
export interface StaffAct {
  /** An account id, or `operator:<key id>`. */
  readonly actor: string;
  /** Whether the actor may act on what only admins may: bans without an end. */
  readonly full: boolean;
  readonly reason: string;
  readonly requestId: string;
}

/**
 * `same`: it was so already, and nothing was written. `staff`: a staff account, whose roles have to go first. `sanctioned`:
 * banned by a sanction, which can be appealed against and stays.
 */
export type StaffActResult = 'done' | 'same' | 'unknown' | 'staff' | 'forbidden' | 'sanctioned';

/** What staff see of an account; times in milliseconds. */
export interface StaffView {
  readonly accountId: string;
  readonly username: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly status: AccountStatus;
  readonly roles: Role[];
  readonly country: string;
  readonly createdAtMs: number;
  readonly sessions: number;
  readonly ban: Ban | null;
}

export type OwnAct = Pick<AuditRecord, 'action' | 'details' | 'subject' | 'reason'>;

/**
 * Within a change: the act's record for the audit log. It stands in the same transaction as the act and leaves by the
 * outbox, so neither is ever without the other; the origin stores it once by its id.
 */
export function auditStaffAct(
  context: AccountContext,
  by: Pick<StaffAct, 'actor'> & Partial<StaffAct>,
  act: OwnAct,
  nowMs: number,
): void {
  const { actor, reason, requestId } = by;
  const id = newOpaqueId('au', randomBytes);
  const record: AuditRecord = {
    ...{ id, atMs: nowMs, actor, ...act },
    ...(reason === undefined ? {} : { reason }),
    ...(requestId === undefined ? {} : { requestId }),
  };
  putRow(context.sql, 'audit', JSON.stringify(record), nowMs);
}

/** Records what the holder of this account did or saw elsewhere, where no other account changed. */
export function recordOwnAct(context: AccountContext, act: OwnAct, requestId: string): void {
  const account = readAccount(context.sql);
  if (account === undefined) return;
  context.change((nowMs) => auditStaffAct(context, { actor: account.accountId, requestId }, act, nowMs));
}

/** Bans, or changes the reason or end of a ban that is no sanction. Ends all sessions and everything issued before. */
export function banAccount(context: AccountContext, by: StaffAct, seconds: number | null): StaffActResult {
  if (readAccount(context.sql) === undefined) return 'unknown';
  return context.change((nowMs): StaffActResult => {
    const account = readAccount(context.sql);
    if (account === undefined || account.status === 'deleted') return 'unknown';
    if (isStaff(account.roles)) return 'staff';
    if (!mayChange(account, readBan(context.sql), by)) return 'forbidden';
    // In its place would stand a ban without link or appeal, and an appeal under way would free nobody.
    if (isBannedBySanction(context.sql, nowMs)) return 'sanctioned';
    const endsAtMs = seconds === null ? null : nowMs + seconds * 1000;
    writeBan(context.sql, { reason: by.reason, by: by.actor, sinceMs: nowMs, endsAtMs });
    const details = seconds === null ? {} : { details: { seconds } };
    auditStaffAct(context, by, { action: 'account.banned', subject: account.accountId, ...details }, nowMs);
    if (!account.banned) applyBan(context, account, nowMs, { kind: 'account_banned' });
    return 'done';
  });
}

/** Within a change: nothing works any more that was issued before, and everybody who must know is told. */
export function applyBan(context: AccountContext, account: AccountRow, nowMs: number, notice: Notice): void {
  const { epoch, version } = account;
  writeAccount(context.sql, { ...account, banned: true, epoch: epoch + 1, version: version + 1 });
  removeAllSessions(context.sql);
  putProjection(context.sql, nowMs);
  putRevocation(context.sql, { kind: 'account', id: account.accountId, code: 'account_banned' }, nowMs);
  recordEvent(context.sql, 'banned', null, nowMs);
  queueNotice(context.sql, notice, nowMs);
}

export function unbanAccount(context: AccountContext, by: StaffAct): StaffActResult {
  if (readAccount(context.sql) === undefined) return 'unknown';
  return context.change((nowMs): StaffActResult => {
    const account = readAccount(context.sql);
    if (account === undefined) return 'unknown';
    if (!account.banned) return 'same';
    if (!mayChange(account, readBan(context.sql), by)) return 'forbidden';
    auditStaffAct(context, by, { action: 'account.unbanned', subject: account.accountId }, nowMs);
    liftBanSanctions(context, by.actor, nowMs);
    liftBan(context, account, nowMs);
    return 'done';
  });
}

/** Called by the alarm: a ban whose time has come ends by itself. */
export function endDueBan(context: AccountContext): void {
  const endsAtMs = readBan(context.sql)?.endsAtMs ?? null;
  if (endsAtMs === null || endsAtMs > Date.now()) return;
  context.change((nowMs) => {
    const account = readAccount(context.sql);
    if (account === undefined || !account.banned) return;
    auditStaffAct(context, { actor: 'system' }, { action: 'account.ban_ended', subject: account.accountId }, nowMs);
    liftBan(context, account, nowMs);
  });
}

/** Within a change: tokens from before the ban stay dead, as its epoch stays. */
export function liftBan(context: AccountContext, account: AccountRow, nowMs: number): void {
  dropBan(context.sql);
  writeAccount(context.sql, { ...account, banned: false, version: account.version + 1 });
  putProjection(context.sql, nowMs);
  recordEvent(context.sql, 'unbanned', null, nowMs);
  queueNotice(context.sql, { kind: 'account_unbanned' }, nowMs);
}

/** A ban without an end was set by an admin: who may set only timed ones neither shortens nor lifts it. */
function mayChange(account: AccountRow, ban: Ban | undefined, by: StaffAct): boolean {
  return by.full || !account.banned || (ban !== undefined && ban.endsAtMs !== null);
}

/** Ends all sessions of the account; what was issued before stops working. */
export function signOutAccount(context: AccountContext, by: StaffAct): StaffActResult {
  if (readAccount(context.sql) === undefined) return 'unknown';
  return context.change((nowMs): StaffActResult => {
    const account = readAccount(context.sql);
    if (account === undefined || account.status === 'deleted') return 'unknown';
    if (isStaff(account.roles) && !by.full) return 'staff';
    auditStaffAct(context, by, { action: 'account.signed_out', subject: account.accountId }, nowMs);
    endEverything(context, account, nowMs);
    return 'done';
  });
}

/** Gives or takes a staff role. Taking one ends all sessions: open sockets carry what the role allowed. */
export function changeRole(context: AccountContext, by: StaffAct, role: StaffRole, held: boolean): StaffActResult {
  if (readAccount(context.sql) === undefined) return 'unknown';
  return context.change((nowMs): StaffActResult => {
    const account = readAccount(context.sql);
    if (account === undefined || account.status === 'deleted') return 'unknown';
    const ending = account.status !== 'active' || endsForAge(context.sql);
    if (held && (account.banned || ending || !account.emailVerified)) return 'forbidden';
    if (account.roles.includes(role) === held) return 'same';
    const others = account.roles.filter((one) => one !== role);
    const roles = held ? [...others, role] : others;
    const changed = { ...account, roles, version: account.version + 1 };
    const action = held ? 'role.granted' : 'role.revoked';
    auditStaffAct(context, by, { action, subject: account.accountId, details: { role } }, nowMs);
    recordEvent(context.sql, held ? 'role_granted' : 'role_revoked', null, nowMs);
    putProjection(context.sql, nowMs);
    if (held) writeAccount(context.sql, changed);
    else endEverything(context, changed, nowMs);
    return 'done';
  });
}

/** Within a change: a new epoch, no sessions, and every socket is told. */
function endEverything(context: AccountContext, account: AccountRow, nowMs: number): void {
  writeAccount(context.sql, { ...account, epoch: account.epoch + 1 });
  removeAllSessions(context.sql);
  putRevocation(context.sql, { kind: 'account', id: account.accountId, code: 'session_revoked' }, nowMs);
  recordEvent(context.sql, 'session_revoked', null, nowMs);
  queueNotice(context.sql, { kind: 'sessions_ended' }, nowMs);
}

/** Has the account reported anew: its version rises, so that whatever stands in the projection gives way. */
export function projectAnew(context: AccountContext): boolean {
  if (readAccount(context.sql) === undefined) return false;
  return context.change((nowMs) => {
    const account = readAccount(context.sql);
    if (account === undefined) return false;
    writeAccount(context.sql, { ...account, version: account.version + 1 });
    putProjection(context.sql, nowMs);
    // Of an account that is closed nobody hears anything but that it is gone.
    if (account.status !== 'deleted') tellConsentsAnew(context, account.accountId, nowMs);
    return true;
  });
}

export async function staffView(context: AccountContext): Promise<StaffView | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined) return undefined;
  const personal = await context.personalFields(account.accountId);
  const { accountId, username, emailVerified, status, roles, country, createdAtMs } = account;
  return {
    ...{ accountId, username, emailVerified, status, country, createdAtMs },
    email: await personal.open('email', account.emailSealed),
    roles: [...roles],
    sessions: liveSessions(context.sql, Date.now()).length,
    ban: readBan(context.sql) ?? null,
  };
}
