import type { LobbyOrder } from '@halobuzz/core/api/discovery';
import type { Stream } from '@halobuzz/core/api/streams';
import type { SearchQuery } from '@halobuzz/core/discovery/search-words';
import type { LiveLivestream } from '../streams/livestream.ts';
import type { RankingPoint, RankingSegment } from './ranking.ts';

/** Which live broadcasts, in which order. */
export interface LobbyFilter {
  readonly order: LobbyOrder;
  readonly category?: Stream['category'];
  /** Of the host. */
  readonly country?: string;
  readonly tag?: string;
}

/** A broadcast as lists show it: without what its door and the ledger know. */
export interface ListedLivestream {
  readonly livestream: LiveLivestream;
  /** Its place in trending; 0 where nothing has happened yet. */
  readonly level: number;
}

/** Broadcasts as lists read them. Only those that may stand in lists, unless something else is said. */
export interface DiscoveryReads {
  /** Ids behind `after`, without `seen`: by viewers or by trend, most first; see `RankingSource`. */
  rankLobby(
    filter: LobbyFilter,
    after: RankingPoint | undefined,
    seen: readonly string[],
    byId: boolean,
  ): Promise<RankingSegment>;
  /** Ids of what is found, at most `searchResultsMax`: whole words first, then those with more viewers. */
  rankSearch(query: SearchQuery): Promise<readonly string[]>;
  /** Those of the ids that are live and listed. */
  listed(ids: readonly string[]): Promise<ReadonlyMap<string, ListedLivestream>>;
  /**
   * Host → what of theirs is live and listed, and may be shown in `country`; in all countries where none is said.
   */
  listedOfHosts(hostIds: readonly string[], country: string | undefined): Promise<ReadonlyMap<string, string>>;
  /**
   * What is live now of those whom an account follows, the newest first, below the id `after`; broadcasts for followers
   * too, private ones not, and none that shut out `country`.
   */
  followedLive(
    accountId: string,
    country: string,
    after: string | undefined,
    limit: number,
  ): Promise<readonly LiveLivestream[]>;
}
