/** Bounds of backups and what they are restored from, a part of `limits`. */
export const recoveryLimits = {
  /** One file of a backup, before it is compressed; a collection takes as many as it needs. */
  backupFileBytesMax: 64 * 1024 * 1024,
  /** Collections that a backup reads at a time, and documents of one read. */
  backupReadersMax: 3,
  backupReadDocumentsMax: 5_000,
  /** How often the capture of changes makes what it heard durable; a change that was confirmed longer ago is in a file. */
  changesSegmentPeriodMs: 500,
  /** Changes in one file, and the longest time without a file when nothing changes: the place to go on from must not grow old. */
  changesSegmentEventsMax: 20_000,
  changesIdlePeriodMs: 60_000,
  /** How long one look for changes waits for some. */
  changesAwaitMs: 100,
  /** A whole backup is taken anew behind so much time of changes, so that a restore never has more of them to repeat. */
  backupPeriodMs: 86_400_000,
  /** How long the capture waits before it goes on after an error. */
  changesRetryMs: 1_000,
  /** Files that a restore reads and inserts at a time, and documents or changes of one write. */
  restoreWritersMax: 4,
  restoreWriteDocumentsMax: 2_000,
  /** Header of a file of changes. */
  changesHeaderBytesMax: 64 * 1024,
} as const;
