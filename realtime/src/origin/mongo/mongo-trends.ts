import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import type { Trend, TrendingRoom, TrendStore } from '../discovery/trend-store.ts';
import type { PlannedQuery } from './mongo-discovery.ts';
import type { TrendField } from './mongo-discovery-fields.ts';
import type { LivestreamDocument } from './mongo-livestreams.ts';
import { wholeOf } from './numbers.ts';
import type { UserDocument } from './user-document.ts';

/** Everything listed that somebody watches, over the index of the lobby: it ends where nobody watches. */
export const watchedQuery: PlannedQuery = {
  filter: { status: 'live', listed: true, currentViewers: { $gt: 0 } },
  sort: { currentViewers: -1, _id: -1 },
  hint: 'lobby',
};

type WatchedRoom = TrendingRoom & { readonly hostId: string };

export function mongoTrends(db: Db): TrendStore {
  const collection = db.collection<LivestreamDocument>('livestreams');
  const users = db.collection<UserDocument>('users');

  /** Without broadcasts of hosts who objected to being recommended: what stands of theirs in trending is taken away. */
  async function ranked(page: readonly WatchedRoom[]): Promise<TrendingRoom[]> {
    const filter = { _id: { $in: page.map(({ hostId }) => hostId) }, 'privacy.recommendations': false };
    const found = await users.find(filter, { projection: { _id: 1 } }).toArray();
    const objecting = new Set(found.map(({ _id }) => _id));
    const left = page.filter(({ hostId, trend }) => objecting.has(hostId) && trend !== undefined);
    if (left.length > 0) {
      await collection.updateMany({ _id: { $in: left.map(({ id }) => id) } }, { $unset: { trend: '' } });
    }
    return page.filter(({ hostId }) => !objecting.has(hostId)).map(({ hostId: _hostId, ...room }) => room);
  }

  return {
    async *watched() {
      const { filter, sort, hint } = watchedQuery;
      const cursor = collection
        .find(filter, { projection: { hostId: 1, startedAt: 1, currentViewers: 1, trend: 1 } })
        .sort({ ...sort })
        .hint(hint)
        .batchSize(limits.backgroundBatchMax);
      let page: WatchedRoom[] = [];
      for await (const { _id, hostId, startedAt, currentViewers, trend } of cursor) {
        const startedAtMs = startedAt?.getTime() ?? 0;
        page.push({ id: _id, hostId, startedAtMs, viewers: wholeOf(currentViewers), trend: trendOf(trend) });
        if (page.length < limits.backgroundBatchMax) continue;
        yield await ranked(page);
        page = [];
      }
      if (page.length > 0) yield await ranked(page);
    },
    async move(moves) {
      let moved = 0;
      for (let at = 0; at < moves.length; at += limits.backgroundBatchMax) {
        const outcome = await collection.bulkWrite(
          moves.slice(at, at + limits.backgroundBatchMax).map(({ id, from, to }) => ({
            updateOne: {
              filter: {
                _id: id,
                status: 'live' as const,
                'trend.at': from === undefined ? { $exists: false } : new Date(from.atMs),
              },
              update: { $set: { trend: { level: to.level, at: new Date(to.atMs), joins: to.joins, coins: to.coins } } },
            },
          })),
          { ordered: false, writeConcern: { w: 1 } },
        );
        moved += outcome.modifiedCount;
      }
      return moved;
    },
  };
}

function trendOf(field: TrendField | undefined): Trend | undefined {
  if (field === undefined) return undefined;
  const { level, at, joins, coins } = field;
  return { level, atMs: at.getTime(), joins: wholeOf(joins), coins: wholeOf(coins) };
}
