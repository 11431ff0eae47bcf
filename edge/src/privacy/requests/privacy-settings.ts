import type { PrivacySettings } from '@halobuzz/core/api/privacy-requests';
import type { AccountContext } from '../../accounts/account/account-context.ts';
import { readAccount, writeAccount } from '../../accounts/account/account-store.ts';
import { recordEvent } from '../../accounts/account/security-events.ts';
import { hasTable } from '../../accounts/account/sql.ts';
import { putProjection } from '../../accounts/outbox/outbox-store.ts';

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

/** In force here at once, everywhere else with the projection. @returns undefined where there is no account */
export function changePrivacySettings(context: AccountContext, settings: PrivacySettings): PrivacySettings | undefined {
  if (readAccount(context.sql) === undefined) return undefined;
  return context.change((nowMs): PrivacySettings | undefined => {
    const account = readAccount(context.sql);
    if (account === undefined || account.status === 'deleted') return undefined;
    const { recommendations, profiling, restricted } = settings;
    const numbers = [recommendations, profiling, restricted].map((on) => (on ? 1 : 0));
    context.sql.exec('INSERT OR REPLACE INTO privacy_settings VALUES (1, ?, ?, ?)', ...numbers);
    writeAccount(context.sql, { ...account, version: account.version + 1 });
    putProjection(context.sql, nowMs);
    recordEvent(context.sql, 'privacy_settings_changed', null, nowMs);
    return readPrivacySettings(context.sql);
  });
}
