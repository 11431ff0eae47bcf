import type { ViewerPlot } from '@halobuzz/core/streams/viewer-plot';
import type {
  EndedLivestream,
  EndReason,
  GiftBars,
  LiveLivestream,
  Livestream,
  ShardPoint,
  StoredSummary,
  StreamPlots,
} from './livestream.ts';

export interface LivestreamEnd {
  readonly endedAtMs: number;
  readonly endReason: EndReason;
  readonly endHeads?: readonly ShardPoint[];
  readonly summary: StoredSummary;
  readonly viewers?: ViewerPlot;
}

/** The permanent record of broadcasts. */
export interface LivestreamStore {
  /** Stores a new live broadcast. False when this host has one already: one winner, however many try at once. */
  insertLive(livestream: LiveLivestream, passwordHash?: string): Promise<boolean>;
  get(id: string): Promise<Livestream | undefined>;
  liveOfHost(hostId: string): Promise<LiveLivestream | undefined>;
  /** A host's broadcasts that are over, the newest first; those that began before `beforeMs`. */
  endedOfHost(hostId: string, beforeMs: number | undefined, limit: number): Promise<readonly EndedLivestream[]>;
  /** Turns a live broadcast into an ended one. False when it was not live: somebody else did it. */
  end(id: string, end: LivestreamEnd): Promise<boolean>;
  /** Live broadcasts in a fixed order, by host id after `afterHostId`: for background work. */
  scanLive(afterHostId: string, limit: number): Promise<readonly LiveLivestream[]>;
  /** Those of the ids that are live. */
  liveAmong(ids: readonly string[]): Promise<readonly LiveLivestream[]>;
  /** Writes viewer counts of broadcasts that are still live; where a count `was` known, while it is still that. */
  setViewers(counts: ReadonlyMap<string, number>, was?: ReadonlyMap<string, number>): Promise<void>;
  /** Since when hosts of these broadcasts are away, or undefined when they are back; of those that are still live. */
  setInterrupted(since: ReadonlyMap<string, number | undefined>): Promise<void>;
  plots(id: string): Promise<StreamPlots>;
  /** Ended broadcasts whose summary is not final yet, the oldest end first. */
  scanUnsettled(limit: number): Promise<readonly EndedLivestream[]>;
  /** Replaces heads and summary of an ended broadcast; nothing happens to one that is final. */
  settle(
    id: string,
    update: {
      readonly endHeads?: readonly ShardPoint[];
      readonly summary: StoredSummary;
      readonly final: boolean;
      readonly gifts?: GiftBars;
    },
  ): Promise<void>;
}
