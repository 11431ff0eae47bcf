import { limits } from '@halobuzz/core/limits';
import { fromBase64Url, hmacSha256, sameBytes, toBase64Url } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount, writeAccount } from '../account/account-store.ts';
import { recordEvent } from '../account/security-events.ts';
import { clearTrust } from '../devices/device-trust.ts';
import type { RecordedName } from '../names/take-name.ts';
import { placeOf, queueNotice } from '../notifications/notices.ts';
import { putNameRelease, putProjection } from '../outbox/outbox-store.ts';
import { readSession } from '../sessions/session-store.ts';
import { newEmailCode } from './email-code.ts';
import { admitEmailSend, dropEmailCode } from './email-code-store.ts';

export type BegunEmailChange =
  | { readonly kind: 'begun'; readonly code: string }
  | { readonly kind: 'limited'; readonly retryAfterMs: number }
  /** It is the account's address already. */
  | { readonly kind: 'same' };

interface ChangeRow extends Record<string, SqlStorageValue> {
  email_sealed: string;
  digest: string;
  mac: string;
  expires_at: number;
  tries: number;
}

/**
 * Notes the address that the account is to have once a code sent there proves it; one asked for before is dropped. The
 * owner hears of it at the present address, while there is still time to stop it.
 */
export async function beginEmailChange(
  context: AccountContext,
  sessionId: string,
  email: string,
  digest: string,
): Promise<BegunEmailChange | undefined> {
  const known = readAccount(context.sql);
  if (known === undefined) return undefined;
  if (known.emailDigest === digest) return { kind: 'same' };
  const personal = await context.personalFields(known.accountId);
  const code = newEmailCode();
  const [emailSealed, mac] = await Promise.all([
    personal.seal('email', email),
    changeMac(context, known.accountId, digest, code),
  ]);
  return context.change((nowMs): BegunEmailChange | undefined => {
    const account = readAccount(context.sql);
    const session = readSession(context.sql, sessionId);
    if (account?.status !== 'active' || session === undefined) return undefined;
    const retryAfterMs = admitEmailSend(context.sql, 'change', nowMs);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    const expiresAtMs = nowMs + limits.emailCodeLifeMs;
    context.sql.exec(
      'INSERT OR REPLACE INTO email_changes VALUES (1, ?, ?, ?, ?, 0)',
      emailSealed,
      digest,
      mac,
      expiresAtMs,
    );
    recordEvent(context.sql, 'email_change_asked', sessionId, nowMs);
    queueNotice(context.sql, { kind: 'email_change_asked', place: placeOf(session) }, nowMs);
    return { kind: 'begun', code };
  });
}

/**
 * Counts a try. @returns the digest of the address that the code proves; undefined when it is wrong or too old. A right
 * code stays good, so that a change whose answer was lost can be repeated.
 */
export async function proveEmailChange(context: AccountContext, code: string): Promise<string | undefined> {
  const account = readAccount(context.sql);
  const asked = account === undefined ? undefined : readChange(context.sql);
  if (account === undefined || asked === undefined) return undefined;
  const given = await changeMac(context, account.accountId, asked.digest, code);
  const count = 'UPDATE email_changes SET tries = tries + 1 WHERE digest = ? RETURNING *';
  const [row] = context.sql.exec<ChangeRow>(count, asked.digest).toArray();
  if (row === undefined || row.tries > limits.emailCodeTriesMax || Date.now() >= row.expires_at) return undefined;
  const [right, tried] = [fromBase64Url(row.mac), fromBase64Url(given)];
  return right !== undefined && tried !== undefined && sameBytes(right, tried) ? row.digest : undefined;
}

/**
 * The address is proven and its name reserved: the account goes by it from now on, and the old one is released. Both
 * mailboxes hear of it, and codes that were sent to the old one are void.
 */
export function recordEmailChange(
  context: AccountContext,
  sessionId: string,
  digest: string,
  beforeMs: number,
): RecordedName {
  return context.change((nowMs): RecordedName => {
    const account = readAccount(context.sql);
    if (account?.status !== 'active') return 'gone';
    if (account.emailVerified && account.emailDigest === digest) return 'recorded';
    const asked = readChange(context.sql);
    if (asked?.digest !== digest) return 'gone';
    if (nowMs > beforeMs) return 'late';
    const roles = [...new Set([...account.roles, 'host' as const])];
    const email = { emailSealed: asked.email_sealed, emailDigest: digest, emailVerified: true };
    writeAccount(context.sql, { ...account, ...email, roles, version: account.version + 1 });
    dropEmailCode(context.sql);
    context.sql.exec('DELETE FROM password_resets');
    clearTrust(context, nowMs);
    const session = readSession(context.sql, sessionId);
    const place = session === undefined ? undefined : placeOf(session);
    if (account.emailVerified) {
      putNameRelease(context.sql, account.emailDigest, nowMs);
      queueNotice(context.sql, { kind: 'email_left', formerEmailSealed: account.emailSealed, place }, nowMs);
    }
    queueNotice(context.sql, { kind: 'email_changed', place }, nowMs);
    putProjection(context.sql, nowMs);
    recordEvent(context.sql, 'email_changed', sessionId, nowMs);
    return 'recorded';
  });
}

function readChange(sql: SqlStorage): ChangeRow | undefined {
  return sql.exec<ChangeRow>('SELECT email_sealed, digest, mac, expires_at, tries FROM email_changes').toArray()[0];
}

/** Bound to account and address, like the code of a sign-up. */
async function changeMac(context: AccountContext, accountId: string, digest: string, code: string): Promise<string> {
  return toBase64Url(await hmacSha256(context.config.nameHmacKey, `email-change|${accountId}|${digest}|${code}`));
}
