import type { KeyProof } from '../../tokens/dpop.ts';
import { decideRefresh, sessionExpiresAtMs } from '../../tokens/refresh-decision.ts';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import type { RefreshResult, SessionInfo } from '../account/account-types.ts';
import { openKept } from '../account/personal-fields.ts';
import { recordEvent } from '../account/security-events.ts';
import { readDevice, touchDevice } from '../devices/device-store.ts';
import { placeOf, queueNotice } from '../notifications/notices.ts';
import { putRevocation } from '../outbox/outbox-store.ts';
import { spendProof } from './dpop-proofs.ts';
import { sessionGrantOf } from './session-grant.ts';
import {
  advanceSession,
  expiredSessions,
  liveSessions,
  readSession,
  removeSession,
  type SessionRow,
} from './session-store.ts';

/**
 * Moves a session's refresh chain on; see refresh-decision.ts. A token used twice ends the session, and so does one of a
 * session bound to a key that comes without a proof of that key.
 */
export function refreshSession(
  context: AccountContext,
  sessionId: string,
  counter: number,
  key: KeyProof,
): RefreshResult {
  return context.change((nowMs): RefreshResult => {
    const account = readAccount(context.sql);
    if (account?.status !== 'active') return { kind: 'rejected' };
    if (account.banned) return { kind: 'banned' };
    const session = readSession(context.sql, sessionId);
    if (session === undefined) return { kind: 'rejected' };
    const decision = decideRefresh(session, counter, nowMs);
    if (session.jkt !== '' && session.jkt !== key.jkt) {
      // The token is genuine, so someone holds a copy of it without the key.
      endReused(context, session, nowMs);
      return { kind: 'rejected' };
    }
    if (decision.kind !== 'reused' && !spendProof(context.sql, key.proofId, nowMs)) return { kind: 'replayed' };
    switch (decision.kind) {
      case 'rotate': {
        // An unbound session is bound by the first key that it is refreshed with.
        const moved = { ...session, jkt: key.jkt };
        advanceSession(context.sql, moved, decision.counter, nowMs);
        touchDevice(context.sql, session.device, nowMs);
        return { kind: 'refreshed', grant: sessionGrantOf(account, moved, decision.counter) };
      }
      case 'repeat':
        return { kind: 'refreshed', grant: sessionGrantOf(account, session, decision.counter) };
      case 'expired':
        endSession(context, session.id, 'session_expired', nowMs);
        return { kind: 'rejected' };
      case 'reused':
        endReused(context, session, nowMs);
        return { kind: 'rejected' };
      default:
        return decision satisfies never;
    }
  });
}

/** Two hold one token, and nobody can tell which of them is the thief: both lose the session, the owner is told. */
function endReused(context: AccountContext, session: SessionRow, nowMs: number): void {
  endSession(context, session.id, 'refresh_reused', nowMs);
  queueNotice(context.sql, { kind: 'refresh_reused', place: placeOf(session) }, nowMs);
}

/** Ends the sessions that ran out by age: nobody asks for them any more, but their sockets may still be open. */
export function endExpiredSessions(context: AccountContext): void {
  if (readAccount(context.sql) === undefined || expiredSessions(context.sql, Date.now()).length === 0) return;
  context.change((nowMs) => {
    for (const { id } of expiredSessions(context.sql, nowMs)) endSession(context, id, 'session_expired', nowMs);
  });
}

/** Ends every session but this one. @returns ids of those that ended */
export function revokeOtherSessions(context: AccountContext, sessionId: string): string[] {
  return context.change((nowMs) => {
    const others = liveSessions(context.sql, nowMs).filter(({ id }) => id !== sessionId);
    for (const { id } of others) endSession(context, id, 'session_revoked', nowMs);
    return others.map(({ id }) => id);
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
      // What the owner calls the device now, not what it called itself when it signed in.
      deviceName: await personal.open('device', deviceNameOf(context, session)),
      userAgent: await openKept(personal, 'agent', session.userAgentSealed),
      ipAddress: await openKept(personal, 'ip', session.ipSealed),
      country: session.country,
      createdAtMs: session.createdAtMs,
      lastSeenAtMs: session.rotatedAtMs,
      expiresAtMs: sessionExpiresAtMs(session),
    })),
  );
}

function deviceNameOf({ sql }: AccountContext, session: SessionRow): string {
  return readDevice(sql, session.device)?.nameSealed ?? session.deviceNameSealed;
}

/** Within a change: the session goes, its sockets are told. @returns false when there is none such. */
export function endSession(
  context: AccountContext,
  sessionId: string,
  how: 'signed_out' | 'session_revoked' | 'refresh_reused' | 'session_expired',
  nowMs: number,
): boolean {
  if (!removeSession(context.sql, sessionId)) return false;
  putRevocation(context.sql, { kind: 'session', id: sessionId, code: 'session_revoked' }, nowMs);
  recordEvent(context.sql, how, sessionId, nowMs);
  return true;
}
