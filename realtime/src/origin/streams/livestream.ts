import type { Stream } from '@halobuzz/core/api/streams';

/** Why a broadcast ended; the same words as the room's last event. */
export type EndReason = 'host' | 'host_lost' | 'moderation';

/** The last entry that Redis had assigned in one wallet shard when a broadcast ended. */
export interface ShardPoint {
  readonly shard: number;
  readonly epoch: number;
  readonly sequence: number;
}

/** What a broadcast came to, as stored. Amounts are minor units. */
export interface StoredSummary {
  readonly peakViewers: number;
  readonly uniqueViewers: number;
  readonly likes: number;
  readonly gifts: number;
  readonly coins: bigint;
  readonly diamonds: bigint;
  readonly topGifters: readonly { readonly handle: string; readonly coins: bigint }[];
}

interface LivestreamBase {
  readonly id: string;
  readonly hostId: string;
  readonly hostHandle: string;
  /** The host in the ledger; never leaves the origin but for the room's own state. */
  readonly hostSubject: string;
  readonly title: string;
  readonly category: Stream['category'];
  readonly country: string;
  readonly region: string;
  readonly currentViewers: number;
  readonly startedAtMs: number;
}

/** A broadcast. `endHeads` is absent while the heads at its end could not be read; `final` freezes the summary. */
export type Livestream =
  | (LivestreamBase & { readonly status: 'live' })
  | (LivestreamBase & {
      readonly status: 'ended';
      readonly endedAtMs: number;
      readonly endReason: EndReason;
      readonly endHeads?: readonly ShardPoint[];
      readonly summary: StoredSummary;
      readonly final: boolean;
    });
export type LiveLivestream = Extract<Livestream, { status: 'live' }>;
export type EndedLivestream = Extract<Livestream, { status: 'ended' }>;

/** As the API shows it. */
export function streamView(livestream: Livestream): Stream {
  return {
    id: livestream.id,
    title: livestream.title,
    category: livestream.category,
    country: livestream.country,
    region: livestream.region,
    status: livestream.status,
    host: { id: livestream.hostId, handle: livestream.hostHandle },
    currentViewers: livestream.currentViewers,
    startedAt: new Date(livestream.startedAtMs).toISOString(),
    ...(livestream.status === 'ended' ? { endedAt: new Date(livestream.endedAtMs).toISOString() } : {}),
  };
}
