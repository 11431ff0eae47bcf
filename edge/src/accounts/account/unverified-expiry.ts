import { putNameRelease, putProjection, putRevocation } from '../outbox/outbox-store.ts';
import { removeAllPasskeys } from '../passkeys/passkey-store.ts';
import { removeAllSessions } from '../sessions/session-store.ts';
import type { AccountContext } from './account-context.ts';
import { expiresAtMs, readAccount, writeAccount } from './account-store.ts';
import { recordEvent } from './security-events.ts';

/** What an ended account forgets besides its sessions and its address. */
const PERSONAL_TABLES = [
  ...(['email_code', 'email_changes', 'password_resets', 'devices', 'profile'] as const),
  // Labels and secrets of factors; from which address and device a sign-in waits for one.
  ...(['factors', 'backup_codes', 'challenges', 'factor_codes', 'passkey_challenges'] as const),
  // How old somebody is, and whom they named as a parent.
  ...(['birth_date', 'minor', 'parent_codes', 'parent_mails', 'privacy_settings'] as const),
] as const;

/**
 * Ends an account whose e-mail address nobody proved in time (`unverifiedAccountLifeMs`): sign-ups that were never finished
 * must not hold usernames for good. It has neither money nor broadcasts, so only what it knows of a person is left to
 * forget: the address, which may be a stranger's, devices, what they said of themselves. Nothing happens when it is not due.
 */
export async function expireUnverified(context: AccountContext): Promise<void> {
  const due = readAccount(context.sql);
  if (due === undefined || !isDue(expiresAtMs(due), Date.now())) return;
  const personal = await context.personalFields(due.accountId);
  const emailSealed = await personal.seal('email', '');
  context.change((nowMs) => {
    const account = readAccount(context.sql);
    // Looked at again: the address may have been proven while the text was sealed.
    if (account === undefined || !isDue(expiresAtMs(account), nowMs)) return;
    const { accountId, usernameDigest } = account;
    const ended = { status: 'deleted', emailSealed, emailDigest: '' } as const;
    writeAccount(context.sql, { ...account, ...ended, epoch: account.epoch + 1, version: account.version + 1 });
    removeAllSessions(context.sql);
    for (const table of PERSONAL_TABLES) context.sql.exec(`DELETE FROM ${table}`);
    putRevocation(context.sql, { kind: 'account', id: accountId, code: 'session_revoked' }, nowMs);
    putNameRelease(context.sql, usernameDigest, nowMs);
    removeAllPasskeys(context.sql, nowMs);
    putProjection(context.sql, nowMs);
    recordEvent(context.sql, 'expired', null, nowMs);
  });
}

function isDue(atMs: number | undefined, nowMs: number): boolean {
  return atMs !== undefined && nowMs >= atMs;
}
