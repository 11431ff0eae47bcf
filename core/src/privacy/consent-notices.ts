/**
 * What people are asked to agree to, word for word. A published text never changes: other words are a new version behind
 * the old one, which stays, so that every decision can be shown with what its maker read. A test pins all hashes.
 */

/** What rests on consent and is asked for; the rest of what we do rests on the contract or on law. */
export const askedConsents = ['analytics', 'marketing'] as const;
export type AskedConsent = (typeof askedConsents)[number];

/** Languages in which every notice exists (BCP 47); the app speaks no other yet. */
export const noticeLocales = ['en'] as const;
export type NoticeLocale = (typeof noticeLocales)[number];

export interface NoticeText {
  readonly text: string;
  /** SHA-256 of the text in UTF-8, lower-case hex. */
  readonly textHash: string;
}

export interface ConsentNotice {
  /** The day on which it was published. */
  readonly version: string;
  /** Asks for more than the version before: what was agreed to then does not reach this far, so people are asked again. */
  readonly widens: boolean;
  readonly texts: Readonly<Record<NoticeLocale, NoticeText>>;
}

/** Every version ever published, oldest first; the last one is shown. */
const consentNotices = {
  analytics: [
    {
      version: '2026-11-23',
      widens: true,
      texts: {
        en: {
          text: 'May we count how HaloBuzz is used? We would note which screens you open and which features you use, under a random sign that is a new one every day in place of your name. It shows us what works and what does not. We keep these notes for 90 days, sell them to nobody and show you no advertising by them. HaloBuzz works just the same if you say no, and you can change your mind at any time under Privacy.',
          textHash: 'a41739db655617e5e720e936fcb37af87c9dc88059f5618d992b6e6bb97ef012',
        },
      },
    },
  ],
  marketing: [
    {
      version: '2026-11-23',
      widens: true,
      texts: {
        en: {
          text: 'May we send you e-mails about new features, events and offers of HaloBuzz? We would use your e-mail address and your username for it, and pass them to nobody but the company that carries our mail. Every such mail has a link that ends them at once. HaloBuzz works just the same if you say no, and you can change your mind at any time under Privacy. Mails about the safety of your account come either way.',
          textHash: '262ae77979f557baa28b0d955c0ddd3706019f9f81c9332a210964efde506018',
        },
      },
    },
  ],
} as const satisfies Readonly<Record<AskedConsent, readonly [ConsentNotice, ...ConsentNotice[]]>>;

/** All versions of a purpose, oldest first. */
export function noticesOf(consentType: AskedConsent): readonly ConsentNotice[] {
  return consentNotices[consentType];
}

/** What is shown today. */
export function currentNotice(consentType: AskedConsent): ConsentNotice {
  const [first, ...later] = consentNotices[consentType];
  return later.at(-1) ?? first;
}
