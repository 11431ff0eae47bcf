import { limits } from '@halobuzz/core/limits';
import { type Role, roleSchema } from '@halobuzz/core/tokens';
import { z } from 'zod';
import { accountErasureTables } from '../../privacy/erasure/account-erasure-store.ts';
import { privacySettingsTables } from '../../privacy/requests/privacy-settings-store.ts';
import { consentTables } from '../consents/consent-store.ts';
import { credentialTables } from '../credentials/credential-tables.ts';
import type { PasswordRecord } from '../credentials/password-record.ts';
import { agentTimeColumn, deviceTables } from '../devices/device-store.ts';
import { factorResetTables } from '../factors/factor-reset-store.ts';
import { factorTables } from '../factors/factor-store.ts';
import { minorTables, parentDecisionTables } from '../minors/minor-store.ts';
import { holdsPasskey, passkeyTables } from '../passkeys/passkey-store.ts';
import { birthDateTables } from '../profile/birth-date-store.ts';
import { profileTables } from '../profile/profile-store.ts';
import { dpopTables } from '../sessions/dpop-tables.ts';
import { banTables } from '../staff/ban-store.ts';
import { openTables } from '../staff/open-store.ts';
import { sanctionTables } from '../staff/sanction-store.ts';
import { termsTables } from '../terms/terms-store.ts';
import { createTables, migrateTables } from './migrate-tables.ts';
import { hasTable } from './sql.ts';

export const accountStatuses = ['active', 'erasing', 'deleted'] as const;
export type AccountStatus = (typeof accountStatuses)[number];

/** An account as its object keeps it. `emailSealed` is encrypted under the subject key; names are HMACs. */
export interface AccountRow {
  readonly accountId: string;
  /** Encrypted as well, so that nothing ties the ledger to a person once their key is gone; in the clear where it was made before. */
  readonly subjectSealed: string;
  readonly username: string;
  readonly usernameDigest: string;
  readonly emailSealed: string;
  readonly emailDigest: string;
  readonly emailVerified: boolean;
  /** `erasing`: hidden and signed out, and may still be taken back. */
  readonly status: AccountStatus;
  readonly banned: boolean;
  readonly roles: readonly Role[];
  readonly country: string;
  readonly createdAtMs: number;
  readonly password: PasswordRecord;
  /** Raised when all tokens issued so far must stop working. */
  readonly epoch: number;
  /** Raised with each change of the public state; the projection carries it. */
  readonly version: number;
}

const migrations = [
  `CREATE TABLE account (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, subject TEXT NOT NULL,
    username TEXT NOT NULL, username_digest TEXT NOT NULL, email_sealed TEXT NOT NULL, email_digest TEXT NOT NULL,
    email_verified INTEGER NOT NULL, status TEXT NOT NULL, banned INTEGER NOT NULL, roles TEXT NOT NULL,
    country TEXT NOT NULL, created_at INTEGER NOT NULL, password TEXT NOT NULL, pepper INTEGER NOT NULL,
    epoch INTEGER NOT NULL, version INTEGER NOT NULL);
   CREATE TABLE email_code (one INTEGER PRIMARY KEY CHECK (one = 1), mac TEXT NOT NULL, expires_at INTEGER NOT NULL,
    tries INTEGER NOT NULL);
   CREATE TABLE email_sends (at INTEGER NOT NULL);
   CREATE TABLE sessions (id TEXT PRIMARY KEY, device TEXT NOT NULL, device_name_sealed TEXT NOT NULL,
    user_agent_sealed TEXT NOT NULL, ip_sealed TEXT NOT NULL, country TEXT NOT NULL, created_at INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL, counter INTEGER NOT NULL, amr TEXT NOT NULL);
   CREATE TABLE outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, body TEXT NOT NULL,
    created_at INTEGER NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL);
   CREATE TABLE security_events (seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL,
    session TEXT);`,
  'CREATE TABLE known_devices (device TEXT PRIMARY KEY, last_at INTEGER NOT NULL)',
  deviceTables,
  factorTables,
  dpopTables,
  credentialTables,
  profileTables,
  banTables,
  passkeyTables,
  birthDateTables,
  privacySettingsTables,
  minorTables,
  consentTables,
  accountErasureTables,
  termsTables,
  agentTimeColumn,
  parentDecisionTables,
  sanctionTables,
  openTables,
  factorResetTables,
];

/** Brings an object's tables up to date; an empty object stays empty. Runs inside `blockConcurrencyWhile`'s reach. */
export function migrateAccount(sql: SqlStorage): void {
  migrateTables(sql, migrations);
}

/** Makes the tables of a new account. */
export function createAccountTables(sql: SqlStorage): void {
  createTables(sql, migrations);
}

const rowSchema = z.object({
  id: z.string(),
  subject: z.string(),
  username: z.string(),
  username_digest: z.string(),
  email_sealed: z.string(),
  email_digest: z.string(),
  email_verified: z.int(),
  status: z.enum(accountStatuses),
  banned: z.int(),
  roles: z.string().transform((text) => z.array(roleSchema).parse(JSON.parse(text))),
  country: z.string(),
  created_at: z.int(),
  password: z.string(),
  pepper: z.int(),
  epoch: z.int(),
  version: z.int(),
});

/** The account, or undefined when this object was never created. */
export function readAccount(sql: SqlStorage): AccountRow | undefined {
  if (!hasTable(sql, 'account')) return undefined;
  const [raw] = sql.exec('SELECT * FROM account').toArray();
  if (raw === undefined) return undefined;
  const row = rowSchema.parse(raw);
  return {
    accountId: row.id,
    subjectSealed: row.subject,
    username: row.username,
    usernameDigest: row.username_digest,
    emailSealed: row.email_sealed,
    emailDigest: row.email_digest,
    emailVerified: row.email_verified === 1,
    status: row.status,
    banned: row.banned === 1,
    roles: row.roles,
    country: row.country,
    createdAtMs: row.created_at,
    password: { phc: row.password, pepper: row.pepper },
    epoch: row.epoch,
    version: row.version,
  };
}

/** Writes the whole account. */
export function writeAccount(sql: SqlStorage, account: AccountRow): void {
  sql.exec(
    'INSERT OR REPLACE INTO account VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    account.accountId,
    account.subjectSealed,
    account.username,
    account.usernameDigest,
    account.emailSealed,
    account.emailDigest,
    account.emailVerified ? 1 : 0,
    account.status,
    account.banned ? 1 : 0,
    JSON.stringify(account.roles),
    account.country,
    account.createdAtMs,
    account.password.phc,
    account.password.pepper,
    account.epoch,
    account.version,
  );
}

/** Whether the account goes by the name with that digest. */
function goesBy(account: AccountRow, digest: string): boolean {
  if (account.status === 'deleted') return false;
  return account.usernameDigest === digest || (account.emailVerified && account.emailDigest === digest);
}

/** Whether the object with that name is this account's: a name it goes by, or a passkey it holds. */
export function holdsName(sql: SqlStorage, account: AccountRow, digest: string): boolean {
  return goesBy(account, digest) || (account.status !== 'deleted' && holdsPasskey(sql, digest));
}

/** When the account ends because nobody ever proved its e-mail address; undefined when somebody did, or it ends anyway. */
export function expiresAtMs(account: AccountRow): number | undefined {
  if (account.emailVerified || account.status !== 'active') return undefined;
  return account.createdAtMs + limits.unverifiedAccountLifeMs;
}
