import type { PrivacySettings } from '@halobuzz/core/api/privacy-requests';
import { hasTable } from '../../accounts/account/sql.ts';

/** Statements of this area's table in an account's object; see account-store.ts. Without a row nothing is objected to. */
export const privacySettingsTables = `CREATE TABLE privacy_settings (one INTEGER PRIMARY KEY CHECK (one = 1),
  recommendations INTEGER NOT NULL, profiling INTEGER NOT NULL, restricted INTEGER NOT NULL);`;

const initial: PrivacySettings = { recommendations: true, profiling: true, restricted: false };

interface RawSettings extends Record<string, SqlStorageValue> {
  recommendations: number;
  profiling: number;
  restricted: number;
}

export function readPrivacySettings(sql: SqlStorage): PrivacySettings {
  if (!hasTable(sql, 'privacy_settings')) return initial;
  const [raw] = sql.exec<RawSettings>('SELECT * FROM privacy_settings').toArray();
  if (raw === undefined) return initial;
  const { recommendations, profiling, restricted } = raw;
  return { recommendations: recommendations === 1, profiling: profiling === 1, restricted: restricted === 1 };
}

export function writePrivacySettings(
  sql: SqlStorage,
  { recommendations, profiling, restricted }: PrivacySettings,
): void {
  const numbers = [recommendations, profiling, restricted].map((on) => (on ? 1 : 0));
  sql.exec('INSERT OR REPLACE INTO privacy_settings VALUES (1, ?, ?, ?)', ...numbers);
}
