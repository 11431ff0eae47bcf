/** Bounds of kill switches and of maintenance, a part of `limits`. */
export const switchLimits = {
  /** What is said during maintenance, characters; `validation_failed`. */
  maintenanceMessageCharsMax: 200,
  /** How far ahead the expected end of maintenance may lie; `validation_failed`. */
  maintenanceAheadMs: 7 * 86_400_000,
  /** Countries that one switch is limited to; `validation_failed`. */
  switchCountriesMax: 250,
  /** Every origin compares the switches in MongoDB with what others read this often. */
  switchPublishPeriodMs: 500,
  /** A gateway looks this often whether there is a newer state: what pub/sub lost is found then. */
  switchLookMs: 500,
  /**
   * The edge asks the origin again after this long. With another origin's look and two slow questions (the one that just missed a change, and
   * the next) nobody goes by what is older than two seconds; while the origin is out, it asks no more often and goes by what it knew. */
  switchEdgeLifeMs: 500,
  /** The edge waits so long for the origin's word on switches, and then goes by what it knew. */
  switchEdgeWaitMs: 500,
  /** When to try again what is paused, where nobody said until when. */
  switchRetryAfterMs: 30_000,
  /** Apps ask for what is paused this often; in a room they are told. */
  clientSwitchPeriodMs: 60_000,
} as const;
