import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount, writeAccount } from '../account/account-store.ts';
import type { SessionGrant } from '../account/account-types.ts';
import { recordEvent } from '../account/security-events.ts';
import { clearTrust } from '../devices/device-trust.ts';
import { placeOf, queueNotice } from '../notifications/notices.ts';
import { endSessionsExcept } from '../sessions/logout-everywhere.ts';
import { sessionGrantOf } from '../sessions/session-grant.ts';
import { readSession } from '../sessions/session-store.ts';
import { admitAttempt } from '../sign-in/attempt-window.ts';
import type { PasswordOwner } from './password-policy.ts';
import {
  type PasswordChallenge,
  type PasswordRecord,
  parsePasswordRecord,
  passwordMatches,
} from './password-record.ts';

export type BegunPasswordChange =
  | { readonly kind: 'begun'; readonly challenge: PasswordChallenge; readonly owner: PasswordOwner }
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

export type PasswordChange =
  | { readonly kind: 'changed'; readonly grant: SessionGrant }
  /** The current password is wrong, or the session ended meanwhile. */
  | { readonly kind: 'invalid' };

interface AttemptRow extends Record<string, SqlStorageValue> {
  failures: number;
  last_at: number;
}

/**
 * Counts a try at the current password and says how to hash it. Counted apart from sign-ins: strangers can pause a name,
 * but not its owner's session, and whoever stole a session cannot guess on.
 */
export async function beginPasswordChange(context: AccountContext): Promise<BegunPasswordChange | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined) return undefined;
  const personal = await context.personalFields(account.accountId);
  const email = await personal.open('email', account.emailSealed);
  return context.change((nowMs): BegunPasswordChange => {
    const [row] = context.sql.exec<AttemptRow>('SELECT failures, last_at FROM password_attempts').toArray();
    const admission = admitAttempt(
      row === undefined ? undefined : { failures: row.failures, lastAtMs: row.last_at },
      nowMs,
    );
    if (!admission.admitted) return { kind: 'limited', retryAfterMs: admission.retryAfterMs };
    const { failures, lastAtMs } = admission.window;
    context.sql.exec('INSERT OR REPLACE INTO password_attempts VALUES (1, ?, ?)', failures, lastAtMs);
    const { challenge } = parsePasswordRecord(account.password);
    return { kind: 'begun', challenge, owner: { username: account.username, email } };
  });
}

/** Compares the current password and sets the new one; every other session ends. */
export function changePassword(
  context: AccountContext,
  sessionId: string,
  currentHash: Uint8Array,
  next: PasswordRecord,
): PasswordChange {
  return context.change((nowMs): PasswordChange => {
    const account = readAccount(context.sql);
    if (account?.status !== 'active') return { kind: 'invalid' };
    const session = readSession(context.sql, sessionId);
    if (session === undefined || !passwordMatches(account.password, currentHash)) {
      recordEvent(context.sql, 'password_change_failed', sessionId, nowMs);
      return { kind: 'invalid' };
    }
    const changed = setPassword(context, account, next, session.id, nowMs);
    recordEvent(context.sql, 'password_changed', session.id, nowMs);
    queueNotice(context.sql, { kind: 'password_changed', place: placeOf(session) }, nowMs);
    return { kind: 'changed', grant: sessionGrantOf(changed, session, session.counter) };
  });
}

/**
 * Within a change: the new password, and the end of all that rested on the old one: sessions but the kept one, tokens
 * issued so far and sign-ins under way (by the epoch), trust in devices, codes to reset it, a change of address asked for.
 */
export function setPassword(
  context: AccountContext,
  account: AccountRow,
  password: PasswordRecord,
  keptSession: string | undefined,
  nowMs: number,
): AccountRow {
  const changed = { ...account, password, epoch: account.epoch + 1 };
  writeAccount(context.sql, changed);
  endSessionsExcept(context, keptSession, nowMs);
  clearTrust(context, nowMs);
  context.sql.exec('DELETE FROM password_resets; DELETE FROM password_attempts; DELETE FROM email_changes');
  return changed;
}
