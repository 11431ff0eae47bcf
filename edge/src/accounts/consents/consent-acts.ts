import type { ConsentRecord } from '@halobuzz/core/api/internal-consents';
import { newUuidV7 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import {
  type ConsentAnswer,
  type ConsentDecision,
  type ConsentStanding,
  consentStanding,
} from '@halobuzz/core/privacy/consent';
import { type AskedConsent, askedConsents, type NoticeLocale, noticesOf } from '@halobuzz/core/privacy/consent-notices';
import { randomBytes } from '../../bytes.ts';
import { readPrivacySettings } from '../../privacy/requests/privacy-settings-store.ts';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { putRow } from '../outbox/outbox-store.ts';
import { addDecision, countDecisions, latestDecision, readDecisions } from './consent-store.ts';
import { mayDecide } from './may-decide.ts';
import type { ReportBound } from './report-bound.ts';

/** What somebody answered, and how it reached us; checked against the notices already. */
export interface ConsentAnswers {
  readonly answers: readonly ConsentAnswer[];
  readonly locale: NoticeLocale;
  readonly method: ConsentDecision['method'];
  readonly appVersion?: string | undefined;
}

export type DecidedConsents =
  /** In the order of the answers; the decision made before where an answer changes nothing. */
  | { readonly kind: 'decided'; readonly decisions: ConsentDecision[] }
  /** `barred`: this person may not agree alone. `full`: see `consentDecisionsMax`. */
  | { readonly kind: 'absent' | 'barred' | 'full' }
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

/**
 * Adds decisions to the account's ledger: all of them or none. An answer that says what was said before adds nothing, so
 * each withdrawal stands behind a grant, and the bounds on grants bound everything: withdrawing is never refused.
 */
export function decideConsents(context: AccountContext, request: ConsentAnswers): DecidedConsents {
  const { sql } = context;
  if (readAccount(sql) === undefined) return { kind: 'absent' };
  return context.change((nowMs): DecidedConsents => {
    const account = readAccount(sql);
    if (account === undefined || account.status === 'deleted') return { kind: 'absent' };
    const news = request.answers.filter((answer) => !saysTheSame(latestDecision(sql, answer.consentType), answer));
    const grants = news.filter((answer) => answer.granted).length;
    if (grants > 0) {
      if (!mayDecide(context)) return { kind: 'barred' };
      const { all, grantedAtMs } = countDecisions(sql, nowMs - limits.consentGrantsLifeMs);
      if (all + news.length > limits.consentDecisionsMax) return { kind: 'full' };
      const over = grantedAtMs.length + grants - limits.consentGrantsMax;
      if (over > 0) {
        const freeAtMs = (grantedAtMs[over - 1] ?? nowMs) + limits.consentGrantsLifeMs;
        return { kind: 'limited', retryAfterMs: freeAtMs - nowMs };
      }
    }
    for (const answer of news) record(context, account.accountId, answer, request, nowMs);
    const decisions = request.answers.flatMap(({ consentType }) => latestDecision(sql, consentType) ?? []);
    return { kind: 'decided', decisions };
  });
}

/** A no to a text that is older than the one refused last adds nothing either: only grants make room for a no. */
function saysTheSame(latest: ConsentDecision | undefined, answer: ConsentAnswer): boolean {
  if (latest?.granted !== answer.granted) return false;
  const place = (version: string) => noticesOf(answer.consentType).findIndex((notice) => notice.version === version);
  return place(answer.version) <= place(latest.version);
}

/** Within a change: times rise strictly, whatever the clock does, so that there is one last word. */
function record(
  context: AccountContext,
  accountId: string,
  answer: ConsentAnswer,
  { locale, method, appVersion }: ConsentAnswers,
  nowMs: number,
): void {
  const newestMs = Math.max(...askedConsents.map((type) => latestDecision(context.sql, type)?.decidedAtMs ?? 0));
  const decidedAtMs = Math.max(nowMs, newestMs + 1);
  const receiptId = newUuidV7(decidedAtMs, randomBytes);
  const { consentType, granted, version, textHash } = answer;
  const decision: ConsentDecision = {
    ...{ receiptId, consentType, granted, version, textHash, locale, method, decidedAtMs },
    ...(appVersion === undefined ? {} : { appVersion }),
  };
  addDecision(context.sql, decision);
  tell(context, accountId, decision, nowMs);
}

/** Within a change: the customer's record goes to the origin, which takes it once by its receipt. */
function tell(context: AccountContext, userId: string, decision: ConsentDecision, nowMs: number): void {
  const { receiptId, consentType, granted, version, decidedAtMs: atMs } = decision;
  const consent: ConsentRecord = { receiptId, userId, consentType, granted, version, atMs };
  putRow(context.sql, 'consent', JSON.stringify(consent), nowMs);
}

/** Within a change: every decision is told once more, for an origin that lost its copies. */
export function tellConsentsAnew(context: AccountContext, userId: string, nowMs: number): void {
  for (const decision of readDecisions(context.sql)) tell(context, userId, decision, nowMs);
}

/** How the account stands to each purpose that is asked for. */
export function consentStandings(context: AccountContext): Record<AskedConsent, ConsentStanding> {
  const now = { nowMs: Date.now(), mayDecide: mayDecide(context) };
  const standing = (consentType: AskedConsent): ConsentStanding =>
    consentStanding(consentType, [latestDecision(context.sql, consentType) ?? []].flat(), now);
  return { analytics: standing('analytics'), marketing: standing('marketing') };
}

/** What may be done now: nothing while its owner restricts the use of their data, whatever they agreed to. */
export function consentFlags(context: AccountContext): Record<AskedConsent, boolean> {
  if (readPrivacySettings(context.sql).restricted) return { analytics: false, marketing: false };
  const { analytics, marketing } = consentStandings(context);
  return { analytics: analytics.granted, marketing: marketing.granted };
}

/** Every decision the account ever made, newest first. */
export function consentHistory(context: AccountContext): ConsentDecision[] {
  return readDecisions(context.sql);
}

/** The link of a mail was followed: whoever took marketing mails takes none any more. May be repeated. */
export function withdrawMarketing(context: AccountContext): void {
  const latest = latestDecision(context.sql, 'marketing');
  if (latest === undefined) return;
  const { version, textHash, locale } = latest;
  const answer = { consentType: 'marketing', granted: false, version, textHash } as const;
  decideConsents(context, { answers: [answer], locale, method: 'mail_link' });
}

export type ReportVerdict =
  | { readonly kind: 'yes' | 'no' }
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

/** Whether so many events of this account may be counted now. Asked of the ledger each time: a withdrawal holds at once. */
export function mayReport(context: AccountContext, bound: ReportBound, events: number): ReportVerdict {
  if (!consentFlags(context).analytics) return { kind: 'no' };
  const retryAfterMs = bound(events);
  return retryAfterMs === 0 ? { kind: 'yes' } : { kind: 'limited', retryAfterMs };
}
