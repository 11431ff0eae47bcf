import { invalidField } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';

/** When a scheduled broadcast is to start. @throws AppError `validation_failed` when that is too soon or too far ahead */
export function scheduleOf(scheduledAt: string, nowMs: number): number {
  const atMs = Date.parse(scheduledAt);
  const aheadMs = atMs - nowMs;
  if (aheadMs < limits.streamScheduleAheadMinMs) {
    throw invalidField('scheduledAt', `must be at least ${limits.streamScheduleAheadMinMs / 1_000} seconds ahead`);
  }
  if (aheadMs > limits.streamScheduleAheadMaxMs) {
    throw invalidField('scheduledAt', `must be at most ${limits.streamScheduleAheadMaxMs / 86_400_000} days ahead`);
  }
  return atMs;
}

/** When a draft goes by itself, as of its last change. */
export function draftExpiry(scheduledAtMs: number | undefined, nowMs: number): number {
  return scheduledAtMs === undefined ? nowMs + limits.streamDraftLifeMs : scheduledAtMs + limits.streamScheduleGraceMs;
}
