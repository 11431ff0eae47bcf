/** Bounds of consent, data exports, erasure and the other rights of people over their data. */
export const privacyLimits = {
  /** A finished archive of somebody's data is kept, and its link works, this long; `not_found` after it. */
  exportLifeMs: 7 * 86_400_000,
  /** An account may ask for one archive in this time; `rate_limited`. */
  exportPauseMs: 7 * 86_400_000,
  /** An erasure may be taken back for this long; `not_found` after it. */
  erasureWindowMs: 14 * 86_400_000,
} as const;
