import { limits } from '@halobuzz/core/limits';
import { fromBase64Url, sameBytes } from '../../bytes.ts';

interface CodeRow extends Record<string, SqlStorageValue> {
  mac: string;
  expires_at: number;
  tries: number;
}

/** Stores the one code that is valid from now on. `mac`: its HMAC, base64url. */
export function putEmailCode(sql: SqlStorage, mac: string, nowMs: number): void {
  sql.exec('INSERT OR REPLACE INTO email_code VALUES (1, ?, ?, 0)', mac, nowMs + limits.emailCodeLifeMs);
}

/** Counts a try and tells whether it was right, alive and within the tries. Counting comes first: guesses in parallel count. */
export function tryEmailCode(sql: SqlStorage, mac: string, nowMs: number): boolean {
  const [row] = sql.exec<CodeRow>('UPDATE email_code SET tries = tries + 1 RETURNING mac, expires_at, tries').toArray();
  if (row === undefined || row.tries > limits.emailCodeTriesMax || nowMs >= row.expires_at) return false;
  const [stored, given] = [fromBase64Url(row.mac), fromBase64Url(mac)];
  return stored !== undefined && given !== undefined && sameBytes(stored, given);
}

export function dropEmailCode(sql: SqlStorage): void {
  sql.exec('DELETE FROM email_code');
}

/** What a mail with a code is for; each is bounded by itself, so that none of them uses up another's. */
export type EmailPurpose = 'verify' | 'change' | 'reset';

const sendsMax: Readonly<Record<EmailPurpose, number>> = {
  verify: limits.emailSendsMax,
  change: limits.emailSendsMax,
  reset: limits.passwordResetSendsMax,
};

/** Counts a mail to be sent; when too many went out lately, answers in how many milliseconds the next may go. */
export function admitEmailSend(sql: SqlStorage, purpose: EmailPurpose, nowMs: number): number {
  sql.exec('DELETE FROM email_sends WHERE at <= ?', nowMs - limits.emailSendWindowMs);
  const sends = sql.exec<{ at: number }>('SELECT at FROM email_sends WHERE purpose = ? ORDER BY at', purpose).toArray();
  const oldest = sends[0];
  if (oldest !== undefined && sends.length >= sendsMax[purpose]) return oldest.at + limits.emailSendWindowMs - nowMs;
  sql.exec('INSERT INTO email_sends (at, purpose) VALUES (?, ?)', nowMs, purpose);
  return 0;
}
