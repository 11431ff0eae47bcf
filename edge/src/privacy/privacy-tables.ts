import { createTables, migrateTables } from '../accounts/account/migrate-tables.ts';
import { hasTable } from '../accounts/account/sql.ts';
import { erasureTables } from './erasure/erasure-store.ts';
import { exportTables } from './exports/export-tables.ts';

/** In the order in which they came; one that is committed never changes. */
const migrations: readonly string[] = [
  // Whose object this is: it outlives the account, whose own object may be gone.
  'CREATE TABLE owner (one INTEGER PRIMARY KEY CHECK (one = 1), account TEXT NOT NULL)',
  erasureTables,
  exportTables,
];

/** Brings an object's tables up to date; an object that was only asked stays empty. */
export function migratePrivacy(sql: SqlStorage): void {
  migrateTables(sql, migrations);
}

/** Makes the tables of an object that gets its first row, and says whose it is. May be repeated. */
export function openPrivacyTables(sql: SqlStorage, accountId: string): void {
  createTables(sql, migrations);
  sql.exec('INSERT OR IGNORE INTO owner VALUES (1, ?)', accountId);
}

/** The account that this object stands beside; undefined while it holds nothing. */
export function ownerOf(sql: SqlStorage): string | undefined {
  if (!hasTable(sql, 'owner')) return undefined;
  return sql.exec<{ account: string }>('SELECT account FROM owner').toArray()[0]?.account;
}
