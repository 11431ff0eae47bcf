import type { Clock } from '@halobuzz/core/clock';
import type { Db } from 'mongodb';
import { Counter, Gauge, type Registry } from 'prom-client';
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
  const registers = [registry];
  const on = new Gauge({
    name: 'origin_media_removals_on',
    help: 'Whether people can be taken out of media: 1, or 0 where no media server is set up.',
    registers,
  });
  const waiting = new Gauge({
    name: 'origin_media_removals_waiting',
    help: 'Removals from media that are not carried out: due; awaiting the person, whose number is not known; failed.',
    labelNames: ['state'] as const,
    registers,
  });
  const oldest = new Gauge({
    name: 'origin_media_removal_oldest_seconds',
    help: 'Age of the oldest removal from media that is due.',
    registers,
  });
  const calls = new Counter({
    name: 'origin_media_calls_total',
    help: 'Calls about rules of the media server, by what was asked and what came of it.',
    labelNames: ['call', 'result'] as const,
    registers,
  });
  const events = new Counter({
    name: 'origin_media_events_total',
    help: 'Notifications of the media server.',
    labelNames: ['result'] as const,
    registers,
  });
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
