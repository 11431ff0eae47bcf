import { pageOf } from '@halobuzz/core/api/conventions';
import { foundHostsSchema, foundStreamsSchema, type LobbyQuery } from '@halobuzz/core/api/discovery';
import { topHostsSchema } from '@halobuzz/core/api/hosts';
import { streamSchema } from '@halobuzz/core/api/streams';
import type { ApiClient } from './client.ts';
import { queryOf } from './query-of.ts';

/** Which list of the lobby, and which page of it. */
export interface LobbyAsk {
  readonly order?: LobbyQuery['order'] | undefined;
  readonly category?: LobbyQuery['category'] | undefined;
  readonly country?: string | undefined;
  readonly tag?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const streamPage = pageOf(streamSchema);

/** What people find broadcasts and hosts by. All but what is followed is open to everybody. */
export function discoveryApi(client: ApiClient) {
  return {
    /** Live broadcasts: most viewers first, or by what happened lately. */
    streams: ({ order, category, country, tag, cursor, limit }: LobbyAsk) =>
      client.open({
        method: 'GET',
        path: `/streams${queryOf({ order, category, country, tag, cursor, limit: limit.toString() })}`,
        data: streamPage,
      }),
    /** What is live of those one follows, the newest first. */
    followedStreams: (limit: number, cursor?: string) =>
      client.authorised({
        method: 'GET',
        path: `/streams/following${queryOf({ cursor, limit: limit.toString() })}`,
        data: streamPage,
      }),
    /** The hosts who were given most coins this week. */
    topHosts: (limit: number) =>
      client.open({
        method: 'GET',
        path: `/hosts/top${queryOf({ by: 'coins', period: 'week', limit: limit.toString() })}`,
        data: topHostsSchema,
      }),
    searchStreams: (q: string, cursor?: string, signal?: AbortSignal) =>
      client.open({
        method: 'GET',
        path: `/search${queryOf({ q, kind: 'streams', cursor })}`,
        data: foundStreamsSchema,
        signal,
      }),
    searchHosts: (q: string, cursor?: string, signal?: AbortSignal) =>
      client.open({
        method: 'GET',
        path: `/search${queryOf({ q, kind: 'hosts', cursor })}`,
        data: foundHostsSchema,
        signal,
      }),
  };
}
