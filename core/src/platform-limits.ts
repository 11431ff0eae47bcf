/** Bounds of the console's live figures, of the status page and of the check of the audit log, a part of `limits`. */
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

  /** The status page plots so long a time, in steps of so long. */
  statusSpanMs: 3 * 3_600_000,
  statusStepMs: 5 * 60_000,
  /** The origin judges the parts anew when its last look is so old; a part that takes longer to answer is down. */
  statusLookLifeMs: 2_000,
  statusProbeMs: 1_000,
  /** The edge shows what the origin said for so long, and for so long while the origin does not answer. */
  statusPictureLifeMs: 4_000,
  statusPictureLostMs: 3_600_000,
  /** A region that had a gateway within so long and has none is down; before that it is not there at all. */
  statusRegionLifeMs: 86_400_000,
  /** Each origin adds how long its answers took to the sums of all this often; lost with it otherwise. */
  answerTimesPeriodMs: 5_000,

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
