import type { Stream } from '@halobuzz/core/api/streams';
import type { Door } from '@halobuzz/core/streams/entry';
import { type StreamPrivacy, shownPrivacy } from '@halobuzz/core/streams/privacy';
import type { ViewerPlot } from '@halobuzz/core/streams/viewer-plot';

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

/** Gifts over time: `bars[i]` are those that were accepted from `fromMs + i × stepMs` on, for a step. Minor units. */
export interface GiftBars {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly bars: readonly { readonly gifts: number; readonly coins: bigint }[];
}

/** Reads the gifts of one broadcast over time, as the ledger has them. */
export type ReadGiftBars = (roomId: string, fromMs: number, toMs: number) => Promise<GiftBars>;

/** How a broadcast went; gifts are known once its summary is final. */
export interface StreamPlots {
  readonly viewers?: ViewerPlot;
  readonly gifts?: GiftBars;
}

interface LivestreamBase {
  readonly id: string;
  readonly hostId: string;
  readonly hostHandle: string;
  /** Under which name the host's picture is kept; left alone once it ended. */
  readonly hostAvatar?: string;
  /** The host in the ledger; never leaves the origin but for the room's own state. */
  readonly hostSubject: string;
  readonly title: string;
  readonly category: Stream['category'];
  readonly tags: readonly string[];
  /** Under which name its picture is kept. */
  readonly cover?: string;
  /** Of the host, as of the last start or change. */
  readonly country: string;
  readonly region: string;
  readonly privacy: StreamPrivacy;
  /** May stand in lobby, trending and search: public ones, and those with a password. */
  readonly listed: boolean;
  /** Rises with every change of the above while it may be entered; absent while nothing was changed. */
  readonly doorVersion?: number;
  /** Rises with every new password; absent while there never was one. */
  readonly passwordVersion?: number;
  readonly currentViewers: number;
  /** When it is to start, if its host said so; kept afterwards. */
  readonly scheduledAtMs?: number;
}

/**
 * A broadcast. A draft is its host's alone, with a time to start at it is scheduled, and it goes by itself at
 * `expiresAtMs`. `interruptedAtMs`: the host's connection is lost since. `endHeads` is absent while the heads at its end
 * could not be read; `final` freezes the summary.
 */
export type Livestream =
  | (LivestreamBase & { readonly status: 'draft'; readonly createdAtMs: number; readonly expiresAtMs: number })
  | (LivestreamBase & { readonly status: 'live'; readonly startedAtMs: number; readonly interruptedAtMs?: number })
  | (LivestreamBase & {
      readonly status: 'ended';
      readonly startedAtMs: number;
      readonly endedAtMs: number;
      readonly endReason: EndReason;
      readonly endHeads?: readonly ShardPoint[];
      readonly summary: StoredSummary;
      readonly final: boolean;
    });
export type DraftLivestream = Extract<Livestream, { status: 'draft' }>;
export type LiveLivestream = Extract<Livestream, { status: 'live' }>;
export type EndedLivestream = Extract<Livestream, { status: 'ended' }>;

/** Its door, as its room is told. */
export function doorOf({ doorVersion = 0, passwordVersion = 0, privacy }: Livestream): Door {
  return { version: doorVersion, passwordVersion, privacy };
}

/** As the API shows it to everybody. */
export function streamView(livestream: Livestream): Stream {
  return {
    id: livestream.id,
    title: livestream.title,
    category: livestream.category,
    tags: [...livestream.tags],
    ...(livestream.cover === undefined ? {} : { cover: livestream.cover }),
    country: livestream.country,
    region: livestream.region,
    status: shownStatus(livestream),
    privacy: shownPrivacy(livestream.privacy),
    host: hostOf(livestream),
    currentViewers: livestream.currentViewers,
    ...timesOf(livestream),
  };
}

function hostOf({ hostId: id, hostHandle: handle, hostAvatar: avatar, status }: Livestream): Stream['host'] {
  return { id, handle, ...(avatar === undefined || status === 'ended' ? {} : { avatar }) };
}

function shownStatus(livestream: Livestream): Stream['status'] {
  switch (livestream.status) {
    case 'draft':
      return livestream.scheduledAtMs === undefined ? 'draft' : 'scheduled';
    case 'live':
      return livestream.interruptedAtMs === undefined ? 'live' : 'interrupted';
    case 'ended':
      return 'ended';
    default:
      return livestream satisfies never;
  }
}

function timesOf(livestream: Livestream): Pick<Stream, 'scheduledAt' | 'startedAt' | 'interruptedAt' | 'endedAt'> {
  const { scheduledAtMs } = livestream;
  const startedAtMs = livestream.status === 'draft' ? undefined : livestream.startedAtMs;
  const interruptedAtMs = livestream.status === 'live' ? livestream.interruptedAtMs : undefined;
  return {
    ...(scheduledAtMs === undefined ? {} : { scheduledAt: iso(scheduledAtMs) }),
    ...(startedAtMs === undefined ? {} : { startedAt: iso(startedAtMs) }),
    ...(interruptedAtMs === undefined ? {} : { interruptedAt: iso(interruptedAtMs) }),
    ...(livestream.status === 'ended' ? { endedAt: iso(livestream.endedAtMs) } : {}),
  };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
