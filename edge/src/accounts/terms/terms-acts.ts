import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { type AcceptedTerms, readAcceptedTerms, type ShownTerms, writeAcceptedTerms } from './terms-store.ts';

/**
 * The newest terms that were accepted; null when none were. `shown` is kept as accepted before: it may be repeated, and the
 * first time counts.
 */
export function termsOf(context: AccountContext, shown?: ShownTerms): AcceptedTerms | null {
  const account = readAccount(context.sql);
  if (shown !== undefined && account?.status === 'active') {
    context.change((nowMs) => writeAcceptedTerms(context.sql, shown, nowMs));
  }
  return readAcceptedTerms(context.sql) ?? null;
}
