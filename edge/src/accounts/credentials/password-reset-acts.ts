import { limits } from '@halobuzz/core/limits';
import { hmacSha256, randomSecret, toBase64Url } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount } from '../account/account-store.ts';
import { recordEvent } from '../account/security-events.ts';
import { admitEmailSend } from '../email/email-code-store.ts';
import { barMailbox } from '../factors/factor-store.ts';
import { queueNotice } from '../notifications/notices.ts';
import { setPassword } from './password-change-acts.ts';
import type { PasswordOwner } from './password-policy.ts';
import type { PasswordRecord } from './password-record.ts';

export interface IssuedPasswordReset {
  readonly email: string;
  /** 256 random bits, base64url. */
  readonly secret: string;
}

/**
 * A code to reset the password, to be mailed; undefined where none may be: no account, an address nobody proved (it may be
 * a stranger's), too many lately. Codes of before stay good until one is used: whoever asks often cannot void the owner's.
 */
export async function issuePasswordReset(context: AccountContext): Promise<IssuedPasswordReset | undefined> {
  const account = resettable(context);
  if (account === undefined) return undefined;
  const personal = await context.personalFields(account.accountId);
  const secret = randomSecret();
  const [email, mac] = await Promise.all([
    personal.open('email', account.emailSealed),
    resetMac(context, account.accountId, secret),
  ]);
  return context.change((nowMs): IssuedPasswordReset | undefined => {
    // The address may have been changed while it was opened.
    if (resettable(context)?.emailDigest !== account.emailDigest) return undefined;
    if (admitEmailSend(context.sql, 'reset', nowMs) > 0) return undefined;
    context.sql.exec('DELETE FROM password_resets WHERE expires_at <= ?', nowMs);
    context.sql.exec('INSERT INTO password_resets VALUES (?, ?)', mac, nowMs + limits.passwordResetLifeMs);
    recordEvent(context.sql, 'password_reset_asked', null, nowMs);
    return { email, secret };
  });
}

/** Whose password a code resets; undefined when it is wrong, used or too old. Nothing is spent yet. */
export async function openPasswordReset(context: AccountContext, secret: string): Promise<PasswordOwner | undefined> {
  const account = resettable(context);
  if (account === undefined) return undefined;
  const mac = await resetMac(context, account.accountId, secret);
  const live = 'SELECT 1 FROM password_resets WHERE mac = ? AND expires_at > ?';
  if (context.sql.exec(live, mac, Date.now()).toArray().length === 0) return undefined;
  const personal = await context.personalFields(account.accountId);
  return { username: account.username, email: await personal.open('email', account.emailSealed) };
}

/**
 * Spends the code and sets the password; every session ends and none begins, so a second factor is asked for as ever. Of
 * two that bring one code at once, one succeeds. @returns the digests of the account's names; undefined when it is not good
 */
export async function resetPassword(
  context: AccountContext,
  secret: string,
  next: PasswordRecord,
): Promise<string[] | undefined> {
  const known = resettable(context);
  if (known === undefined) return undefined;
  const mac = await resetMac(context, known.accountId, secret);
  return context.change((nowMs): string[] | undefined => {
    const account = resettable(context);
    const spend = 'DELETE FROM password_resets WHERE mac = ? AND expires_at > ? RETURNING mac';
    if (account === undefined || context.sql.exec(spend, mac, nowMs).toArray().length === 0) return undefined;
    setPassword(context, account, next, undefined, nowMs);
    barMailbox(context.sql);
    recordEvent(context.sql, 'password_reset', null, nowMs);
    queueNotice(context.sql, { kind: 'password_reset' }, nowMs);
    return [account.usernameDigest, account.emailDigest];
  });
}

function resettable(context: AccountContext): AccountRow | undefined {
  const account = readAccount(context.sql);
  return account?.status === 'active' && account.emailVerified ? account : undefined;
}

/** Found by its HMAC: comparing takes no longer for a code that is nearly right. */
async function resetMac(context: AccountContext, accountId: string, secret: string): Promise<string> {
  return toBase64Url(await hmacSha256(context.config.nameHmacKey, `password-reset|${accountId}|${secret}`));
}
