/** Bounds of consent, data exports, erasure and the other rights of people over their data. */
export const privacyLimits = {
  /** A finished archive of somebody's data is kept, and its link works, this long; `not_found` after it. */
  exportLifeMs: 7 * 86_400_000,
  /** An account may ask for one archive in this time; `rate_limited`. */
  exportPauseMs: 7 * 86_400_000,
  /** A job of an account's privacy object that stopped unforeseen, or died, is taken up again after this. */
  privacyJobRetryMs: 30_000,
  /** An erasure may be taken back for this long; `not_found` after it. */
  erasureWindowMs: 14 * 86_400_000,
  /** What a privacy request says, and what is answered, characters; `validation_failed`. */
  privacyRequestCharsMax: 2_000,
  /** Privacy requests of one account that wait for an answer; `privacy_requests_full`. */
  privacyRequestsOpenMax: 5,
  /** Until when a privacy request is answered, and by how much that may be put off once (GDPR, Art. 12(3)), months. */
  privacyRequestMonthsMax: 1,
  privacyRequestExtensionMonthsMax: 2,
  /** A privacy request that nobody answered this long before it is due is logged as a warning. */
  privacyRequestDueSoonMs: 10 * 86_400_000,
  /** Who is younger, in years, may hold no account (COPPA, 16 CFR 312.2); `account_too_young`. */
  accountAgeYearsMin: 13,
  /** Mails to parents for one account, and in which time; `rate_limited`. */
  parentMailsMax: 3,
  parentMailsWindowMs: 7 * 86_400_000,
  /** How long a parent may answer, and a code of such a mail, characters; `code_invalid`. */
  parentCodeLifeMs: 7 * 86_400_000,
  parentCodeCharsMax: 160,
} as const;
