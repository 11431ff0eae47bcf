import { limits } from '../limits.ts';
import { type AskedConsent, type ConsentNotice, type NoticeLocale, noticesOf } from './consent-notices.ts';

/** The customer's purposes. `essential` rests on the contract: it is shown, and never asked for. */
export const consentTypes = ['essential', 'analytics', 'marketing'] as const;
export type ConsentType = (typeof consentTypes)[number];

/** How a decision reached us: by the app, the web app, or the link in a mail. */
export const consentMethods = ['app', 'web', 'mail_link'] as const;
export type ConsentMethod = (typeof consentMethods)[number];

/** One decision as it was made. Never changed: the next one stands behind it. */
export interface ConsentDecision {
  /** UUIDv7: proves the decision. */
  readonly receiptId: string;
  readonly consentType: AskedConsent;
  readonly granted: boolean;
  /** Version and hash of the notice that its maker had before them. */
  readonly version: string;
  readonly textHash: string;
  readonly locale: NoticeLocale;
  readonly method: ConsentMethod;
  readonly appVersion?: string;
  /** Rises strictly from one decision of a person to the next. */
  readonly decidedAtMs: number;
}

/** How somebody stands to one purpose. */
export interface ConsentStanding {
  /** What may be done now. Never true without an act of the person: nothing is agreed to by silence. */
  readonly granted: boolean;
  /** Whether the app should ask. */
  readonly askAgain: boolean;
  readonly latest: ConsentDecision | undefined;
}

export interface StandingContext {
  readonly nowMs: number;
  /** Whether this person may decide: a minor whose country wants a parent's word may not, and then nothing is granted. */
  readonly mayDecide: boolean;
  /** All versions of the purpose's notice, oldest first. */
  readonly notices: readonly Pick<ConsentNotice, 'version' | 'widens'>[];
}

/**
 * The present state of a purpose, out of all that was ever decided, in any order. A grant holds until it is withdrawn or a
 * later version of its notice asks for more. A refusal stands; it is asked about again only when a later version asks for
 * something else, and not before `consentRefusalPauseMs` are over.
 */
export function standingOf(decisions: readonly ConsentDecision[], context: StandingContext): ConsentStanding {
  const latest = decisions.reduce<ConsentDecision | undefined>(
    (newest, decision) => (newest === undefined || decision.decidedAtMs > newest.decidedAtMs ? decision : newest),
    undefined,
  );
  if (!context.mayDecide) return { granted: false, askAgain: false, latest };
  if (latest === undefined) return { granted: false, askAgain: true, latest };
  const read = context.notices.findIndex((notice) => notice.version === latest.version);
  const widened = context.notices.slice(read + 1).some((notice) => notice.widens);
  if (latest.granted) return { granted: !widened, askAgain: widened, latest };
  const rested = context.nowMs - latest.decidedAtMs >= limits.consentRefusalPauseMs;
  return { granted: false, askAgain: widened && rested, latest };
}

/** {@link standingOf} of one purpose under its published notices; decisions on other purposes are left aside. */
export function consentStanding(
  consentType: AskedConsent,
  decisions: readonly ConsentDecision[],
  { nowMs, mayDecide }: Pick<StandingContext, 'nowMs' | 'mayDecide'>,
): ConsentStanding {
  const own = decisions.filter((decision) => decision.consentType === consentType);
  return standingOf(own, { nowMs, mayDecide, notices: noticesOf(consentType) });
}

/** What somebody says about one purpose, and to which text. */
export interface ConsentAnswer {
  readonly consentType: AskedConsent;
  readonly granted: boolean;
  readonly version: string;
  readonly textHash: string;
}

export interface AnswerProblem {
  readonly field: 'version' | 'textHash';
  readonly message: string;
}

/**
 * Whether the answer is to a text that we showed: nobody agrees to what they never saw. A grant must be to today's text; who
 * withdraws may have any version before them, as that must never fail for an app that is a day old.
 */
export function answerProblem(
  answer: ConsentAnswer,
  locale: NoticeLocale,
  notices: readonly ConsentNotice[] = noticesOf(answer.consentType),
): AnswerProblem | undefined {
  const notice = notices.find(({ version }) => version === answer.version);
  if (notice === undefined) return { field: 'version', message: 'is no version of this notice' };
  if (notice.texts[locale].textHash !== answer.textHash) {
    return { field: 'textHash', message: 'is not the hash of that text: read the notice again' };
  }
  if (answer.granted && notice !== notices.at(-1)) {
    return { field: 'version', message: 'is not the current version: read the notice again' };
  }
  return undefined;
}
