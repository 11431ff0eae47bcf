import { categories } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import type { Db, Document, Filter } from 'mongodb';
import type { DiscoveryReads, LobbyFilter } from '../discovery/discovery-reads.ts';
import type { RankingPoint } from '../discovery/ranking.ts';
import { type LivestreamDocument, liveOf } from './mongo-livestreams.ts';
import { bigintOptions, wholeOf } from './numbers.ts';
import { createKeySearch, type SearchedBy } from './search-by-keys.ts';

/** What every list of broadcasts shows; also what the partial indexes below hold. */
const shown = { status: 'live', listed: true } as const;

/** What lists show of a broadcast, and what decides who is shown it; the rest stays where it is. */
const shownFields = {
  ...{ hostId: 1, hostHandle: 1, title: 1, category: 1, tags: 1, cover: 1, country: 1, region: 1, privacy: 1 },
  ...{ currentViewers: 1, scheduledAt: 1, startedAt: 1, interruptedAt: 1, listed: 1 },
} as const;
const forLists = { projection: shownFields } as const;
const forRankedLists = { projection: { ...shownFields, 'trend.level': 1 } } as const;

/** A query with the index it goes by, so that no planner has to guess. Exported for the test that explains them. */
export interface PlannedQuery {
  readonly filter: Filter<LivestreamDocument>;
  readonly sort: Readonly<Record<string, 1 | -1>>;
  readonly hint: string;
}

/**
 * Live broadcasts by viewers or by trend, behind a point and without those seen. Category and country go by the
 * customer's index; a country alone is that index once for each category, merged in order (SORT_MERGE), as trending without
 * a filter is the index by category. Equals stand in the order of the index: the customer's has none, so that it is asked to
 * sort them `byId` (in memory) where nothing but the last one shown is known.
 */
export function lobbyQuery(
  filter: LobbyFilter,
  after: RankingPoint | undefined,
  seen: readonly string[],
  byId = false,
): PlannedQuery {
  const { order, category, country, tag } = filter;
  const field = scoreField(filter);
  const { hint, newestFirst } = indexOf(filter);
  const everyCategory = category === undefined && (hint === 'discovery' || hint === 'trending_category');
  const asked = {
    ...shown,
    ...(category === undefined ? {} : { category }),
    ...(everyCategory ? { category: { $in: [...categories] } } : {}),
    ...(country === undefined ? {} : { country }),
    ...(tag === undefined ? {} : { tags: tag }),
  };
  const bound =
    after === undefined
      ? order === 'trending'
        ? { [field]: { $gt: 0 } }
        : {}
      : behind(field, after, newestFirst ? '$lt' : byId ? '$gt' : undefined);
  const unseen = seen.length === 0 ? {} : { _id: { $nin: [...seen] } };
  return {
    filter: { ...asked, ...bound, ...unseen },
    sort: newestFirst ? { [field]: -1, _id: -1 } : { [field]: -1, ...(byId ? { _id: 1 as const } : {}) },
    hint,
  };
}

/** The customer's index ends in the count, so that equals stand as they were stored; the others end in the id. */
function indexOf({ order, category, country, tag }: LobbyFilter): {
  readonly hint: string;
  readonly newestFirst: boolean;
} {
  if (order === 'trending') {
    return { hint: country === undefined ? 'trending_category' : 'trending_country', newestFirst: true };
  }
  if (tag !== undefined) return { hint: 'lobby_tag', newestFirst: true };
  if (country !== undefined) return { hint: 'discovery', newestFirst: false };
  return { hint: category === undefined ? 'lobby' : 'lobby_category', newestFirst: true };
}

/** What stands behind a point; without an order of ids its equals too, of which the caller knows those that were seen. */
function behind(
  field: string,
  { score, id }: RankingPoint,
  idOrder: '$lt' | '$gt' | undefined,
): Filter<LivestreamDocument> {
  const equals =
    idOrder === undefined ? {} : { $or: [{ [field]: { $lt: score } }, { [field]: score, _id: { [idOrder]: id } }] };
  // The driver's type of a filter does not know a field by a name that is computed.
  return { [field]: { $lte: score }, ...equals } as Filter<LivestreamDocument>;
}

const segmentSize = limits.rankingSegmentEntriesMax;

