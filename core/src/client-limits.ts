/** Bounds of the room client (core/src/client), a part of `limits`. */
export const clientLimits = {
  /** Room client: a socket that brought no welcome by then is given up. */
  clientWelcomeTimeoutMs: 10_000,
  /** Room client: commands of one client that wait for an answer; one more fails with `rate_limited`. */
  clientPendingCommandsMax: 64,
  /** Room client: a command without an answer by then fails with `unavailable`; a gift is sent again under its id. */
  clientCommandTimeoutMs: 10_000,
  /** Room client: a gift without an answer by then fails with `wallet_unknown`; well inside the window of its id. */
  clientGiftTimeoutMs: 60_000,
  /** Room client: how often it looks whether its socket still brings anything. */
  clientTickMs: 5_000,
  /** Room client: silent for this long, the socket is asked to prove that it lives, by a `sync`. */
  clientProbeAfterMs: 20_000,
  /** Room client: without any frame for this long after a probe was due, the socket is given up. */
  clientProbeAnswerMs: 10_000,
  /** Room client: without a reliable event for this long, its position is compared with the room's. */
  clientPositionCheckMs: 60_000,
  /** Room client: a connection that lasted this long starts the reconnect delays from the beginning. */
  clientStableMs: 10_000,
  /** Room client: frames kept while a gap is being filled; more, and it takes a fresh snapshot. */
  clientHeldFramesMax: 256,
  /** Room client: ids of chat messages remembered, so that none shows twice; the oldest is forgotten. */
  clientChatIdsMax: 1_024,
  /** App: lines of a room's chat that are kept; the oldest are dropped. */
  clientFeedLinesMax: 200,
  /** App: lines drawn below the one that is read; more are drawn as the reader scrolls back. */
  clientFeedLinesDrawnMax: 40,
  /** App: what was told of a room and waits for the next frame; one more is drawn at once, with all of them. */
  clientRoomActionsWaitingMax: 1_000,
  /** App: a room is drawn anew no more often than this, however much happens in it. */
  clientRoomDrawPeriodMs: 100,
  /** App: a room whose page gets no frames (it is hidden) takes up what was told after this long. */
  clientHiddenDrawPeriodMs: 1_000,
  /** App: gifts of a room that are remembered for their show, the newest. */
  clientGiftsRememberedMax: 64,
  /** App: streaks that are shown at once, and that wait for a place; the one of least worth gives way. */
  clientGiftShowsMax: 3,
  clientGiftShowsWaitingMax: 12,
  /** App: a streak's show goes this long after its last gift. */
  clientGiftShowMs: 3_500,
  /** App: hearts in the air at once; further likes raise the count alone. */
  clientHeartsMax: 12,
  /** App: people listed of who watches; beyond, the list ends. */
  clientViewersListedMax: 500,
  /** App: other broadcasts suggested when one has ended. */
  clientSuggestionsMax: 4,
  /** App: own gifts of unknown outcome whose ids are kept for a repeat; the oldest is forgotten. */
  clientOpenGiftsMax: 32,
  /** App: broadcasts of a lobby's list that are kept; it ends there, and a filter shows others. */
  clientLobbyCardsMax: 600,
  /** Pages that the app reads of a list that it shows whole, such as one's own sessions. */
  clientWholeListPagesMax: 20,
  /** App: searches that are remembered on the device, the newest. */
  clientRecentSearchesMax: 8,
  /** App: entries of a wallet that one statement for saving holds, the newest. */
  clientStatementEntriesMax: 5_000,
  /** App: how often the sums of a broadcast that ended are asked for until they are final. */
  clientSummaryPollPeriodMs: 3_000,
  /** App: how often it looks for a newer version of itself. */
  clientUpdateCheckPeriodMs: 900_000,
} as const;
