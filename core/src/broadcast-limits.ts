/** Bounds of broadcasts: their life, privacy, media and battles. See limits.ts. */
export const broadcastLimits = {
  /** Tags of a broadcast, and characters of one; `validation_failed`. */
  streamTagsMax: 5,
  streamTagCharsMax: 24,
  /** Countries that a broadcast may shut out, as many as there are; `validation_failed`. */
  streamCountryBlocksMax: 250,
  /** A room's password, characters; `validation_failed`. */
  streamPasswordCharsMin: 4,
  streamPasswordCharsMax: 64,
  /** Wrong passwords of one account, and of all together, in one broadcast within the time below; `rate_limited`. */
  streamPasswordTriesMax: 5,
  streamPasswordRoomTriesMax: 500,
  streamPasswordTriesLifeMs: 10 * 60_000,
  /** Passwords that one origin checks at once; more are `rate_limited`, because each takes 16 MiB. */
  streamPasswordChecksMax: 4,
  /** Who gave the right password need not give it again for this long; then the app asks for it anew. */
  streamAdmissionLifeMs: 24 * 3_600_000,
  /** People invited to one broadcast; `invitations_full`. */
  streamInvitationsMax: 200,
  /** Drafts of one host, scheduled ones too; `drafts_full`. */
  streamDraftsMax: 20,
  /** A draft that nobody changed goes after this. */
  streamDraftLifeMs: 30 * 86_400_000,
  /** How soon, and how far ahead, a broadcast may be scheduled; `validation_failed`. */
  streamScheduleAheadMinMs: 60_000,
  streamScheduleAheadMaxMs: 90 * 86_400_000,
  /** A scheduled broadcast that was not started by then after its time goes. */
  streamScheduleGraceMs: 2 * 3_600_000,
  /** Followers are reminded so long before. */
  streamReminderAheadMs: 15 * 60_000,
  /** How often drafts are looked over for those that expired and those to remind of. */
  draftsPassMs: 10_000,
  /** Followers that a summary counts as new; of more it says this many. */
  newFollowersMax: 100_000,
  /** Points of a plot of viewers, and its first step: both halves of a full plot are merged into steps twice as long. */
  plotPointsMax: 120,
  plotStepMs: 10_000,
  /** Bars of a plot of gifts, and their least width. */
  plotBarsMax: 240,
  plotBarMinMs: 60_000,
  /** An adult's age, years, and the oldest anybody is. */
  adultYearsMin: 18,
  ageYearsMax: 120,

  /** How long a guest's media token lets them publish: a demoted guest's old token is worth no more than this. */
  mediaGuestPublishLifeMs: 10 * 60_000,
  /** A media token is to be renewed so long before what runs out first; clients begin up to as long as the second earlier. */
  mediaRenewBeforeMs: 2 * 60_000,
  mediaRenewSpreadMs: 60_000,
  /** Calls to the media server's rules: so many at once after silence, then so many a second; more wait in their queue. */
  mediaCallsBurstMax: 20,
  mediaCallsPerSecondMax: 10,
  /** Calls under way at once; more wait. Their time and answers, bytes: past them nobody knows whether it was carried out. */
  mediaCallsInFlightMax: 40,
  mediaCallTimeoutMs: 10_000,
  mediaCallAnswerBytesMax: 1024 * 1024,
  /** How often the queue of removals is looked at; whoever took one may work on it for as long as the second. */
  mediaRemovalsPassMs: 200,
  mediaRemovalLeaseMs: 30_000,
  /** Pauses after failed calls: doubling, from and to. A removal that has become moot is not tried again. */
  mediaRetryMinMs: 1_000,
  mediaRetryMaxMs: 60_000,
  /** Seconds that a rule of the media server can last. */
  mediaRuleSecondsMin: 10,
  mediaRuleSecondsMax: 86_400,
  /** Edge and origin may disagree on the time by so much when it is said until when a token is good. */
  mediaClockSlackMs: 30_000,
  /** Rooms in which a banned account is looked for, the newest. */
  mediaRoomsPerAccountMax: 100,
  /** The largest number that the media server gives a person: 32 bits. */
  mediaUidMax: 4_294_967_295,
  /** What the media server says of who came, bytes; `payload_too_large`. */
  mediaEventBytesMax: 16 * 1024,

  /** A gateway whose last heartbeat is older gets nobody new while another can take them; dead it is after `nodeLifeMs`. */
  nodeSilentMs: 2_500,
  /** How old the origin's picture of the gateways may be when it answers a join. */
  nodePictureLifeMs: 250,
  /** How old the edge's picture of the regions may be; past the second it is not used though the origin is away. */
  regionPictureLifeMs: 2_000,
  regionPictureLostMs: 30_000,
  /** From this load on a region is crowded: broadcasts open there only when no other is better. Percent of its sockets. */
  regionCrowdedPercentMin: 85,
  /** A gateway above so much of its region's mean gets no new room, and above the second no viewer of a large one, percent. */
  nodeNewRoomPercentMax: 110,
  nodeLoadPercentMax: 130,
  /** … but so few sockets above the mean are no load, and so few of a room's are not worth moving. */
  nodeLoadSlackMax: 100,

  /** How long a connection must be bad, or severely so, before media takes a step down; and before it gives up the picture. */
  qualityBadMs: 3_000,
  qualitySevereMs: 1_000,
  qualityNoPictureMs: 5_000,
  /** How long it must be good before a step up; doubled after each one that failed, up to the second. */
  qualityGoodMs: 8_000,
  qualityGoodMsMax: 120_000,
  /** A step up that is taken back within this time has failed. */
  qualityProbationMs: 15_000,
  /** No step follows another within this time. */
  qualityHoldMs: 2_000,
  /** After so long without a sample (the device slept) what was seen before says nothing. */
  qualityGapMs: 10_000,
  /** A socket may say so often how its media is; `rate_limited`. And a client says it anew that often though nothing changed. */
  qualityReportPeriodMs: 5_000,
  qualityReportRepeatMs: 15_000,
  /** A round trip that is told, ms; `validation_failed`. */
  qualityRttMsMax: 60_000,
} as const;
