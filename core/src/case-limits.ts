/** Bounds of reports as cases, a part of `limits`. */
export const caseLimits = {
  /** A moderator holds a case for this long after they last said that they are at it; then others may take it. */
  caseLeaseMs: 10 * 60_000,
  /** How often the page of a case says so. */
  caseRenewMs: 2 * 60_000,
  /** Cases that one moderator holds at once; `conflict`. */
  casesHeldMax: 20,
  /** Free cases that one request for the next one tries, the most urgent first; past it `unavailable`. */
  caseNextTriesMax: 20,
  /** Reports that the page of a case shows, the newest; how many there are stands beside them. */
  caseReportsShownMax: 100,
  /** Of what was reported, what a list shows, characters. */
  caseExcerptCharsMax: 160,
  /** Earlier cases and decisions of a person that the page of a case shows, the newest. */
  caseHistoryShownMax: 20,
  /** Reporters of one case whose record a decision changes; of more, the first. */
  caseReportersJudgedMax: 500,
  /** A statement of reasons, and a note of staff beside a decision, characters; `validation_failed`. */
  caseStatementCharsMax: 1_000,
  caseNoteCharsMax: 1_000,
  /** One decision with all reports of its case; past it `unavailable`. */
  caseDecisionTimeoutMs: 20_000,
  /** How often leases that ran out are given back, and how many at once. */
  caseLeasePassMs: 5_000,
  caseLeaseBatchMax: 500,
  /** How often orders that are due at the origin are carried out. */
  caseOrdersPassMs: 2_000,
  /** Orders carried out at once, when one that failed is tried again at first and at most, and after how many tries it counts as failed. */
  sanctionOrderBatchMax: 20,
  sanctionOrderRetryMs: 30_000,
  sanctionOrderRetryMsMax: 3_600_000,
  sanctionOrderTriesMax: 12,
  /** For how long an order is left to whoever carries it out before another one tries. */
  sanctionOrderLeaseMs: 30_000,
  /** How often days of statistics are counted anew in which something changed. */
  caseRollupPassMs: 60_000,
  /** Days that statistics of cases span; `validation_failed`. */
  caseStatisticsDaysMax: 366,
} as const;
