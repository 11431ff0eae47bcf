import type { ConsentReceipt, ConsentState } from '@halobuzz/core/api/consents';
import type { ConsentDecision, ConsentStanding } from '@halobuzz/core/privacy/consent';
import {
  type AskedConsent,
  askedConsents,
  currentNotice,
  type NoticeLocale,
  noticesOf,
} from '@halobuzz/core/privacy/consent-notices';

const iso = (ms: number): string => new Date(ms).toISOString();

/** The notices of today, in the order in which they are asked. */
export function shownNotices(locale: NoticeLocale) {
  return askedConsents.map((consentType) => {
    const { version, texts } = currentNotice(consentType);
    return { consentType, version, ...texts[locale], locale };
  });
}

/** How somebody stands to every purpose; what rests on the contract comes first. */
export function shownStates(standings: Readonly<Record<AskedConsent, ConsentStanding>>): ConsentState[] {
  const essential = { consentType: 'essential', granted: true, required: true, askAgain: false } as const;
  const asked = askedConsents.map((consentType): ConsentState => {
    const { granted, askAgain, latest } = standings[consentType];
    const { version, receiptId, decidedAtMs = 0 } = latest ?? {};
    const decided = latest === undefined ? {} : { version, receiptId, decidedAt: iso(decidedAtMs) };
    return { consentType, granted, required: false, askAgain, ...decided };
  });
  return [essential, ...asked];
}

/** Proof of a decision, with the words that its maker read. */
export function receiptOf(decision: ConsentDecision): ConsentReceipt {
  const { decidedAtMs, ...kept } = decision;
  const notice = noticesOf(decision.consentType).find(({ version }) => version === decision.version);
  return { ...kept, text: notice?.texts[decision.locale].text ?? '', decidedAt: iso(decidedAtMs) };
}