/** A segment as one document: reading two hundred of them costs the origin more than all else about a page. */
export function rankingPipeline(filter: LobbyFilter, query: PlannedQuery): Document[] {
  return [
    { $match: query.filter },
    { $sort: { ...query.sort } },
    { $limit: segmentSize + 1 },
    { $group: { _id: null, ids: { $push: '$_id' }, scores: { $push: `$${scoreField(filter)}` } } },
    { $project: { _id: 0, ids: 1, score: { $arrayElemAt: ['$scores', segmentSize - 1] } } },
  ];
}

/** Broadcasts by words: those with more viewers (in powers of two) first, then the newest. */
export const searchedStreams: SearchedBy = { shown, sort: { reach: -1, _id: -1 }, hint: 'search' };

/** What of these hosts is live, and not private; not where the host shut the reader's country out. */
export function followedLiveFilter(hostIds: readonly string[], country: string): Filter<LivestreamDocument> {
  return {
    hostId: { $in: [...hostIds] },
    status: 'live',
    'privacy.visibility': { $ne: 'private' },
    'privacy.countryBlocks': { $ne: country },
  };
}

export function followedFilter(followerId: string) {
  return { followerId, followedId: { $gt: '' } };
}

/** Those of these hosts that may be shown in a country; without one, those that shut out nobody. */
export function listedOfHostsFilter(
  hostIds: readonly string[],
  country: string | undefined,
): Filter<LivestreamDocument> {
  const open = country === undefined ? { $size: 0 } : { $ne: country };
  return { hostId: { $in: [...hostIds] }, ...shown, 'privacy.countryBlocks': open };
}

export function mongoDiscovery(db: Db): DiscoveryReads {
  const livestreams = db.collection<LivestreamDocument>('livestreams', bigintOptions);
  const follows = db.collection<{ followerId: string; followedId: string }>('follows');
  return {
    async rankLobby(filter, after, seen, byId) {
      const query = lobbyQuery(filter, after, seen, byId);
      const pipeline = rankingPipeline(filter, query);
      const [found] = await livestreams.aggregate<RankedDocument>(pipeline, { hint: query.hint }).toArray();
      const ids = found?.ids.slice(0, segmentSize) ?? [];
      const last = ids.at(-1);
      if (found === undefined || last === undefined || found.ids.length <= segmentSize) return { ids };
      return { ids, next: { score: wholeOrLevel(found.score ?? 0), id: last } };
    },

    rankSearch: createKeySearch(livestreams, searchedStreams, () => performance.now()),

    async listed(ids) {
      const found = await livestreams
        .find({ _id: { $in: [...ids] }, ...shown }, forRankedLists)
        .batchSize(limits.pageItemsMax + 1)
        .hint('_id_')
        .toArray();
      return new Map(
        found.map((document) => [document._id, { livestream: liveOf(document), level: document.trend?.level ?? 0 }]),
      );
    },

    async listedOfHosts(hostIds, country) {
      const found = await livestreams
        .find(listedOfHostsFilter(hostIds, country), { projection: { hostId: 1 } })
        .hint('one_live_per_host')
        .toArray();
      return new Map(found.map(({ _id, hostId }) => [hostId, _id]));
    },

    async followedLive(accountId, country, after, limit) {
      const followed = await follows
        .find(followedFilter(accountId), { projection: { _id: 0, followedId: 1 } })
        .hint('pair')
        .limit(limits.followsPerAccountMax)
        .toArray();
      const hosts = followed.map(({ followedId }) => followedId);
      const live = await livestreams
        .find(followedLiveFilter(hosts, country), { projection: { _id: 1 } })
        .hint('one_live_per_host')
        .toArray();
      // Ids begin with the time they were made at.
      const ids = live.map(({ _id }) => _id).sort((a, b) => (a < b ? 1 : -1));
      const page = ids.filter((id) => after === undefined || id < after).slice(0, limit);
      const found = await livestreams
        .find({ _id: { $in: page }, status: 'live' }, forLists)
        .hint('_id_')
        .toArray();
      const byId = new Map(found.map((document) => [document._id, liveOf(document)]));
      return page.flatMap((id) => byId.get(id) ?? []);
    },
  };
}

interface RankedDocument {
  readonly ids: string[];
  /** Of the last that fits; absent where there are fewer. */
  readonly score?: number | bigint;
}

function scoreField({ order }: LobbyFilter): 'trend.level' | 'currentViewers' {
  return order === 'trending' ? 'trend.level' : 'currentViewers';
}

/** Counts are whole numbers, of either size; levels are not. */
function wholeOrLevel(score: number | bigint): number {
  return typeof score === 'bigint' ? wholeOf(score) : score;
}
