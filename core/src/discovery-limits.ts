/** Bounds of finding broadcasts and hosts, and of caches, a part of `limits`. */
export const discoveryLimits = {
  /** How long the origin's cache keeps an answer when nobody says otherwise, and at most, stale time included. */
  cacheTtlSecondsDefault: 3_600,
  cacheTtlSecondsMax: 86_400,
  /** Each answer is kept for less than its time by up to one part in so many, at random: what was cached together does not run out together. */
  cacheTtlJitterRatio: 10,
  /** A key of the origin's cache and what it holds, bytes; what is larger is loaded each time and never stored. */
  cacheKeyBytesMax: 256,
  cacheValueBytesMax: 256 * 1024,
  /** Tags of one cached answer; one more is a bug. */
  cacheTagsMax: 8,
  /** A tag that nothing asked for lives this long, longer than anything stored under it. */
  cacheTagLifeMs: 2 * 86_400_000,
  /** The cache's Redis has this long for an answer; then the caller goes on without. */
  cacheAnswerMs: 100,
  /** So many failures in a row and the cache is not asked at all for the time below; then one caller tries. */
  cacheFailuresMax: 5,
  cacheCircuitPauseMs: 1_000,
  /** Who loads an answer holds off the other origins for this long at most. */
  cacheLeaseMs: 5_000,
  /** Who is held off looks again after the first, so many times; then it loads by itself and stores nothing. */
  cacheLeasePollMs: 20,
  cacheLeasePollsMax: 50,
  /** Lists are kept from the second time on that somebody asks for them within this time; so many of those asked for are known. */
  cacheAskedAgainMs: 30_000,
  cacheAskedEntriesMax: 5_000,
  /** Tags dropped while Redis was out of reach, to be dropped when it is back; past it everything is dropped. */
  cacheUndroppedTagsMax: 10_000,
  /** How often the origin drops what it could not drop at once. */
  cacheRepairPeriodMs: 1_000,

  /** A public answer that the edge keeps, characters; a longer one is made each time. */
  edgeAnswerCharsMax: 512 * 1024,
  /** What an isolate of the edge remembers: answers, characters of one, and for how long the versions of their tags. */
  edgeMemoryEntriesMax: 256,
  edgeMemoryAnswerCharsMax: 64 * 1024,
  edgeMemoryMs: 1_000,
  /** The version of a tag at the edge lasts this long; its end purges what hangs on it. */
  edgeTagLifeMs: 86_400_000,
  /** A stale answer that is not made anew by then is tried again by the next request. */
  edgeRefreshMs: 10_000,

  /** What is searched for: characters, letters and digits among them (`validation_failed`), and words; further words are left out. */
  searchQueryCharsMax: 64,
  searchQueryLettersMin: 2,
  searchQueryWordsMax: 6,
  /** Words of a title or name by which it is found; characters of one, and those of its beginning that find it. */
  searchWordsMax: 16,
  searchWordCharsMax: 32,
  searchPrefixCharsMax: 16,
  /** The best of what was searched for; the list ends there. */
  searchResultsMax: 200,
  /** Of several words the rarest is looked up; of what has it, so many are held against the other words, those with most viewers. */
  searchScanEntriesMax: 2_000,
  /** Which word is the rarest is known of so many words, for so long. */
  searchCountsEntriesMax: 5_000,
  searchCountLifeMs: 60_000,

  /** Ids that are ranked at once; further pages rank as many more. */
  rankingSegmentEntriesMax: 200,
  /** Ids in one ranking; the list ends there, and a filter shows others. */
  rankingEntriesMax: 5_000,
  /** Whoever begins a list within this time is given the same ranking. */
  rankingFreshMs: 2_000,
  /** A ranking nobody turns pages of is forgotten after this; its next page then goes by the counts of that time. */
  rankingLifeMs: 120_000,
  /** How often one page looks for more when what it found is gone meanwhile; then it is short. */
  rankingFillRoundsMax: 5,

  /**
   * Passes over everything that is live look at so many broadcasts at once, so that requests wait for no more than that, and rest
   * after each page for so many times what it took them, at most for so long.
   */
  livePageEntriesMax: 100,
  backgroundRestRatio: 20,
  backgroundRestMsMax: 2_000,

  /** How often gateways tell which rooms somebody entered or left, and how many of them they keep while they cannot. */
  touchedRoomsFlushMs: 500,
  touchedRoomsEntriesMax: 10_000,
  /** How often everybody is counted, where that is more than a page; touched rooms are counted each `viewerCountPeriodMs`. */
  viewerCountWholePeriodMs: 60_000,

  /** How often activity is looked at, and broadcasts whose place in trending one look moves, those that move most. */
  trendPeriodMs: 15_000,
  trendUpdatesMax: 5_000,
  /** Activity of so long ago counts half. */
  trendHalfLifeMs: 10 * 60_000,
  /** A broadcast's activity counts double at its start; the bonus halves each time this passes. */
  trendNewcomerHalfLifeMs: 30 * 60_000,

  /** How often broadcasts are counted for their hosts, and how many in one step. */
  hostCountPeriodMs: 2_000,
  hostCountBatchMax: 500,
  /** How often all counts are compared with the broadcasts there are, and hosts compared at once. */
  hostReconcilePeriodMs: 3_600_000,
  hostReconcileBatchMax: 500,

  /** A picture as it is sent, bytes (`payload_too_large`). Its pixels, and those of its shorter side; `validation_failed`. */
  imageBytesMax: 5 * 1024 * 1024,
  imagePixelsMax: 4_096 * 3_072,
  imageSidePixelsMin: 64,
  /** What is made of it, bytes of the large and of the small one; what would be larger is made with less quality. */
  imageLargeBytesMax: 512 * 1024,
  imageSmallBytesMax: 64 * 1024,
  /** Pictures that wait while the origin makes another; one more is `unavailable`. And how long the edge waits for one. */
  imageQueueMax: 8,
  imageMakingMs: 20_000,
  /** Pictures that an account may send within this time; `rate_limited`. */
  imageUploadsMax: 20,
  imageUploadsLifeMs: 3_600_000,
  /** A picture that was made and never shown goes after this. */
  imagePendingMs: 600_000,
  /** How often the cover of a draft is looked after: drafts go, and their covers with them. */
  imageCoverCheckMs: 86_400_000,
  /** How often the origin looks what is to be deleted, what it looks at in one step, and what the edge deletes at once. */
  imagePassMs: 60_000,
  imagePassEntriesMax: 200,
  imageSweepEntriesMax: 50,
  /** A virus scanner has this long, and so many bytes, for its answer; `unavailable`. */
  imageScanTimeoutMs: 10_000,
  imageScanAnswerBytesMax: 64 * 1024,
} as const;
