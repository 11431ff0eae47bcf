import type { GiftPlan } from './ledger-gifts.ts';

type None = Record<string, never>;

/** How many entries, in which time. */
export type Drained = { readonly entries: number; readonly tookMs: number };

interface Progress {
  readonly entries: number;
  readonly atMs: number;
}

/** From the first commit on, whose entries do not count; from the start when there was only that one. */
export function drainedSince(startedMs: number, first: Progress | undefined, last: Progress): Drained {
  if (first === undefined || first.entries === last.entries) {
    return { entries: last.entries, tookMs: last.atMs - startedMs };
  }
  return { entries: last.entries - first.entries, tookMs: last.atMs - first.atMs };
}

/** The process that gives gifts: in the place of all gateways. */
export type GiverCommands = {
  readonly open: { readonly args: { readonly walletsUrl: string; readonly plan: GiftPlan }; readonly answer: None };
  /** A grant for every sender. */
  readonly fund: { readonly args: None; readonly answer: { readonly accepted: number } };
  /** As fast as it goes; `bare`: the same script with arguments made before, by the same client, and nothing around it. */
  readonly give: {
    readonly args: { readonly count: number; readonly concurrency: number; readonly bare: boolean };
    readonly answer: { readonly accepted: number; readonly tookMs: number };
  };
  /**
   * Evenly spread, in the background until {@link GiverCommands.ended}; not to senders of the shard `except`. With
   * `controlUrl` it listens for confirmations as the gateway does.
   */
  readonly begin: {
    readonly args: {
      readonly perSecond: number;
      readonly seconds: number;
      readonly except?: number;
      readonly controlUrl?: string;
    };
    readonly answer: None;
  };
  readonly givenSoFar: { readonly args: None; readonly answer: { readonly accepted: number } };
  /** Waits for the end; from `accepted` to the confirmation, ms. */
  readonly ended: {
    readonly args: None;
    readonly answer: {
      readonly sent: number;
      readonly accepted: number;
      readonly confirmed: number;
      readonly p50Ms: number;
      readonly p99Ms: number;
    };
  };
};

/** The process of the ledger. */
export type LedgerCommands = {
  readonly open: {
    readonly args: {
      readonly mongoUri: string;
      readonly database: string;
      readonly walletsUrl: string;
      /** Rooms and control; without it committed gifts are shown nowhere. */
      readonly roomsUrl?: string;
    };
    readonly answer: None;
  };
  /** Starts it and waits until all shards are open. */
  readonly start: { readonly args: None; readonly answer: None };
  /** Waits until it has committed so many entries since `open`. */
  readonly committed: { readonly args: { readonly count: number }; readonly answer: None };
  readonly stop: { readonly args: None; readonly answer: None };
  /** Starts it and waits for so many entries; the time runs from its first commit on, whose entries do not count. */
  readonly drain: { readonly args: { readonly count: number }; readonly answer: Drained };
  /**
   * Waits until a shard was found shut and is open again. `others`: entries of other shards committed meanwhile, and the
   * longest time without one.
   */
  readonly reopened: {
    readonly args: { readonly shard: number };
    readonly answer: { readonly tookMs: number; readonly others: number; readonly longestGapMs: number };
  };
};

/** The peer that does nothing but write documents that it made before. */
export type BareCommands = {
  readonly open: {
    readonly args: { readonly mongoUri: string; readonly database: string; readonly plan: GiftPlan };
    readonly answer: None;
  };
  /** Makes the documents of a grant for every sender. */
  readonly prepareFunds: { readonly args: None; readonly answer: None };
  /** Makes the documents of the next gifts. */
  readonly prepare: { readonly args: { readonly count: number }; readonly answer: None };
  /** Writes what was prepared; the time runs as in {@link LedgerCommands.drain}. */
  readonly drain: { readonly args: None; readonly answer: Drained };
};

/** The process that verifies. */
export type VerifierCommands = {
  readonly verify: {
    readonly args: { readonly mongoUri: string; readonly database: string; readonly entries: number };
    readonly answer: {
      readonly entries: number;
      readonly legs: number;
      readonly tookMs: number;
      /** First break or problem; empty when all holds. */
      readonly problem: string;
      /** Resident memory at a third, two thirds and the end of the walk. */
      readonly rssMiB: readonly [number, number, number];
    };
  };
};
