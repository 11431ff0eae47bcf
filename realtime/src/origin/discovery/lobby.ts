import { pageOf } from '@halobuzz/core/api/conventions';
import type { LobbyQuery } from '@halobuzz/core/api/discovery';
import { type Stream, streamSchema } from '@halobuzz/core/api/streams';
import { listTag } from '../cache/cache-plan.ts';
import type { CacheService } from '../cache/cache-service.ts';
import { type LiveLivestream, streamView } from '../streams/livestream.ts';
import type { DiscoveryReads, LobbyFilter } from './discovery-reads.ts';
import { listCursor, placeOfCursor } from './list-cursor.ts';
import { type RankedItem, type RankingDeps, type RankingSource, rankedPage } from './ranking.ts';

export interface LobbyDeps extends RankingDeps {
  readonly reads: Pick<DiscoveryReads, 'rankLobby' | 'listed'>;
  readonly cache: Pick<CacheService, 'through'>;
}

const pageSchema = pageOf(streamSchema);
/** A page of broadcasts as the API shows them. */
export interface StreamPage {
  readonly items: Stream[];
  readonly next?: string | undefined;
}

/**
 * A page of live broadcasts for a reader in `viewerCountry`. Whom a broadcast shuts out does not see it; that is decided
 * when pages are laid out, so that one order serves all countries. First pages are cached.
 * @throws AppError `validation_failed` on `cursor`
 */
export async function lobbyPage(deps: LobbyDeps, query: LobbyQuery, viewerCountry: string): Promise<StreamPage> {
  const { cursor, limit, order, category, country, tag } = query;
  const list = ['lobby', order, category ?? '', country ?? '', tag ?? ''].join('|');
  const filter: LobbyFilter = {
    order,
    ...(category === undefined ? {} : { category }),
    ...(country === undefined ? {} : { country }),
    ...(tag === undefined ? {} : { tag }),
  };
  const place = cursor === undefined ? undefined : placeOfCursor(list, cursor);
  const source: RankingSource = { list, rank: (after, seen, byId) => deps.reads.rankLobby(filter, after, seen, byId) };
  const page = async (): Promise<StreamPage> => {
    const found = await rankedPage(deps, source, place, limit, (ids) =>
      listedFor(deps, viewerCountry, ids, ({ livestream, level }) =>
        order === 'trending' ? level : livestream.currentViewers,
      ),
    );
    const next = found.next === undefined ? {} : { next: listCursor(list, found.next) };
    return { items: found.items.map(streamView), ...next };
  };
  if (place !== undefined) return page();
  const parts = [list, limit, viewerCountry];
  const tags = ['lobby', listTag(category, country)] as const;
  return deps.cache.through({ cache: 'lobby', parts, schema: pageSchema, tags }, page);
}

/** What may be shown in a country, by id. */
export async function listedFor(
  deps: { readonly reads: Pick<DiscoveryReads, 'listed'> },
  viewerCountry: string,
  ids: readonly string[],
  scoreOf: (one: { readonly livestream: LiveLivestream; readonly level: number }) => number,
): Promise<ReadonlyMap<string, RankedItem<LiveLivestream>>> {
  const found = await deps.reads.listed(ids);
  return new Map(
    [...found]
      .filter(([, { livestream }]) => !livestream.privacy.countryBlocks.includes(viewerCountry))
      .map(([id, one]) => [id, { item: one.livestream, score: scoreOf(one) }]),
  );
}
