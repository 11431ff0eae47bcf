import type { AccountProjections } from '../accounts/projections.ts';
import type { Relations } from '../people/relations.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import type { StreamSettings } from '../streams/stream-settings.ts';
import { tagsOfBroadcast } from './cache-plan.ts';
import type { CacheService } from './cache-service.ts';

type Drops = Pick<CacheService, 'drop'>;

/** Accounts whose changes (a name, a ban, a deletion) are seen in cached answers at once. */
export function accountsDropping<T extends AccountProjections>(accounts: T, cache: Drops): T {
  return {
    ...accounts,
    async apply(projection) {
      const applied = await accounts.apply(projection);
      // A new account stands in no list yet; of others it is not told what changed: it may be a ban, or its end.
      const listed = projection.version > 1;
      if (applied) await cache.drop(`person:${projection.accountId}`, ...(listed ? (['hosts'] as const) : []));
      return applied;
    },
  };
}

/** Follows and blocks that are seen in cached counts at once. */
export function relationsDropping(relations: Relations, cache: Drops): Relations {
  const dropping =
    (act: 'follow' | 'unfollow' | 'block' | 'unblock') =>
    async (doer: string, other: string): Promise<void> => {
      await relations[act](doer, other);
      await cache.drop(`person:${doer}`, `person:${other}`);
    };
  return {
    ...relations,
    follow: dropping('follow'),
    unfollow: dropping('unfollow'),
    block: dropping('block'),
    unblock: dropping('unblock'),
  };
}

/** Broadcasts whose begin and end are seen in cached lists and profiles at once; viewer counts come with time. */
export function livestreamsDropping<T extends LivestreamStore>(livestreams: T, cache: Drops): T {
  return {
    ...livestreams,
    async insertLive(livestream, passwordHash) {
      const inserted = await livestreams.insertLive(livestream, passwordHash);
      if (inserted) await cache.drop(...tagsOfBroadcast(livestream), `person:${livestream.hostId}`);
      return inserted;
    },
    async end(id, end) {
      const ended = await livestreams.end(id, end);
      if (!ended) return false;
      const found = await livestreams.get(id);
      if (found === undefined) await cache.drop('lobby');
      else await cache.drop(...tagsOfBroadcast(found), `person:${found.hostId}`);
      return true;
    },
  };
}

/** Drafts that go live, and what hosts change while they are, seen at once too: who may not know of a broadcast must not be told. */
export function streamSettingsDropping(settings: StreamSettings, cache: Drops): StreamSettings {
  return {
    ...settings,
    async start(id, hostId, facts) {
      const outcome = await settings.start(id, hostId, facts);
      if (outcome === 'ok') await cache.drop('lobby', `person:${hostId}`);
      return outcome;
    },
    async change(id, doorVersion, change) {
      const changed = await settings.change(id, doorVersion, change);
      if (changed?.status === 'live') await cache.drop('lobby', `person:${changed.hostId}`);
      return changed;
    },
  };
}
