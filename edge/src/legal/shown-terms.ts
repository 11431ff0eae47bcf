import type { TermsState } from '@halobuzz/core/api/legal';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import type { AcceptedTerms, ShownTerms } from '../accounts/terms/terms-store.ts';
import { versionsOf } from './legal-documents.ts';

/**
 * The terms in force, as somebody was shown them. `version` is what their app showed; one from before that can say none.
 *
 * @throws AppError `validation_failed`: other terms are in force, and have to be shown first
 */
export function shownTerms(version: string | undefined, nowMs: number, field = 'termsVersion'): ShownTerms {
  const [current] = versionsOf('terms', nowMs);
  if (current === undefined) throw new AppError('internal');
  if (version !== undefined && version !== current.version) {
    throw invalidField(field, `must be the version in force, ${current.version}`);
  }
  return { version: current.version, textHash: current.textHash };
}

/** What was accepted, and whether newer terms hold now. */
export function termsStateOf(accepted: AcceptedTerms | null, nowMs: number): TermsState {
  const [current] = versionsOf('terms', nowMs);
  const due = current !== undefined && (accepted === null || accepted.version < current.version);
  return {
    ...(accepted === null
      ? {}
      : { accepted: { version: accepted.version, acceptedAt: new Date(accepted.atMs).toISOString() } }),
    ...(due ? { termsDue: current.version } : {}),
  };
}
