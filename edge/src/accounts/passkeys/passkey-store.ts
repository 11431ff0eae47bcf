import { limits } from '@halobuzz/core/limits';
import { hasTable } from '../account/sql.ts';
import { putNameRelease } from '../outbox/outbox-store.ts';

/** The public half of a passkey. Label and times stand in its row among the factors. */
export interface PasskeyRow {
  readonly factorId: string;
  /** Credential id, base64url. */
  readonly credentialId: string;
  /** Name of the object that gives this credential to one account only. */
  readonly digest: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  /** As of the last use; 0 for authenticators that do not count. */
  readonly counter: number;
  readonly transports: readonly string[];
  /** The key never leaves its authenticator (not "backup eligible"). */
  readonly deviceBound: boolean;
  readonly backedUp: boolean;
  /**
   * It was registered to sign in by itself, which took a verified user. Only then does the authenticator's word for its user
   * count later on (WebAuthn Level 3 §4, uvInitialized): whoever steals a key without a PIN could give it one.
   */
  readonly passwordless: boolean;
  readonly aaguid: string;
}

/** Tables of passkeys, of their ceremonies under way, and of challenges of sign-ins that were spent. */
export const passkeyTables = `
  CREATE TABLE passkeys (factor TEXT PRIMARY KEY, credential TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,
    public_key TEXT NOT NULL, counter INTEGER NOT NULL, transports TEXT NOT NULL, device_bound INTEGER NOT NULL,
    backed_up INTEGER NOT NULL, passwordless INTEGER NOT NULL, aaguid TEXT NOT NULL);
  CREATE TABLE passkey_handle (one INTEGER PRIMARY KEY CHECK (one = 1), handle TEXT NOT NULL);
  CREATE TABLE passkey_challenges (key TEXT PRIMARY KEY, mac TEXT NOT NULL, use TEXT NOT NULL,
    expires_at INTEGER NOT NULL);
  CREATE TABLE passkey_sign_ins (challenge TEXT PRIMARY KEY, expires_at INTEGER NOT NULL)`;

interface RawPasskey extends Record<string, SqlStorageValue> {
  factor: string;
  credential: string;
  digest: string;
  public_key: string;
  counter: number;
  transports: string;
  device_bound: number;
  backed_up: number;
  passwordless: number;
  aaguid: string;
}

function passkeyOf(raw: RawPasskey): PasskeyRow {
  return {
    factorId: raw.factor,
    credentialId: raw.credential,
    digest: raw.digest,
    publicKey: raw.public_key,
    counter: raw.counter,
    transports: raw.transports === '' ? [] : raw.transports.split(' '),
    deviceBound: raw.device_bound === 1,
    backedUp: raw.backed_up === 1,
    passwordless: raw.passwordless === 1,
    aaguid: raw.aaguid,
  };
}

export function allPasskeys(sql: SqlStorage): PasskeyRow[] {
  return sql.exec<RawPasskey>('SELECT * FROM passkeys ORDER BY rowid').toArray().map(passkeyOf);
}

export function passkeyByCredential(sql: SqlStorage, credentialId: string): PasskeyRow | undefined {
  const [raw] = sql.exec<RawPasskey>('SELECT * FROM passkeys WHERE credential = ?', credentialId).toArray();
  return raw === undefined ? undefined : passkeyOf(raw);
}

/** Whether the account holds the credential whose object has that name. */
export function holdsPasskey(sql: SqlStorage, digest: string): boolean {
  return hasTable(sql, 'passkeys') && sql.exec('SELECT 1 FROM passkeys WHERE digest = ?', digest).toArray().length > 0;
}

export function insertPasskey(sql: SqlStorage, passkey: PasskeyRow): void {
  sql.exec(
    'INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    passkey.factorId,
    passkey.credentialId,
    passkey.digest,
    passkey.publicKey,
    passkey.counter,
    passkey.transports.join(' '),
    passkey.deviceBound ? 1 : 0,
    passkey.backedUp ? 1 : 0,
    passkey.passwordless ? 1 : 0,
    passkey.aaguid,
  );
}

/**
 * Moves the counter on, in one statement: it must rise, unless the authenticator does not count (WebAuthn Level 3 §7.2
 * step 22). @returns false when it went back or stood still, as happens where two authenticators have one key.
 */
export function moveCounter(sql: SqlStorage, factorId: string, counter: number, backedUp: boolean): boolean {
  const query = `UPDATE passkeys SET counter = ?1, backed_up = ?2
    WHERE factor = ?3 AND (counter < ?1 OR (counter = 0 AND ?1 = 0)) RETURNING factor`;
  return sql.exec(query, counter, backedUp ? 1 : 0, factorId).toArray().length > 0;
}

/** Within a change: the passkey of a factor goes, and its credential is nobody's. */
export function removePasskey(sql: SqlStorage, factorId: string, nowMs: number): void {
  const query = 'DELETE FROM passkeys WHERE factor = ? RETURNING digest';
  for (const { digest } of sql.exec<{ digest: string }>(query, factorId).toArray()) putNameRelease(sql, digest, nowMs);
}

/** Within a change: all passkeys of an account that ends. */
export function removeAllPasskeys(sql: SqlStorage, nowMs: number): void {
  for (const { factorId } of allPasskeys(sql)) removePasskey(sql, factorId, nowMs);
  sql.exec('DELETE FROM passkey_handle');
}

/** What authenticators know the account by; undefined until its first passkey is begun. */
export function passkeyHandle(sql: SqlStorage): string | undefined {
  return sql.exec<{ handle: string }>('SELECT handle FROM passkey_handle').toArray()[0]?.handle;
}

/** Within a change: the account's handle, which is this one unless it has one already. */
export function keepHandle(sql: SqlStorage, fresh: string): string {
  sql.exec('INSERT OR IGNORE INTO passkey_handle VALUES (1, ?)', fresh);
  return passkeyHandle(sql) ?? fresh;
}

/**
 * Spends the challenge of a sign-in that began before the account was known, in one statement. Remembered until it runs
 * out by itself. `limited`: as many are remembered as may be.
 */
export function spendSignInChallenge(
  sql: SqlStorage,
  challenge: string,
  expiresAtMs: number,
  nowMs: number,
): 'spent' | 'gone' | 'limited' {
  sql.exec('DELETE FROM passkey_sign_ins WHERE expires_at <= ?', nowMs);
  if (nowMs >= expiresAtMs) return 'gone';
  const { n } = sql.exec<{ n: number }>('SELECT count(*) AS n FROM passkey_sign_ins').one();
  if (n >= limits.passkeySignInsPerAccountMax) return 'limited';
  const insert = 'INSERT INTO passkey_sign_ins VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING challenge';
  return sql.exec(insert, challenge, expiresAtMs).toArray().length > 0 ? 'spent' : 'gone';
}
