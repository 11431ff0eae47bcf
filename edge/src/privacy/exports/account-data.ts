import type { accountSections } from '@halobuzz/core/privacy/export-sections';
import type { AccountContext } from '../../accounts/account/account-context.ts';
import { type AccountRow, type AccountStatus, readAccount } from '../../accounts/account/account-store.ts';
import { readDecisions } from '../../accounts/consents/consent-store.ts';
import { listDevices } from '../../accounts/devices/device-acts.ts';
import { listFactors } from '../../accounts/factors/factor-acts.ts';
import { phoneField } from '../../accounts/factors/factor-claims.ts';
import { confirmedFactors } from '../../accounts/factors/factor-store.ts';
import { minorViewOf } from '../../accounts/minors/minor-state.ts';
import { queueNotice } from '../../accounts/notifications/notices.ts';
import { listPasskeys } from '../../accounts/passkeys/list-passkeys.ts';
import { birthDateField, readBirthDate } from '../../accounts/profile/birth-date-store.ts';
import { profileTexts } from '../../accounts/profile/profile-store.ts';
import { listSessions } from '../../accounts/sessions/session-acts.ts';
import { readBan } from '../../accounts/staff/ban-store.ts';
import { readPrivacySettings } from '../requests/privacy-settings-store.ts';

export type AccountSection = (typeof accountSections)[number];

/** Whose archive it is, and whether the account is there to get one. */
export interface ExportOwner {
  readonly subject: string;
  readonly status: AccountStatus;
}

/** Undefined where there is no account. */
export async function exportOwner(context: AccountContext): Promise<ExportOwner | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined || account.status === 'deleted') return undefined;
  return { subject: await context.subjectOf(account), status: account.status };
}

/**
 * The rows of a part that the account's own object holds, as JSON text: opened, without secrets, hashes and what proves who
 * somebody is. Undefined where there is no account.
 */
export async function exportAccountPart(context: AccountContext, section: AccountSection): Promise<string | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined || account.status === 'deleted') return undefined;
  return JSON.stringify(await rowsOf(context, account, section));
}

function rowsOf(context: AccountContext, account: AccountRow, section: AccountSection): Promise<readonly object[]> {
  switch (section) {
    case 'profile':
      return profileRows(context, account);
    case 'sessions':
      return sessionRows(context);
    case 'devices':
      return deviceRows(context);
    case 'sign-in-methods':
      return signInRows(context, account);
    case 'security-events':
      return Promise.resolve(eventRows(context.sql));
    case 'consents':
      return Promise.resolve(consentRows(context.sql));
    case 'privacy-settings':
      return settingsRows(context);
    default:
      return section satisfies never;
  }
}

async function profileRows(context: AccountContext, account: AccountRow): Promise<readonly object[]> {
  const personal = await context.personalFields(account.accountId);
  const birthDate = readBirthDate(context.sql);
  const ban = readBan(context.sql);
  const profile = {
    ...{ accountId: account.accountId, ledgerSubject: await context.subjectOf(account), username: account.username },
    ...{ email: await personal.open('email', account.emailSealed), emailVerified: account.emailVerified },
    ...(await profileTexts(context.sql, personal)),
    ...(birthDate === undefined
      ? {}
      : { birthDate: await personal.open(birthDateField, birthDate.sealed), adult: birthDate.adult }),
    ...{ country: account.country, roles: account.roles, status: account.status, createdAt: iso(account.createdAtMs) },
    ...(ban === undefined
      ? {}
      : { bannedFor: ban.reason, bannedSince: iso(ban.sinceMs), bannedUntil: maybeIso(ban.endsAtMs) }),
  };
  return [profile];
}

async function sessionRows(context: AccountContext): Promise<readonly object[]> {
  return (await listSessions(context)).map(({ createdAtMs, lastSeenAtMs, expiresAtMs, ...session }) => ({
    ...session,
    ...{ createdAt: iso(createdAtMs), lastSeenAt: iso(lastSeenAtMs), expiresAt: iso(expiresAtMs) },
  }));
}

async function deviceRows(context: AccountContext): Promise<readonly object[]> {
  return (await listDevices(context)).map(({ firstSeenAtMs, lastSeenAtMs, trustedUntilMs, ...device }) => ({
    ...device,
    ...{ firstSeenAt: iso(firstSeenAtMs), lastSeenAt: iso(lastSeenAtMs), trustedUntil: maybeIso(trustedUntilMs) },
  }));
}

/** Telephone numbers in full: they are the person's own. */
async function signInRows(context: AccountContext, account: AccountRow): Promise<readonly object[]> {
  const personal = await context.personalFields(account.accountId);
  const { factors, backupCodes } = await listFactors(context);
  const passkeys = new Map((await listPasskeys(context)).map((passkey) => [passkey.id, passkey]));
  const targets = new Map(
    await Promise.all(
      confirmedFactors(context.sql)
        .filter(({ kind }) => kind === 'sms')
        .map(async ({ id, targetSealed }) => [id, await personal.open(phoneField(id), targetSealed)] as const),
    ),
  );
  const rows = factors.map(({ id, kind, label, createdAtMs, lastUsedAtMs }) => {
    const passkey = passkeys.get(id);
    return {
      ...{ id, kind, label, createdAt: iso(createdAtMs), lastUsedAt: maybeIso(lastUsedAtMs) },
      ...(targets.has(id) ? { telephone: targets.get(id) } : {}),
      ...(passkey === undefined
        ? {}
        : { backedUp: passkey.backedUp, model: passkey.aaguid, transports: passkey.transports }),
    };
  });
  const codes = { kind: 'backup codes', left: backupCodes.left, lastUsedAt: maybeIso(backupCodes.lastUsedAtMs) };
  return [...rows, codes];
}

function eventRows(sql: SqlStorage): readonly object[] {
  const query = 'SELECT at, kind, session FROM security_events ORDER BY seq';
  return sql
    .exec<{ at: number; kind: string; session: string | null }>(query)
    .toArray()
    .map(({ at, kind, session }) => ({ at: iso(at), event: kind, session }));
}

function consentRows(sql: SqlStorage): readonly object[] {
  const decisions = readDecisions(sql).map(({ decidedAtMs, ...decision }) => ({
    ...decision,
    decidedAt: iso(decidedAtMs),
  }));
  const mails = sql
    .exec<{ campaign: string; taken_at: number }>('SELECT campaign, taken_at FROM campaign_mails')
    .toArray()
    .map(({ campaign, taken_at }) => ({ newsletter: campaign, sentAt: iso(taken_at) }));
  const terms = sql
    .exec<{ version: string; text_hash: string; at: number }>('SELECT version, text_hash, at FROM terms_acceptances')
    .toArray()
    .map(({ version, text_hash, at }) => ({ terms: version, textHash: text_hash, acceptedAt: iso(at) }));
  return [...decisions, ...terms, ...mails];
}

async function settingsRows(context: AccountContext): Promise<readonly object[]> {
  return [{ ...readPrivacySettings(context.sql), age: await minorViewOf(context) }];
}

/** Mails the owner that an archive is there, or that none could be made. */
export function noteExport(context: AccountContext, kind: 'export_ready' | 'export_failed'): void {
  if (readAccount(context.sql)?.status !== 'active') return;
  context.change((nowMs) => queueNotice(context.sql, { kind }, nowMs));
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

function maybeIso(atMs: number | null): string | null {
  return atMs === null ? null : iso(atMs);
}
