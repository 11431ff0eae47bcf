import type { PrivacySettings } from '@halobuzz/core/api/privacy-requests';
import type { AccountContext } from '../../accounts/account/account-context.ts';
import { readAccount, writeAccount } from '../../accounts/account/account-store.ts';
import { recordEvent } from '../../accounts/account/security-events.ts';
import { putProjection } from '../../accounts/outbox/outbox-store.ts';
import { readPrivacySettings, writePrivacySettings } from './privacy-settings-store.ts';

/** In force here at once, everywhere else with the projection. @returns undefined where there is no account */
export function changePrivacySettings(context: AccountContext, settings: PrivacySettings): PrivacySettings | undefined {
  if (readAccount(context.sql) === undefined) return undefined;
  return context.change((nowMs): PrivacySettings | undefined => {
    const account = readAccount(context.sql);
    if (account === undefined || account.status === 'deleted') return undefined;
    writePrivacySettings(context.sql, settings);
    writeAccount(context.sql, { ...account, version: account.version + 1 });
    putProjection(context.sql, nowMs);
    recordEvent(context.sql, 'privacy_settings_changed', null, nowMs);
    return readPrivacySettings(context.sql);
  });
}
