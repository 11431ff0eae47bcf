import type { OpenScope } from '@halobuzz/core/api/support';
import { limits } from '@halobuzz/core/limits';
import { isStaff } from '@halobuzz/core/roles';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { type OpenRight, openRights, putOpenRight } from './open-store.ts';
import { auditStaffAct } from './staff-acts.ts';

/** Whom one of our staff wants to read about, what, why, and in which session of theirs. */
export interface OpenRequest {
  readonly accountId: string;
  readonly scopes: readonly OpenScope[];
  readonly reason: string;
  readonly sessionId: string;
  readonly requestId: string;
}

/**
 * In the account of who asks: the right to read and the record of why are one transaction, so that neither is without the
 * other. Asking again begins the time anew and is recorded anew. @returns what is open now; undefined for who is no staff
 */
export function openPerson(context: AccountContext, request: OpenRequest): OpenRight[] | undefined {
  if (readAccount(context.sql) === undefined) return undefined;
  return context.change((nowMs) => {
    const own = readAccount(context.sql);
    if (own === undefined || !isStaff(own.roles)) return undefined;
    const { accountId, scopes, reason, sessionId, requestId } = request;
    const by = { actor: own.accountId, reason, requestId };
    const details = { scopes: scopes.join(' ') };
    auditStaffAct(context, by, { action: 'account.opened', subject: accountId, details }, nowMs);
    const untilMs = nowMs + limits.staffOpenLifeMs;
    for (const scope of scopes) putOpenRight(context.sql, { accountId, scope, sessionId, untilMs }, nowMs);
    return openRights(context.sql, accountId, sessionId, nowMs);
  });
}

/** What the session may read of that account now. */
export function openedOf(context: AccountContext, accountId: string, sessionId: string): OpenRight[] {
  return openRights(context.sql, accountId, sessionId, Date.now());
}
