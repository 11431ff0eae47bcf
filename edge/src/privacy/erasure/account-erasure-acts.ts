import { isStaff } from '@halobuzz/core/roles';
import type { AccountContext } from '../../accounts/account/account-context.ts';
import { readAccount, writeAccount } from '../../accounts/account/account-store.ts';
import type { ErasingSignIn } from '../../accounts/account/account-types.ts';
import { recordEvent } from '../../accounts/account/security-events.ts';
import { queueNotice } from '../../accounts/notifications/notices.ts';
import { putProjection, putRevocation } from '../../accounts/outbox/outbox-store.ts';
import { removeAllSessions } from '../../accounts/sessions/session-store.ts';
import {
  dropAccountErasure,
  holdsCancelToken,
  putCancelToken,
  readAccountErasure,
  writeAccountErasure,
} from './account-erasure-store.ts';
import { cancelTokenDigest, cancelTokenField, newCancelToken } from './cancel-tokens.ts';

/** `staff`: its roles have to go first. `running`: an erasure is under way already. */
export type BegunErasure =
  | { readonly kind: 'begun'; readonly cancelUntilMs: number }
  | { readonly kind: 'staff' | 'running' | 'gone' };

/**
 * Hides the account and signs it out everywhere; nothing is lost until the window is over. `erasureId` was planned with the
 * privacy object before, which carries it out: a plan that no account stands behind comes to nothing.
 */
export async function beginErasure(context: AccountContext, erasureId: string): Promise<BegunErasure> {
  const known = readAccount(context.sql);
  if (known === undefined) return { kind: 'gone' };
  const personal = await context.personalFields(known.accountId);
  const { token, digest } = await newCancelToken(known.accountId);
  const tokenSealed = await personal.seal(cancelTokenField, token);
  return context.change((nowMs): BegunErasure => {
    const account = readAccount(context.sql);
    if (account === undefined || account.status === 'deleted') return { kind: 'gone' };
    if (account.status === 'erasing') return { kind: 'running' };
    if (isStaff(account.roles)) return { kind: 'staff' };
    const cancelUntilMs = nowMs + context.config.erasureWindowMs;
    writeAccountErasure(context.sql, { id: erasureId, askedAtMs: nowMs, cancelUntilMs });
    putCancelToken(context.sql, 'mail', digest);
    const { epoch, version } = account;
    writeAccount(context.sql, { ...account, status: 'erasing', epoch: epoch + 1, version: version + 1 });
    removeAllSessions(context.sql);
    putRevocation(context.sql, { kind: 'account', id: account.accountId, code: 'session_revoked' }, nowMs);
    putProjection(context.sql, nowMs);
    recordEvent(context.sql, 'erasure_asked', null, nowMs);
    queueNotice(context.sql, { kind: 'erasure_asked', tokenSealed, cancelUntilMs }, nowMs);
    return { kind: 'begun', cancelUntilMs };
  });
}

/** Whether the account is being erased and that can still be taken back. */
export function canTakeBack(context: AccountContext, nowMs: number): boolean {
  const erasure = readAccountErasure(context.sql);
  return readAccount(context.sql)?.status === 'erasing' && erasure !== undefined && nowMs < erasure.cancelUntilMs;
}

/**
 * For who signed in, with everything that the account asks for at a sign-in, while it is being erased; an offer made before
 * stops working. @returns undefined when it is too late, or there is no erasure
 */
export async function offerCancel(context: AccountContext): Promise<ErasingSignIn | undefined> {
  const known = readAccount(context.sql);
  if (known === undefined) return undefined;
  const { token, digest } = await newCancelToken(known.accountId);
  return context.change((nowMs): ErasingSignIn | undefined => {
    const erasure = readAccountErasure(context.sql);
    if (erasure === undefined || !canTakeBack(context, nowMs)) return undefined;
    putCancelToken(context.sql, 'sign_in', digest);
    return { kind: 'erasing', token, cancelUntilMs: erasure.cancelUntilMs };
  });
}

/**
 * The account is as it was, but for its sessions. @returns its handle; undefined when the token is wrong, used or late:
 * nobody is told which
 */
export async function cancelErasure(context: AccountContext, token: string): Promise<string | undefined> {
  if (readAccount(context.sql) === undefined) return undefined;
  const digest = await cancelTokenDigest(token);
  return context.change((nowMs) => {
    const account = readAccount(context.sql);
    if (account === undefined || !canTakeBack(context, nowMs)) return undefined;
    if (!holdsCancelToken(context.sql, digest)) return undefined;
    dropAccountErasure(context.sql);
    writeAccount(context.sql, { ...account, status: 'active', version: account.version + 1 });
    putProjection(context.sql, nowMs);
    recordEvent(context.sql, 'erasure_cancelled', null, nowMs);
    queueNotice(context.sql, { kind: 'erasure_cancelled' }, nowMs);
    return account.username;
  });
}
