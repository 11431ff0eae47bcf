/** What is known of live rooms and their hosts, for the watch list. All of it is read by indexes, and bounded. */
export interface WatchSignals {
  /** How many reports each room got since then, as far as `limit` reports go, the newest first. */
  reportsSince(sinceMs: number, limit: number): Promise<ReadonlyMap<string, number>>;
  /** Live rooms that everybody may find, the largest first. */
  largest(limit: number): Promise<readonly string[]>;
  /** Bans and mutes of each account since then. */
  sanctionsOf(accountIds: readonly string[], sinceMs: number): Promise<ReadonlyMap<string, number>>;
  /** When accounts were made; those that are not known are left out. */
  madeAt(accountIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
