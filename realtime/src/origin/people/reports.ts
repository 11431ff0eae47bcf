import type { InternalReport } from '@halobuzz/core/api/internal';

/** A report as made; `reportedId` is the account it is about, if that is known. */
export interface NewReport extends InternalReport {
  readonly reporterId: string;
  readonly reportedId: string | undefined;
}

export interface Reports {
  /**
   * Stores a report, or answers the open one that the reporter made of this target before.
   * @throws AppError `rate_limited` past `reportsPerDayMax`
   */
  open(report: NewReport): Promise<string>;
  /** Who wrote a chat message, while it is kept. */
  authorOf(roomId: string, messageId: string): Promise<string | undefined>;
}
