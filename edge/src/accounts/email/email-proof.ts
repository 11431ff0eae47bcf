import { hmacSha256, toBase64Url } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount, writeAccount } from '../account/account-store.ts';
import type { IssuedCode } from '../account/account-types.ts';
import { recordEvent } from '../account/security-events.ts';
import type { RecordedName } from '../names/take-name.ts';
import { putProjection } from '../outbox/outbox-store.ts';
import { newEmailCode } from './email-code.ts';
import { admitEmailSend, dropEmailCode, putEmailCode, tryEmailCode } from './email-code-store.ts';

/** A new e-mail code; the one before stops working. */
export async function issueEmailCode(context: AccountContext): Promise<IssuedCode | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined) return undefined;
  if (account.emailVerified) return { kind: 'verified_already' };
  const personal = await context.personalFields(account.accountId);
  const email = await personal.open('email', account.emailSealed);
  const code = newEmailCode();
  const mac = await codeMac(context, account, code);
  const { emailDigest } = account;
  return context.change((nowMs): IssuedCode => {
    const retryAfterMs = admitEmailSend(context.sql, 'verify', nowMs);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    putEmailCode(context.sql, mac, nowMs);
    return { kind: 'issued', email, emailDigest, code };
  });
}

/** Counts a try. @returns the digest of the e-mail the code proves; undefined when it is wrong. */
export async function proveEmailCode(context: AccountContext, code: string): Promise<string | undefined> {
  const account = readAccount(context.sql);
  if (account === undefined || account.emailVerified) return undefined;
  const mac = await codeMac(context, account, code);
  return tryEmailCode(context.sql, mac, Date.now()) ? account.emailDigest : undefined;
}

/** The e-mail is proven and its name reserved for this account: it may spend and host from now on. */
export function markEmailVerified(context: AccountContext, digest: string, beforeMs: number): RecordedName {
  return context.change((nowMs): RecordedName => {
    const account = readAccount(context.sql);
    if (account?.status !== 'active' || account.emailDigest !== digest) return 'gone';
    if (account.emailVerified) return 'recorded';
    if (nowMs > beforeMs) return 'late';
    const roles = [...new Set([...account.roles, 'host' as const])];
    writeAccount(context.sql, { ...account, emailVerified: true, roles, version: account.version + 1 });
    dropEmailCode(context.sql);
    putProjection(context.sql, nowMs);
    recordEvent(context.sql, 'email_verified', null, nowMs);
    return 'recorded';
  });
}

/** Six digits are few: the stored HMAC is made with a secret and bound to account and address. */
async function codeMac(context: AccountContext, account: AccountRow, code: string): Promise<string> {
  const { nameHmacKey } = context.config;
  return toBase64Url(await hmacSha256(nameHmacKey, `email-code|${account.accountId}|${account.emailDigest}|${code}`));
}
