import type { Clock } from '@halobuzz/core/clock';
import type { Db } from 'mongodb';
import type { Registry } from 'prom-client';
import { originMetricSpecs as specs } from '../../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../../observability/metrics-in.ts';
import type { OriginLog } from '../http/origin-log.ts';
import { mongoMediaRemovals } from '../mongo/mongo-media-removals.ts';
import { mongoMediaUsers } from '../mongo/mongo-media-users.ts';
import { agoraRules } from './agora-rules.ts';
import { createRemovalDrain, type RemovalDrain } from './drain-removals.ts';
import { type MediaRemovals, noMediaRemovals } from './media-removals.ts';
import type { MediaSettings } from './media-settings.ts';
import type { MediaUsers, RemovalQueue } from './removal-queue.ts';

export interface ComposedMedia {
  readonly mediaSettings: MediaSettings;
  readonly mediaRemovals: MediaRemovals;
  readonly removalQueue: RemovalQueue;
  readonly mediaUsers: MediaUsers;
  /** Undefined: there is no media server to tell. */
  readonly removalDrain: RemovalDrain | undefined;
  readonly measureMedia: () => Promise<void>;
  readonly onMediaEvent: (result: 'known' | 'other' | 'refused') => void;
}

export interface MediaParts {
  readonly db: Db;
  readonly registry: Registry;
  readonly log: OriginLog;
  readonly clock: Clock;
  readonly media: MediaSettings;
}

/** Removals from media over MongoDB and Agora, with what is to be seen of them. Opens nothing and starts nothing. */
export function composeMedia({ db, registry, log, clock, media }: MediaParts): ComposedMedia {
  const metrics = metricsIn(registry);
  const on = metrics.gauge(specs.mediaRemovalsOn);
  const waiting = metrics.gauge(specs.mediaRemovalsWaiting);
  const oldest = metrics.gauge(specs.mediaRemovalOldest);
  const calls = metrics.counter(specs.mediaCalls);
  const events = metrics.counter(specs.mediaEvents);
  on.set(media.state === 'on' ? 1 : 0);
  const removals = mongoMediaRemovals(db, clock);
  const mediaUsers = mongoMediaUsers(db);
  return {
    mediaSettings: media,
    mediaRemovals: media.state === 'on' ? removals : noMediaRemovals,
    removalQueue: removals,
    mediaUsers,
    removalDrain:
      media.state === 'off'
        ? undefined
        : createRemovalDrain({
            ...{ queue: removals, users: mediaUsers, rules: agoraRules(media.agora), clock, log },
            onCall: (call, result) => calls.inc({ call, result }),
          }),
    async measureMedia() {
      const { due, waiting: awaiting, failed, oldestAskedAtMs } = await removals.backlog();
      waiting.set({ state: 'due' }, due);
      waiting.set({ state: 'awaiting' }, awaiting);
      waiting.set({ state: 'failed' }, failed);
      oldest.set(oldestAskedAtMs === undefined ? 0 : Math.max(0, clock() - oldestAskedAtMs) / 1_000);
    },
    onMediaEvent: (result) => events.inc({ result }),
  };
}
