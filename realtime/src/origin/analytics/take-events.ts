import { createHmac } from 'node:crypto';
import type { AnalyticsEvent } from '@halobuzz/core/analytics-events';
import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { AnalyticsLog, DayKeys, KeptEvent } from './analytics-log.ts';

export interface TakeDeps {
  readonly analyticsLog: Pick<AnalyticsLog, 'add'>;
  readonly dayKeys: DayKeys;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;
/** 128 bits: enough to tell people of one day apart. */
const SIGN_BYTES = 16;

/**
 * Keeps what an account reports, which agreed to it. The account itself is not kept: under the day's key it becomes a sign,
 * and with that key goes the way back. Events of other days than these are passed over.
 * @returns how many were new
 */
export async function takeEvents(deps: TakeDeps, account: string, events: readonly AnalyticsEvent[]): Promise<number> {
  const nowMs = deps.clock();
  const fresh = events.filter(({ at }) => {
    const ageMs = nowMs - Date.parse(at);
    return ageMs <= limits.analyticsEventAgeMs && ageMs >= -limits.analyticsEventFutureMs;
  });
  const days = [...new Set(fresh.map(({ at }) => dayOf(at)))];
  const keys = new Map(await Promise.all(days.map(async (dayMs) => [dayMs, await deps.dayKeys.of(dayMs)] as const)));
  const kept = fresh.flatMap((event): KeptEvent[] => {
    const { id, name, at, properties } = event;
    const dayMs = dayOf(at);
    const key = keys.get(dayMs);
    if (key === undefined) return [];
    const [sign, own] = [macOf(key, `sign|${account}`), macOf(key, `event|${account}|${id}`)];
    return [{ id: own, name, dayMs, sign, properties: { ...properties } }];
  });
  return kept.length === 0 ? 0 : deps.analyticsLog.add(kept);
}

function dayOf(at: string): number {
  return Math.floor(Date.parse(at) / DAY_MS) * DAY_MS;
}

function macOf(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest().subarray(0, SIGN_BYTES).toString('base64url');
}
