/** Bounds of the console's live figures and of the check of the audit log, a part of `limits`. */
export const platformLimits = {
  /** A sample of the platform is taken, and its minutes are counted, this often. */
  platformStepMs: 60_000,
  /** Minutes are counted anew for so long: payments change their state, and clocks of origins differ. */
  platformRecountMs: 3_600_000,
  /** After an outage, minutes are made up for so far back; older ones have no figures. */
  platformCatchUpMs: 24 * 3_600_000,
  /** Minutes are kept for so long, then hours alone; and these for so long. */
  platformMinutesLifeMs: 26 * 3_600_000,
  platformHoursLifeMs: 35 * 86_400_000,
  /** Points of a plot beyond the last hour are so far apart in a plot of a day. */
  platformCoarseStepMs: 10 * 60_000,

  /** Acts that one search of the audit log names; `validation_failed`. */
  auditActionsMax: 10,
  /** A reader's repeated search is recorded once in this time. */
  auditReadNotedMs: 10 * 60_000,
  /** Records that one request, and one pass of the background check, walk; the next one goes on there. */
  auditCheckRequestRecordsMax: 500,
  auditCheckPassRecordsMax: 20_000,
  /** Records of one page of that walk. */
  auditCheckPageRecordsMax: 1_000,
  auditCheckPeriodMs: 30_000,
  /** The whole log is walked again from its beginning this often. */
  auditRewalkMs: 6 * 3_600_000,
  /** Heads that earlier walks noted, kept to compare with; past it the ones closest together go. */
  auditNotesMax: 64,
} as const;
