/** Bounds of push notifications, a part of `limits`. */
export const notificationLimits = {
  /** Devices of one account that are notified; one more takes the place of that seen longest ago. */
  pushDevicesMax: 20,
  /** Announcements of one host within this time, live and reminders together; further ones notify nobody. */
  pushAnnouncementsMax: 6,
  pushAnnouncementsLifeMs: 3_600_000,
  /** Followers hear this long after a start, unless it has ended by then; and later than the second not at all. */
  pushLiveAfterMs: 5_000,
  pushLiveMootMs: 3_600_000,
  /** How often the origin looks what is to be sent: followers of one step, steps and calls of one look. */
  pushPassMs: 1_000,
  pushFollowersBatchMax: 500,
  pushStepsPerPassMax: 4,
  pushCallsPerPassMax: 5,
  /** Calls that wait; followers are looked up no further than that ahead, so that a mute or a block is heard. */
  pushCallsWaitingMax: 50,
  /** Messages of one call, as Expo bounds it. */
  pushMessagesPerCallMax: 100,
  /** The push service has this long for an answer; whoever died in a call is taken to have made it after the second. */
  pushCallTimeoutMs: 20_000,
  pushLeaseMs: 60_000,
  /** Pauses before a call that came to nothing is made again, doubling; and Expo's own library's, when it is too quick. */
  pushRetryMinMs: 2_000,
  pushRetryMaxMs: 300_000,
  pushThrottledRetryMs: 250,
  /** Receipts are asked for after this, again after as long, and no more when they are older than Expo keeps them. */
  pushReceiptAfterMs: 15 * 60_000,
  pushReceiptLifeMs: 23 * 3_600_000,
} as const;
