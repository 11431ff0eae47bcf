import type { Db } from 'mongodb';
import type { WatchSignals } from '../watch/watch-signals.ts';
import type { LivestreamDocument } from './mongo-livestreams.ts';
import type { UserDocument } from './user-document.ts';

export function mongoWatchSignals(db: Db): WatchSignals {
  return {
    async reportsSince(sinceMs, limit) {
      const found = await db
        .collection<{ roomId: string; createdAt: Date }>('reports')
        .find(
          { createdAt: { $gte: new Date(sinceMs) }, roomId: { $gt: '' } },
          { hint: 'rooms_lately', projection: { _id: 0, roomId: 1 } },
        )
        .sort({ createdAt: -1 })
        .limit(limit)
        .toArray();
      return countsOf(found.map(({ roomId }) => roomId));
    },
    async largest(limit) {
      const found = await db
        .collection<LivestreamDocument>('livestreams')
        .find({ status: 'live', listed: true }, { hint: 'lobby', projection: { _id: 1 } })
        .sort({ currentViewers: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(({ _id }) => _id);
    },
    async sanctionsOf(accountIds, sinceMs) {
      if (accountIds.length === 0) return new Map();
      const found = await db
        .collection<{ accountId: string; createdAt: Date }>('sanctions')
        .find(
          { accountId: { $in: [...accountIds] }, createdAt: { $gte: new Date(sinceMs) } },
          { hint: 'account', projection: { _id: 0, accountId: 1 } },
        )
        .toArray();
      return countsOf(found.map(({ accountId }) => accountId));
    },
    async madeAt(accountIds) {
      if (accountIds.length === 0) return new Map();
      const found = await db
        .collection<UserDocument>('users')
        .find({ _id: { $in: [...accountIds] } }, { projection: { createdAt: 1 } })
        .toArray();
      return new Map(found.map(({ _id, createdAt }) => [_id, createdAt.getTime()]));
    },
  };
}

function countsOf(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
