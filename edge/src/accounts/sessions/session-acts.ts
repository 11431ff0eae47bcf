import { decideRefresh, sessionExpiresAtMs } from '../../tokens/refresh-decision.ts';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import type { RefreshResult, SessionInfo } from '../account/account-types.ts';
import { recordEvent } from '../account/security-events.ts';
import { putRevocation } from '../outbox/outbox-store.ts';
import { sessionGrantOf } from './session-grant.ts';
import { advanceSession, liveSessions, readSession, removeSession } from './session-store.ts';

/** Moves a session's refresh chain on; see refresh-decision.ts. A token used twice ends the session. */
export function refreshSession(context: AccountContext, sessionId: string, counter: number): RefreshResult {
  return context.change((nowMs): RefreshResult => {
    const account = readAccount(context.sql);
    if (account === undefined || account.status === 'deleted') return { kind: 'rejected' };
    if (account.banned) return { kind: 'banned' };
    const session = readSession(context.sql, sessionId);
    if (session === undefined) return { kind: 'rejected' };
    const decision = decideRefresh(session, counter, nowMs);
    switch (decision.kind) {
      case 'rotate':
        advanceSession(context.sql, session.id, decision.counter, nowMs);
        return { kind: 'refreshed', grant: sessionGrantOf(account, session, decision.counter) };
      case 'repeat':
        return { kind: 'refreshed', grant: sessionGrantOf(account, session, decision.counter) };
      case 'expired':
        removeSession(context.sql, session.id);
        return { kind: 'rejected' };
      case 'reused':
        endSession(context, session.id, 'refresh_reused', nowMs);
        return { kind: 'rejected' };
      default:
        return decision satisfies never;
    }
  });
}

/** Ends one session of this account. @returns false when there is none such. */
export function revokeSession(
  context: AccountContext,
  sessionId: string,
  how: 'signed_out' | 'session_revoked',
): boolean {
  if (readAccount(context.sql) === undefined) return false;
  return context.change((nowMs) => endSession(context, sessionId, how, nowMs));
}

/** All live sessions, the most recently used first. */
export async function listSessions(context: AccountContext): Promise<SessionInfo[]> {
  const account = readAccount(context.sql);
  if (account === undefined) return [];
  const personal = await context.personalFields(account.accountId);
  return Promise.all(
    liveSessions(context.sql, Date.now()).map(async (session) => ({
      sessionId: session.id,
      deviceId: session.device,
      deviceName: await personal.open('device', session.deviceNameSealed),
      userAgent: await personal.open('agent', session.userAgentSealed),
      ipAddress: await personal.open('ip', session.ipSealed),
      country: session.country,
      createdAtMs: session.createdAtMs,
      lastSeenAtMs: session.rotatedAtMs,
      expiresAtMs: sessionExpiresAtMs(session),
    })),
  );
}

/** Within a change: the session goes, its sockets are told. @returns false when there is none such. */
export function endSession(
  context: AccountContext,
  sessionId: string,
  how: 'signed_out' | 'session_revoked' | 'refresh_reused',
  nowMs: number,
): boolean {
  if (!removeSession(context.sql, sessionId)) return false;
  putRevocation(context.sql, { kind: 'session', id: sessionId, code: 'session_revoked' }, nowMs);
  recordEvent(context.sql, how, sessionId, nowMs);
  return true;
}
