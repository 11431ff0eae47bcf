const dayMs = 24 * 3_600_000;

/** Bounds of payouts and of what finance staff do, a part of `limits`. */
export const payoutLimits = {
  /** Diamonds can be paid out this long after they were earned: by then most disputes of what bought them are known. */
  payoutHoldPeriodMs: 7 * dayMs,
  /** Diamonds of one payout, of a host's payouts of one UTC day and of one UTC month; `payout_refused`. */
  payoutDiamondsMin: 1_000n,
  payoutDiamondsMax: 1_000_000n,
  payoutDiamondsPerDayMax: 1_000_000n,
  payoutDiamondsPerMonthMax: 10_000_000n,
  /** A payout of more than this is approved by two people. */
  payoutApprovedByOneMax: 100_000n,
  /** A payout that nobody decided, or that could not be sent, by then gives its diamonds back. */
  payoutDecisionMs: 14 * dayMs,
  /** How often the origin moves payouts on, those moved in one pass, and those that wait after a failure, at least and at most. */
  payoutJobPeriodMs: 1_000,
  payoutJobBatchMax: 200,
  /** Payouts that one origin moves on at once: a provider that does not answer holds up no more than these. */
  payoutsAtOnceMax: 20,
  payoutRetryMinMs: 2_000,
  payoutRetryMaxMs: 3_600_000,
  /** One call of a payout provider; without an answer by then nobody knows whether it paid. */
  payoutProviderTimeoutMs: 10_000,
  /** A provider that does not know a payout is sent it again only this long after the last time: that one may be on its way. */
  payoutResendAfterMs: 120_000,
  /** A payout that was paid is asked after again, first after this long and then each time it has stood twice as long, */
  payoutAskAgainMs: dayMs,
  /** … until it has stood for this long. */
  payoutReturnMs: 180 * dayMs,
  /** A provider's refusal in its own words, characters kept. */
  payoutProviderTextCharsMax: 200,

  /** A request of finance staff that nobody decided by then is over; `approval_closed`. */
  approvalLifeMs: 7 * dayMs,
  /** Coins of one adjustment; `validation_failed`. */
  adjustmentCoinsMax: 1_000_000n,
  /** A promotion: coins of one person, of all together, and people named in one request; `validation_failed`. */
  promotionCoinsMax: 100_000n,
  promotionBudgetCoinsMax: 100_000_000n,
  promotionPeopleMax: 200,
  promotionNameCharsMax: 80,
  /** A gift can be undone for this long; `gift_not_reversible`. */
  giftReversalMs: 30 * dayMs,
  /** Legs of one transaction that are shown. */
  transactionLegsShownMax: 16,
  /** A payout rate: digits of either part, and versions of one currency; `validation_failed`. */
  payoutRateDigitsMax: 9,
  payoutRateVersionsMax: 1_000_000,
  /** What finance staff look something up by, characters; `validation_failed`. */
  financeFindCharsMax: 128,
  /** Things that wait are counted so far; more are shown as that and more. */
  financeCountMax: 1_000,
  /** Notes on one difference or dispute; `conflict`. */
  financeNotesMax: 200,
  /** Days of one export, and entries that one page of it reads; `validation_failed`. */
  financeExportDaysMax: 366,
  financeExportPageEntries: 500,
  /** Exports that one origin makes at once, and how long the edge waits for the first byte of one; `unavailable`. */
  financeExportsAtOnceMax: 2,
  financeExportStartMs: 30_000,
  /** How often payouts and promotions are compared with the ledger, and problems of a verification that are kept. */
  payoutReconcilePeriodMs: 3_600_000,
  ledgerProblemsKeptMax: 100,
} as const;
