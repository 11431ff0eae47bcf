import { hasTable } from './sql.ts';

/**
 * Brings the tables of an object up to date; one that was only asked stays empty. `migrations`: in the order in which they
 * came; one that is committed never changes.
 */
export function migrateTables(sql: SqlStorage, migrations: readonly string[]): void {
  if (hasTable(sql, 'schema_version')) applyMigrations(sql, migrations);
}

/** Makes the tables of an object that gets its first row. May be repeated. */
export function createTables(sql: SqlStorage, migrations: readonly string[]): void {
  sql.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
  applyMigrations(sql, migrations);
}

function applyMigrations(sql: SqlStorage, migrations: readonly string[]): void {
  const applied = sql.exec<{ version: number }>('SELECT version FROM schema_version').toArray()[0]?.version ?? 0;
  if (applied >= migrations.length) return;
  for (const statements of migrations.slice(applied)) sql.exec(statements);
  sql.exec('DELETE FROM schema_version');
  sql.exec('INSERT INTO schema_version VALUES (?)', migrations.length);
}
