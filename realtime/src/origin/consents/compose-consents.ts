import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import type { AnalyticsLog, DayKeys } from '../analytics/analytics-log.ts';
import { redisDayKeys } from '../analytics/day-keys.ts';
import type { Campaigns } from '../campaigns/campaigns.ts';
import { mongoAnalytics } from '../mongo/mongo-analytics.ts';
import { mongoCampaigns } from '../mongo/mongo-campaigns.ts';
import { mongoConsents } from '../mongo/mongo-consents.ts';
import type { ConsentRecords } from './consent-records.ts';

export interface ConsentParts {
  readonly db: Db;
  readonly control: Redis;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

export interface ComposedConsents {
  readonly consentRecords: ConsentRecords;
  readonly analyticsLog: AnalyticsLog;
  readonly dayKeys: DayKeys;
  readonly campaigns: Campaigns;
}

/** Records of consent and what rests on it, over MongoDB and control Redis. Opens nothing and starts nothing. */
export function composeConsents({ db, control, clock, random }: ConsentParts): ComposedConsents {
  return {
    consentRecords: mongoConsents(db),
    analyticsLog: mongoAnalytics(db),
    dayKeys: redisDayKeys(control, random),
    campaigns: mongoCampaigns(db, clock),
  };
}
