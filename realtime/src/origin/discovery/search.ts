import { type FoundHost, type SearchRequest, searchResultSchema } from '@halobuzz/core/api/discovery';
import { type SearchQuery, searchQuery } from '@halobuzz/core/discovery/search-words';
import { invalidField } from '@halobuzz/core/errors/app-error';
import { roomIdSchema } from '@halobuzz/core/protocol/messages/fields';
import type { z } from 'zod';
import type { CacheService } from '../cache/cache-service.ts';
import { streamView } from '../streams/livestream.ts';
import type { DiscoveryReads } from './discovery-reads.ts';
import type { HostDirectory } from './host-directory.ts';
import { listCursor, placeOfCursor } from './list-cursor.ts';
import { listedFor } from './lobby.ts';
import { type LoadRanked, type RankingDeps, type RankingSource, rankedPage } from './ranking.ts';

export interface SearchDeps extends RankingDeps {
  readonly reads: Pick<DiscoveryReads, 'rankSearch' | 'listed' | 'listedOfHosts'>;
  readonly directory: Pick<HostDirectory, 'search' | 'shown'>;
  readonly cache: Pick<CacheService, 'through'>;
}

type SearchResult = z.infer<typeof searchResultSchema>;

/**
 * A page of what is found, for a reader in `viewerCountry`. What was typed reaches the database as folded words and their
 * beginnings alone. First pages are cached.
 * @throws AppError `validation_failed` on `q`, `cursor`
 */
export async function searchPage(
  deps: SearchDeps,
  request: SearchRequest,
  viewerCountry: string,
): Promise<SearchResult> {
  const { cursor, kind, limit } = request;
  const query = searchQuery(request.q);
  if (query === undefined) throw invalidField('q', 'holds too few letters and digits');
  const list = ['search', kind, ...query.whole, '', ...query.prefix].join('|');
  const place = cursor === undefined ? undefined : placeOfCursor(list, cursor);
  const read = async (): Promise<SearchResult> => {
    if (kind === 'streams') {
      const page = await rankedPage(deps, sourceOf(list, query, deps.reads.rankSearch), place, limit, (ids) =>
        listedFor(deps, viewerCountry, ids, () => 0),
      );
      return { kind, items: page.items.map(streamView), ...cursorOf(list, page.next) };
    }
    const page = await rankedPage(deps, sourceOf(list, query, deps.directory.search), place, limit, (ids) =>
      foundHosts(deps, viewerCountry, ids),
    );
    return { kind, items: [...page.items], ...cursorOf(list, page.next) };
  };
  if (place !== undefined) return read();
  const parts = [list, limit, viewerCountry];
  return deps.cache.through(
    { cache: 'search', parts, schema: searchResultSchema, tags: ['lobby', 'live', 'hosts'] },
    read,
  );
}

function cursorOf(list: string, next: Parameters<typeof listCursor>[1] | undefined): { next?: string } {
  return next === undefined ? {} : { next: listCursor(list, next) };
}

/** Results are the best of a moment: there is nothing behind them. */
function sourceOf(
  list: string,
  query: SearchQuery,
  find: (query: SearchQuery) => Promise<readonly string[]>,
): RankingSource {
  return { list, whole: true, rank: async () => ({ ids: await find(query) }) };
}

/** People by id, with what of theirs is live and may be shown in the reader's country. */
async function foundHosts(
  deps: SearchDeps,
  viewerCountry: string,
  ids: readonly string[],
): ReturnType<LoadRanked<FoundHost>> {
  const [shown, live] = await Promise.all([deps.directory.shown(ids), deps.reads.listedOfHosts(ids, viewerCountry)]);
  return new Map(
    [...shown].map(([id, host]) => {
      const room = live.get(id);
      const item = { ...host, ...(room === undefined ? {} : { live: roomIdSchema.parse(room) }) };
      return [id, { item, score: 0 }];
    }),
  );
}
