import type { InternalReport } from '@halobuzz/core/api/internal';
import type { CaseSnapshot } from '../cases/case.ts';

/** What a report is about, as it is now. */
export interface ReportedContent {
  /** The account it is about, if that is known. */
  readonly accountId: string | undefined;
  readonly snapshot: Omit<CaseSnapshot, 'at'>;
  /** Viewers of the room now. */
  readonly viewers: number;
}

export interface NewReport extends InternalReport {
  readonly reporterId: string;
  readonly about: ReportedContent;
}

export interface Reports {
  /**
   * Stores a report and makes or joins the case of its target with it, or answers the open one that the reporter made of
   * this target before.
   * @throws AppError `rate_limited` past `reportsPerDayMax`
   */
  open(report: NewReport): Promise<string>;
  /** Whether the one has reported the other, in any way and whatever came of it. */
  hasReported(reporterId: string, accountId: string): Promise<boolean>;
  /** Who wrote a chat message and what, while it is kept. */
  messageOf(roomId: string, messageId: string): Promise<{ readonly fromId: string; readonly text: string } | undefined>;
}

/** The broadcast that a report is about or was made in. */
export function roomOf(target: NewReport['target']): string | undefined {
  if (target.kind === 'room') return target.id;
  return target.kind === 'message' ? target.roomId : undefined;
}
