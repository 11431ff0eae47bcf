import type { AccountProjection } from '@halobuzz/core/api/internal';
import type { SearchQuery } from '@halobuzz/core/discovery/search-words';

/** A host as lists of hosts show them. */
export interface DirectoryHost {
  readonly id: string;
  readonly handle: string;
  readonly displayName: string;
  /** Broadcasts that were counted. */
  readonly streams: number;
}

/**
 * Every account with the number of its broadcasts: what the customer's aggregation over users and broadcasts answers, kept
 * at hand. It lags behind going live by a pass of {@link countStreams}; bans are in it as soon as in `users`.
 */
export interface HostDirectory {
  /** Takes over an account's public state unless a newer one is there; repeats change nothing. */
  project(projection: AccountProjection, atMs: number): Promise<void>;
  /**
   * Counts broadcasts that were not counted yet, a bounded number, each exactly once, whoever else does it or dies at it.
   * @returns how many
   */
  countStreams(): Promise<number>;
  /** Hosts with the most broadcasts, without who is banned or gone. */
  top(limit: number): Promise<readonly DirectoryHost[]>;
  /** The same answer from users and broadcasts alone: the customer's aggregation. Slow; for comparing. */
  topByAggregation(limit: number): Promise<readonly DirectoryHost[]>;
  /** Ids of who is found, at most `searchResultsMax`: whole words first, then who went live more often. */
  search(query: SearchQuery): Promise<readonly string[]>;
  /** Those of the ids that may be shown. */
  shown(ids: readonly string[]): Promise<ReadonlyMap<string, DirectoryHost>>;
  /**
   * Compares the next hosts behind an id with users and broadcasts on one snapshot, and mends what differs.
   * @returns how many were mended, and the last id looked at, undefined after the last one.
   */
  reconcile(afterId: string, atMs: number): Promise<{ readonly mended: number; readonly last: string | undefined }>;
}
