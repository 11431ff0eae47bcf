/** Bounds of chat that is kept, of the keyword list's preview and of the watch list, a part of `limits`. */
export const watchLimits = {
  /** How often a gateway hands over what was said, and messages in one entry of the stream that takes them. */
  chatLogFlushMs: 500,
  chatLogEntryMessagesMax: 128,
  /** Messages that a gateway holds back while control Redis is away; more are not kept, and counted. */
  chatLogWaitingMax: 10_000,
  /** Messages that wait for an origin; a gateway keeps no more than that, and counts what it leaves out. */
  chatLogMessagesMax: 200_000,
  /** How often the origin stores them, entries of one reading, and readings of one pass. */
  chatLogDrainPeriodMs: 500,
  chatLogDrainEntriesMax: 50,
  chatLogDrainRoundsMax: 40,
  /** Messages shown on each side of the one that is looked at, and those of a page of a room's chat. */
  chatContextMessagesMax: 20,
  chatLogPageMessagesMax: 50,
  /** Hours that the preview of a change of the keyword list looks back at most, and messages that it reads. */
  keywordPreviewHoursMax: 168,
  keywordPreviewMessagesMax: 20_000,
  /** Samples that are spread over the hours when there are more messages than that. */
  keywordPreviewSlicesMax: 100,
  keywordPreviewExamplesMax: 10,
  /** A term's life, if it is to end by itself. */
  keywordLifeMsMax: 366 * 86_400_000,
  /** Live rooms that the watch list weighs, by each of the ways in which a room comes to notice. */
  watchCandidatesMax: 100,
  /** Reports and flagged messages of this time count, and so many of them are read. */
  watchSignalsMs: 3_600_000,
  watchSignalsMax: 5_000,
  watchRoomsShownMax: 100,
  /** Live rooms that are looked at though nothing speaks against them; which ones changes this often. */
  watchRandomPeriodMs: 15 * 60_000,
  watchRandomMax: 10,
  /** For how long a host may be kept from going live again, when staff end their broadcast. */
  hostBarMinutesMax: 7 * 24 * 60,
  /** What staff say to a room. */
  roomWarningCharsMax: 300,
  /** Acts of staff in a room that are shown, and broadcasts of its host before. */
  roomActsShownMax: 50,
  hostHistoryStreamsMax: 10,
} as const;
