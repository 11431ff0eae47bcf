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
  if (hasTable(sql, 'schema_version')) applyMigrations(sql);
}

/** Makes the tables of an object that gets its first row, and says whose it is. May be repeated. */
export function openPrivacyTables(sql: SqlStorage, accountId: string): void {
  sql.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
  applyMigrations(sql);
  sql.exec('INSERT OR IGNORE INTO owner VALUES (1, ?)', accountId);
}

/** The account that this object stands beside; undefined while it holds nothing. */
export function ownerOf(sql: SqlStorage): string | undefined {
  if (!hasTable(sql, 'owner')) return undefined;
  return sql.exec<{ account: string }>('SELECT account FROM owner').toArray()[0]?.account;
}

function applyMigrations(sql: SqlStorage): void {
  const applied = sql.exec<{ version: number }>('SELECT version FROM schema_version').toArray()[0]?.version ?? 0;
  if (applied >= migrations.length) return;
  for (const statements of migrations.slice(applied)) sql.exec(statements);
  sql.exec('DELETE FROM schema_version');
  sql.exec('INSERT INTO schema_version VALUES (?)', migrations.length);
}
