import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { OriginLog } from '../http/origin-log.ts';
import type { Pace } from '../pace.ts';
import { type AuditChecks, walkFurther } from './audit-check.ts';

export interface KeepCheckingDeps {
  readonly auditChecks: AuditChecks;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly log: OriginLog;
}

/**
 * One pass of the walk over the audit log, page by page with rests between. A break is said in the service's own log with
 * each pass, and the head of a walk that found none: logs leave this machine, so that whoever writes the whole chain anew
 * must reach them as well.
 */
export async function keepChecking({ auditChecks, clock, pace, log }: KeepCheckingDeps): Promise<void> {
  const before = (await auditChecks.load())?.sound;
  for (let walked = 0; walked < limits.auditCheckPassRecordsMax; walked += limits.auditCheckRequestRecordsMax) {
    const startedMs = clock();
    const { state, more } = await walkFurther(auditChecks, startedMs, limits.auditCheckRequestRecordsMax);
    const { broken, sound } = state;
    if (broken !== undefined && !more) {
      log.error({ sequence: broken.sequence, problem: broken.problem }, 'the audit log is broken');
    }
    if (!more) {
      if (broken === undefined && sound !== undefined && sound.head !== before?.head) {
        log.info({ records: sound.records, head: sound.head }, 'the audit log is whole');
      }
      return;
    }
    if (!(await pace.rest(clock() - startedMs))) return;
  }
}
