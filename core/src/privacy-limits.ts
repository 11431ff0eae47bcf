/** Bounds of consent, data exports, erasure and the other rights of people over their data. */
export const privacyLimits = {
  /** A finished archive of somebody's data is kept, and its link works, this long; `not_found` after it. */
  exportLifeMs: 7 * 86_400_000,
  /** An account may ask for one archive in this time; `rate_limited`. */
  exportPauseMs: 7 * 86_400_000,
  /** One page of an archive that is being made: rows and characters of text; the next page goes on. */
  exportPageRowsMax: 10_000,
  exportPageCharsMax: 2 * 1024 * 1024,
  /** Rows that are worked on in one go; then other requests have their turn. */
  exportRowsAtOnceMax: 250,
  /** The answer of a page from the origin, bytes, and how long it may take; tried again. */
  exportPageAnswerBytesMax: 8 * 1024 * 1024,
  exportPageTimeoutMs: 30_000,
  /** The place of a page, and the state of a hash between two, characters; `validation_failed`. */
  exportCursorCharsMax: 512,
  exportHashStateCharsMax: 512,
  /** Rows of each part, and characters of a field, that an archive's page for reading shows; the files hold all. */
  exportPreviewRowsMax: 20,
  exportPreviewCharsMax: 300,
  /** A page that fails is tried again so often, after pauses that double between these two; then the export `failed`. */
  exportTriesMax: 12,
  exportRetryMinMs: 1_000,
  exportRetryMaxMs: 3_600_000,
  /** Requests for archives that an account is shown; older ones are forgotten. */
  exportsKeptEntriesMax: 50,
  /** An export that takes longer than people were promised, and than nears the month of the law, is warned of. */
  exportPromisedMs: 72 * 3_600_000,
  exportLateWarnMs: 20 * 86_400_000,
  /** Ages of exports are measured this often. */
  exportMeasurePeriodMs: 60_000,
  /** A job of an account's privacy object that stopped unforeseen, or died, is taken up again after this. */
  privacyJobRetryMs: 30_000,
  /** An erasure may be taken back for this long; `not_found` after it. */
  erasureWindowMs: 14 * 86_400_000,
  /** What takes an erasure back, characters; `validation_failed`. */
  erasureTokenCharsMax: 160,
  /** A step of an erasure that failed is tried again after this, doubling up to the other. */
  erasureRetryMinMs: 5_000,
  erasureRetryMaxMs: 3_600_000,
  /** Failed tries of a step in a row from which on the origin logs an error: some 20 minutes. */
  erasureTriesWarn: 8,
  /** A step of an erasure that waits for something else, as for the ledger, looks again after this. */
  erasureWaitMs: 1_000,
  /** The origin has this long for one piece of an erasure: it goes through every room that Redis still holds. */
  erasurePieceTimeoutMs: 60_000,
  /** Documents that the origin erases in one call; what is left is done by the next. */
  erasureBatchRowsMax: 2_000,
  /** A username of an erased account is given to nobody for this long, so that nobody poses as who left; `username_taken`. */
  erasedNameRestMs: 90 * 86_400_000,
  /** Hosts whose boards one piece of an erasure takes a giver off. */
  erasureBoardsAtOnceMax: 200,
  /** Subjects of erased accounts in one list, and of one call that erases what is kept under them anew. */
  erasedSubjectsListMax: 100,
  /** Accounts of one call that erases anew after a restore. */
  erasureReplayAccountsMax: 50,
  /** What a privacy request says, and what is answered, characters; `validation_failed`. */
  privacyRequestCharsMax: 2_000,
  /** Privacy requests of one account that wait for an answer; `privacy_requests_full`. */
  privacyRequestsOpenMax: 5,
  /** Privacy requests of one account in `privacyRequestsWindowMs`, also those that were withdrawn; `rate_limited`. */
  privacyRequestsMax: 20,
  privacyRequestsWindowMs: 30 * 86_400_000,
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
  /** Decisions on consent that an account keeps; past it it gives none anew (`consents_full`), and may still withdraw. */
  consentDecisionsMax: 500,
  /** Grants of consent by one account in this time; `rate_limited`. Withdrawing is never refused. */
  consentGrantsMax: 20,
  consentGrantsLifeMs: 3_600_000,
  /** Who refused is not asked again for at least this long, whatever is published meanwhile. */
  consentRefusalPauseMs: 180 * 86_400_000,
  /** The version that an app says of itself, and the token of a link that ends mails, characters; `validation_failed`. */
  appVersionCharsMax: 32,
  unsubscribeTokenCharsMax: 128,
  /** Events of one report, and of one account in this time; `validation_failed`, `rate_limited`. */
  analyticsBatchEventsMax: 50,
  analyticsEventsMax: 600,
  analyticsEventsLifeMs: 600_000,
  /** An event older than this, or further ahead, is not counted; its notes go after the third, as the notice says. */
  analyticsEventAgeMs: 86_400_000,
  analyticsEventFutureMs: 300_000,
  analyticsLifeMs: 90 * 86_400_000,
  /** A day's key of pseudonyms is forgotten after this; then nobody can tell whose an event was. */
  analyticsKeyLifeMs: 3 * 86_400_000,
  /** Days of one question for counts; `validation_failed`. */
  analyticsDaysMax: 92,
  /** A campaign's words, characters; `validation_failed`. */
  campaignSubjectCharsMax: 120,
  campaignTextCharsMax: 5_000,
  /** Campaigns that are being sent at once; `conflict`. */
  campaignsSendingMax: 5,
  /** Accounts of one page of a campaign, pages of one pass of the edge's clock, and accounts that are asked at once. */
  campaignPageAccountsMax: 100,
  campaignPagesPerPassMax: 5,
  campaignAskedAtOnceMax: 10,
  /** Mails of a pass leave so far apart, over the time until the next: other mail must not wait for them at the provider. */
  campaignMailPauseMs: 600,
  /** With which browser and from which IP address somebody signed in is forgotten after this; session and device stay. */
  signInDetailsLifeMs: 90 * 86_400_000,
  /** Webhooks that moved no money, reports that were decided, mutes and bans that are over, and unused push tokens go after this. */
  retentionWebhooksMs: 90 * 86_400_000,
  retentionReportsMs: 730 * 86_400_000,
  retentionSanctionsMs: 365 * 86_400_000,
  retentionPushTokensMs: 270 * 86_400_000,
  /** Documents deleted at once by age, and how often that is looked at. */
  retentionBatchMax: 500,
  retentionPassMs: 6 * 3_600_000,
} as const;
