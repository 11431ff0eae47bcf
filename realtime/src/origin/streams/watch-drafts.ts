import { limits } from '@halobuzz/core/limits';
import type { AccountProjections } from '../accounts/projections.ts';
import type { OriginLog } from '../http/origin-log.ts';
import type { DraftLivestream } from './livestream.ts';
import type { StreamSettings } from './stream-settings.ts';

export interface WatchDraftsDeps {
  readonly clock: () => number;
  readonly accounts: Pick<AccountProjections, 'mayBroadcast'>;
  readonly streamSettings: Pick<StreamSettings, 'expire' | 'dueReminders' | 'claimReminder'>;
  /** Tells the followers of its host that a broadcast starts soon. Absent: nobody is told. */
  readonly remind?: (scheduled: DraftLivestream) => Promise<void>;
  readonly log: OriginLog;
}

/**
 * One pass over drafts: those whose time is over go, and followers are reminded of those that start soon, once each. A
 * reminder is claimed before it is given: one that dies in between is not given, rather than given twice.
 */
export async function watchDrafts(deps: WatchDraftsDeps): Promise<void> {
  const nowMs = deps.clock();
  const gone = await deps.streamSettings.expire(nowMs);
  if (gone > 0) deps.log.info({ count: gone }, 'drafts were never started, and went');
  const { remind } = deps;
  if (remind === undefined) return;
  const untilMs = nowMs + limits.streamReminderAheadMs;
  for (const scheduled of await deps.streamSettings.dueReminders(untilMs, limits.backgroundBatchMax)) {
    // Nobody is reminded of who cannot start now; who comes back in time still has their reminder.
    if (!(await deps.accounts.mayBroadcast(scheduled.hostId))) continue;
    if (!(await deps.streamSettings.claimReminder(scheduled.id))) continue;
    try {
      await remind(scheduled);
    } catch (err) {
      deps.log.warn({ err, roomId: scheduled.id }, 'followers were not reminded of a broadcast');
    }
  }
}
