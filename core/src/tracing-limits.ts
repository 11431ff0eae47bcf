/** Bounds of traces and log lines, a part of `limits`. */
export const tracingLimits = {
  /** Characters of a `traceparent` header; a longer one is as none. */
  traceparentCharsMax: 256,
  /** Characters and members of a `tracestate` header; one with more is dropped, and the trace goes on without. */
  traceStateCharsMax: 512,
  traceStateMembersMax: 32,
  /** Of a thousand requests and commands, so many are traced where nothing else is set. */
  traceSamplePermilleDefault: 10,
  /** Finished spans that wait in a process for their export; more are dropped and counted. */
  spansQueuedMax: 4_096,
  /** Spans of one export, and how often there is one. */
  spansPerExportMax: 512,
  spanExportPeriodMs: 2_000,
  /** An export that takes longer is given up, with its spans. */
  spanExportTimeoutMs: 5_000,
  /** Traces that the span of one commit links to; the others link to it. */
  spanLinksMax: 128,
  /** That spans are lost is logged once in this time. */
  spanLossLogPeriodMs: 60_000,
  /** Spans of one request at the edge, and exports that one isolate has under way; more are dropped. */
  edgeSpansPerRequestMax: 64,
  edgeSpanExportsMax: 16,

  /** What a log line keeps of what it was given: depth, entries of one object or list, characters of one text. */
  logDepthMax: 8,
  logEntriesMax: 100,
  logTextCharsMax: 8_192,
  /** Characters of a whole line. */
  logLineCharsMax: 65_536,
  /** Whoever asks a process to tell more (SIGUSR2) gets `debug` for so long. */
  logDebugMs: 15 * 60_000,
} as const;
