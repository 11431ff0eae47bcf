import type { PasskeyUse } from '@halobuzz/core/api/auth-passkeys';
import { limits } from '@halobuzz/core/limits';
import { randomBytes, toBase64Url } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import { factorMac, factorMacs } from '../factors/factor-macs.ts';

/** 16 random bytes are the least that WebAuthn Level 3 §13.4.3 asks for. */
const CHALLENGE_BYTES = 32;

/** For what a challenge is good: a registration of that use, or an assertion. */
export type PasskeyPurpose = PasskeyUse | 'assertion';

export interface PasskeyChallenge {
  readonly challenge: string;
  readonly mac: string;
}

/** Under which key a session's registration stands. */
export function registrationKey(sessionId: string): string {
  return `registration|${sessionId}`;
}

/**
 * A challenge for an account that is known: bound to it and to a key, which names a sign-in's challenge, a session's
 * step-up or a session's registration. Only its HMAC is kept.
 */
export async function newPasskeyChallenge(
  context: AccountContext,
  accountId: string,
  key: string,
): Promise<PasskeyChallenge> {
  const challenge = toBase64Url(randomBytes(CHALLENGE_BYTES));
  return { challenge, mac: await factorMac(context.config.factorHmacKeys, macText(accountId, key, challenge)) };
}

/** What a challenge that came back may be stored as. */
export function passkeyChallengeMacs(
  context: AccountContext,
  accountId: string,
  key: string,
  challenge: string,
): Promise<string[]> {
  return factorMacs(context.config.factorHmacKeys, macText(accountId, key, challenge));
}

/** Within a change: this challenge is good under its key from now on, and none from before. */
export function putPasskeyChallenge(
  sql: SqlStorage,
  key: string,
  mac: string,
  purpose: PasskeyPurpose,
  nowMs: number,
): void {
  sql.exec('DELETE FROM passkey_challenges WHERE expires_at <= ?', nowMs);
  const expiresAtMs = nowMs + limits.passkeyChallengeLifeMs;
  sql.exec('INSERT OR REPLACE INTO passkey_challenges VALUES (?, ?, ?, ?)', key, mac, purpose, expiresAtMs);
}

/** Within a change: spends a challenge, in one statement, whatever becomes of the answer. @returns what it was good for */
export function spendPasskeyChallenge(
  sql: SqlStorage,
  key: string,
  macs: readonly string[],
  nowMs: number,
): PasskeyPurpose | undefined {
  const query = `DELETE FROM passkey_challenges WHERE key = ? AND expires_at > ?
    AND mac IN (SELECT value FROM json_each(?)) RETURNING use`;
  return sql.exec<{ use: PasskeyPurpose }>(query, key, nowMs, JSON.stringify(macs)).toArray()[0]?.use;
}

function macText(accountId: string, key: string, challenge: string): string {
  return `passkey-challenge|${accountId}|${key}|${challenge}`;
}
