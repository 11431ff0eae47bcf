/** A listed broadcast as trending sees it. */
export interface TrendingRoom {
  readonly id: string;
  readonly startedAtMs: number;
  readonly viewers: number;
  /** Undefined before its first activity. */
  readonly trend: Trend | undefined;
}

/** A place in trending, and the totals that are in it. */
export interface Trend {
  readonly level: number;
  readonly atMs: number;
  readonly joins: number;
  readonly coins: number;
}

export interface TrendMove {
  readonly id: string;
  /** What was read: of two that move a broadcast from there, one does. */
  readonly from: Trend | undefined;
  readonly to: Trend;
}

export interface TrendStore {
  /** Listed broadcasts that somebody watches, in pages. */
  watched(): AsyncIterable<readonly TrendingRoom[]>;
  /** @returns how many moved; those that somebody else moved meanwhile, or that ended, do not */
  move(moves: readonly TrendMove[]): Promise<number>;
}
