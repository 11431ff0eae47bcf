import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { recordEvent } from '../account/security-events.ts';
import { placeOf, queueNotice } from '../notifications/notices.ts';
import { removePasskey } from '../passkeys/passkey-store.ts';
import { readSession } from '../sessions/session-store.ts';
import { backupCodesState, dropBackupCodes, newBackupCodes, storeBackupCodes } from './backup-codes.ts';
import { mayChangeFactors } from './enrolment.ts';
import { labelField } from './factor-claims.ts';
import { type FactorInfo, factorInfo } from './factor-info.ts';
import { confirmedFactors, hasSecondFactor, relabelFactor, removeFactor } from './factor-store.ts';
import { factorsChanged } from './factors-changed.ts';

export interface FactorList {
  readonly factors: FactorInfo[];
  readonly backupCodes: { readonly left: number; readonly lastUsedAtMs: number | null };
}

/** All confirmed factors, the oldest first, and how many backup codes are left. */
export async function listFactors(context: AccountContext): Promise<FactorList> {
  const account = readAccount(context.sql);
  if (account === undefined) return { factors: [], backupCodes: { left: 0, lastUsedAtMs: null } };
  const factors = await Promise.all(
    confirmedFactors(context.sql).map((factor) => factorInfo(context, account, factor)),
  );
  return { factors, backupCodes: backupCodesState(context.sql) };
}

/** @returns the factor under its new name; undefined when there is none such */
export async function renameFactor(
  context: AccountContext,
  sessionId: string,
  factorId: string,
  label: string,
): Promise<FactorInfo | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined) return undefined;
  const personal = await context.personalFields(account.accountId);
  const labelSealed = await personal.seal(labelField(factorId), label);
  const renamed = context.change((nowMs) => {
    if (!relabelFactor(context.sql, factorId, labelSealed)) return false;
    recordEvent(context.sql, 'factor_renamed', sessionId, nowMs);
    return true;
  });
  const factor = confirmedFactors(context.sql).find(({ id }) => id === factorId);
  return renamed && factor !== undefined ? factorInfo(context, account, factor) : undefined;
}

/** Removes a factor; with the last one the backup codes go too. @returns false when there is none such */
export function dropFactor(context: AccountContext, sessionId: string, factorId: string): boolean {
  if (readAccount(context.sql) === undefined) return false;
  return context.change((nowMs) => {
    const session = readSession(context.sql, sessionId);
    if (session === undefined || !mayChangeFactors(context.sql, session)) return false;
    const kind = removeFactor(context.sql, factorId);
    if (kind === undefined) return false;
    if (kind === 'passkey') removePasskey(context.sql, factorId, nowMs);
    if (!hasSecondFactor(context.sql)) dropBackupCodes(context.sql);
    factorsChanged(context, nowMs);
    recordEvent(context.sql, 'factor_removed', sessionId, nowMs);
    queueNotice(context.sql, { kind: 'factor_removed', factor: kind, place: placeOf(session) }, nowMs);
    return true;
  });
}

/** Ten new codes; those from before stop working. @returns undefined when the account has no second factor */
export async function remakeBackupCodes(context: AccountContext, sessionId: string): Promise<string[] | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined || !hasSecondFactor(context.sql)) return undefined;
  const made = await newBackupCodes(context, account.accountId);
  return context.change((nowMs) => {
    const session = readSession(context.sql, sessionId);
    if (session === undefined || !hasSecondFactor(context.sql)) return undefined;
    storeBackupCodes(context.sql, made);
    recordEvent(context.sql, 'backup_codes_made', sessionId, nowMs);
    queueNotice(context.sql, { kind: 'backup_codes_made', place: placeOf(session) }, nowMs);
    return [...made.codes];
  });
}
