import type { AccountContext } from '../../accounts/account/account-context.ts';
import { readAccount } from '../../accounts/account/account-store.ts';
import { type Notice, queueNotice } from '../../accounts/notifications/notices.ts';

/** What the owner of a privacy request is mailed about it. */
export type PrivacyRequestNews = Extract<Notice, { kind: 'privacy_request_received' | 'privacy_request_answered' }>;

/** Mails the owner of an account news of their privacy request. */
export function tellOfRequest(context: AccountContext, news: PrivacyRequestNews): void {
  if (readAccount(context.sql) === undefined) return;
  context.change((nowMs) => queueNotice(context.sql, news, nowMs));
}
