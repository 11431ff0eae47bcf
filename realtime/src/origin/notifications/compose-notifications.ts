import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import type { Registry } from 'prom-client';
import { originMetricSpecs as specs } from '../../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../../observability/metrics-in.ts';
import type { OriginLog } from '../http/origin-log.ts';
import type { Sanctions } from '../moderation/sanctions.ts';
import { mongoFollowMutes } from '../mongo/mongo-follow-mutes.ts';
import { mongoPushQueue } from '../mongo/mongo-push-queue.ts';
import { mongoPushTokens } from '../mongo/mongo-push-tokens.ts';
import type { DraftLivestream, LiveLivestream } from '../streams/livestream.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import { announceLive, announceSoon } from './announce.ts';
import { expoPush } from './expo-push.ts';
import { findRecipients } from './find-recipients.ts';
import type { FollowMutes } from './follow-mutes.ts';
import { logPush } from './log-push.ts';
import { makeCalls } from './make-calls.ts';
import type { PushSettings } from './push-settings.ts';
import type { PushTokens } from './push-tokens.ts';
import { readReceipts } from './read-receipts.ts';

export interface NotificationParts {
  readonly db: Db;
  readonly registry: Registry;
  readonly log: OriginLog;
  readonly clock: Clock;
  readonly push: PushSettings;
  readonly livestreams: Pick<LivestreamStore, 'get'>;
  readonly sanctions: Pick<Sanctions, 'rulesOf'>;
}

export interface ComposedNotifications {
  readonly pushTokens: PushTokens;
  readonly followMutes: FollowMutes;
  /** All three absent: nobody is notified. */
  readonly announceLive?: (livestream: LiveLivestream) => Promise<void>;
  readonly remind?: (scheduled: DraftLivestream) => Promise<void>;
  /** One look at everything that is due. */
  readonly push?: () => Promise<void>;
}

/** Push notifications over MongoDB and who carries them. Opens nothing and starts nothing. */
export function composeNotifications(parts: NotificationParts): ComposedNotifications {
  const { db, registry, log, clock, push } = parts;
  const stored = { pushTokens: mongoPushTokens(db, clock), followMutes: mongoFollowMutes(db) };
  if (push.provider === 'off') return stored;
  const metrics = metricsIn(registry);
  const announced = metrics.counter(specs.pushAnnouncements);
  const messages = metrics.counter(specs.pushMessages);
  const receipts = metrics.counter(specs.pushReceipts);
  const waiting = metrics.gauge(specs.pushWaiting);
  const pushQueue = mongoPushQueue(db, clock);
  const sender = push.provider === 'expo' ? expoPush(push.expo) : logPush(log);
  const deps = {
    ...{ ...parts, ...stored, pushQueue, sender },
    onAnnounced: (kind: 'live' | 'reminder', result: 'asked' | 'too_many') => announced.inc({ kind, result }),
    onMessages: (result: string, count: number) => messages.inc({ result }, count),
    onReceipts: (result: string, count: number) => receipts.inc({ result }, count),
  };
  return {
    ...stored,
    announceLive: (livestream) => announceLive(deps, livestream),
    remind: (scheduled) => announceSoon(deps, scheduled),
    async push() {
      await findRecipients(deps);
      await makeCalls(deps);
      await readReceipts(deps);
      waiting.set(await pushQueue.waitingCalls(limits.pushCallsWaitingMax));
    },
  };
}
