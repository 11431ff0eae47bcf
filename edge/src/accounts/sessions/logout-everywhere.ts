import type { AccountContext } from '../account/account-context.ts';
import { readAccount, writeAccount } from '../account/account-store.ts';
import type { SessionGrant } from '../account/account-types.ts';
import { recordEvent } from '../account/security-events.ts';
import { clearTrust } from '../devices/device-trust.ts';
import { placeOf, queueNotice } from '../notifications/notices.ts';
import { endSession } from './session-acts.ts';
import { sessionGrantOf } from './session-grant.ts';
import { liveSessions, readSession } from './session-store.ts';

/** Within a change: ends all live sessions but that one, their sockets are told. @returns how many ended */
export function endSessionsExcept(context: AccountContext, keptSession: string | undefined, nowMs: number): number {
  const ending = liveSessions(context.sql, nowMs).filter(({ id }) => id !== keptSession);
  for (const { id } of ending) endSession(context, id, 'session_revoked', nowMs);
  return ending.length;
}

/** What a logout everywhere did. `grant`: the session that was kept, if it was, for tokens of the new epoch. */
export interface EndedSessions {
  readonly ended: number;
  readonly grant: SessionGrant | undefined;
}

/**
 * Ends every session, or every other one; tokens issued so far stop working, sign-ins under way fail, and no device is
 * trusted any more: whoever presses this fears for the account.
 */
export function logoutEverywhere(context: AccountContext, sessionId: string, keepCurrent: boolean): EndedSessions {
  return context.change((nowMs): EndedSessions => {
    const account = readAccount(context.sql);
    const session = account === undefined ? undefined : readSession(context.sql, sessionId);
    if (account === undefined || session === undefined) return { ended: 0, grant: undefined };
    const raised = { ...account, epoch: account.epoch + 1 };
    writeAccount(context.sql, raised);
    const ended = endSessionsExcept(context, keepCurrent ? session.id : undefined, nowMs);
    clearTrust(context, nowMs);
    recordEvent(context.sql, 'logged_out_everywhere', session.id, nowMs);
    queueNotice(context.sql, { kind: 'sessions_ended', place: placeOf(session) }, nowMs);
    return { ended, grant: keepCurrent ? sessionGrantOf(raised, session, session.counter) : undefined };
  });
}
