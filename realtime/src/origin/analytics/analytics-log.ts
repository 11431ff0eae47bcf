import type { AnalyticsEventName } from '@halobuzz/core/analytics-events';
import type { AnalyticsCounts } from '@halobuzz/core/api/analytics';

/** One event as it is kept: nothing in it leads to a person once the day's key is gone. */
export interface KeptEvent {
  /** Made of the day's key, so that only who holds that can tell it from chance. */
  readonly id: string;
  readonly name: AnalyticsEventName;
  /** Midnight of its day in UTC, ms. */
  readonly dayMs: number;
  /** Stands for one person on that day. */
  readonly sign: string;
  readonly properties: Readonly<Record<string, string>>;
}

export interface AnalyticsLog {
  /** Keeps each event once. @returns how many were new */
  readonly add: (events: readonly KeptEvent[]) => Promise<number>;
  /** Days in order, both ends included; days without events are left out. */
  readonly counts: (name: AnalyticsEventName, fromMs: number, toMs: number) => Promise<AnalyticsCounts['items']>;
}

export interface DayKeys {
  /** The key of a day, 32 random bytes, the same for all origins; a new one where it was forgotten. */
  readonly of: (dayMs: number) => Promise<Uint8Array>;
}
