/** Bounds of purchases through Apple and Google, a part of `limits`. */
export const storeLimits = {
  /** A signed transaction or notification of Apple's, characters; `validation_failed`, `webhook_invalid`. */
  appleSignedCharsMax: 48 * 1024,
  /** Apple's six tries of a notification end 157 h after the first: an older one is refused. */
  appleNotificationAgeMsMax: 10 * 86_400_000,
  /** How far ahead of ours a store's clock may be; what claims more is refused. */
  storeClockAheadMsMax: 2 * 3_600_000,
  /** A Google purchase token, characters; `receipt_refused`. */
  googleTokenCharsMax: 1_500,
  /** Google's tokens of notifications name an hour at most; a longer life is refused. */
  googlePushTokenLifeSecondsMax: 2 * 3_600,
  /** One call of a store's API (shorter than the edge waits for the origin), its answer, and pages of one list read in a row: `unavailable`. */
  storeCallTimeoutMs: 4_000,
  storeAnswerBytesMax: 4 * 1024 * 1024,
  storePagesMax: 50,
  /** Google keeps voided purchases for 30 days: a sweep asks for no older ones. */
  googleVoidedWindowMs: 30 * 86_400_000 - 3_600_000,
  /** Apple keeps notifications for 180 days; a sweep asks for at most so many. */
  appleHistoryWindowMs: 30 * 86_400_000,
} as const;
