import type {
  EndedLivestream,
  EndReason,
  LiveLivestream,
  Livestream,
  ShardPoint,
  StoredSummary,
} from './livestream.ts';

export interface LivestreamFilter {
  readonly category?: string;
  readonly country?: string;
}

/** Where the last page ended: order is by viewers, most first, then by id. */
export interface LivestreamPoint {
  readonly currentViewers: number;
  readonly id: string;
}

export interface LivestreamEnd {
  readonly endedAtMs: number;
  readonly endReason: EndReason;
  readonly endHeads?: readonly ShardPoint[];
  readonly summary: StoredSummary;
}

/** The permanent record of broadcasts. */
export interface LivestreamStore {
  /** Stores a new live broadcast. False when this host has one already: one winner, however many try at once. */
  insertLive(livestream: LiveLivestream): Promise<boolean>;
  get(id: string): Promise<Livestream | undefined>;
  liveOfHost(hostId: string): Promise<LiveLivestream | undefined>;
  /** Live broadcasts by viewers. At most `limit` of them, after `after`. */
  listLive(
    filter: LivestreamFilter,
    after: LivestreamPoint | undefined,
    limit: number,
  ): Promise<readonly LiveLivestream[]>;
  /** Turns a live broadcast into an ended one. False when it was not live: somebody else did it. */
  end(id: string, end: LivestreamEnd): Promise<boolean>;
  /** Live broadcasts in a fixed order, by host id after `afterHostId`: for background work. */
  scanLive(afterHostId: string, limit: number): Promise<readonly LiveLivestream[]>;
  /** Writes viewer counts of broadcasts that are still live. */
  setViewers(counts: ReadonlyMap<string, number>): Promise<void>;
  /** Ended broadcasts whose summary is not final yet, the oldest end first. */
  scanUnsettled(limit: number): Promise<readonly EndedLivestream[]>;
  /** Replaces heads and summary of an ended broadcast; nothing happens to one that is final. */
  settle(
    id: string,
    update: { readonly endHeads?: readonly ShardPoint[]; readonly summary: StoredSummary; readonly final: boolean },
  ): Promise<void>;
}
