import type { StreamPrivacy } from '@halobuzz/core/streams/privacy';
import type { Collection, Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type {
  DraftLivestream,
  EndedLivestream,
  EndReason,
  LiveLivestream,
  Livestream,
  ShardPoint,
  StoredSummary,
  StreamPlots,
} from '../streams/livestream.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import { type DiscoveryFields, discoveryFields, reachOf } from './mongo-discovery-fields.ts';
import { amountOf, bigintOptions, wholeOf } from './numbers.ts';

/** As stored in `livestreams`. */
export interface LivestreamDocument extends DiscoveryFields {
  _id: string;
  hostId: string;
  hostHandle: string;
  hostAvatar?: string;
  hostSubject?: string;
  title: string;
  category: Livestream['category'];
  tags: string[];
  cover?: string;
  country: string;
  region: string;
  status: Livestream['status'];
  privacy: Omit<StreamPrivacy, 'countryBlocks'> & { countryBlocks: string[] };
  listed: boolean;
  doorVersion?: number | bigint;
  passwordVersion?: number | bigint;
  /** Read by itself alone: see {@link withoutEntry}. */
  entry?: EntryDocument;
  currentViewers: number | bigint;
  /** When a draft was made, and when it goes. */
  createdAt?: Date;
  expiresAt?: Date;
  scheduledAt?: Date;
  /** Of a scheduled draft: whether its followers were told that it starts soon. */
  reminded?: boolean;
  /** Absent in a draft. */
  startedAt?: Date;
  interruptedAt?: Date;
  endedAt?: Date;
  updatedAt?: Date;
  endReason?: EndReason;
  peakViewers?: number | bigint;
  uniqueViewers?: number | bigint;
  summary?: SummaryDocument;
  /** Read by itself, too. */
  plots?: PlotsDocument;
}

interface EntryDocument {
  invited: { account: string; handle: string; at: Date }[];
  passwordHash?: string;
}

interface PlotsDocument {
  viewers?: { fromMs: number | bigint; stepMs: number | bigint; points: (number | bigint)[] };
  gifts?: {
    fromMs: number | bigint;
    stepMs: number | bigint;
    bars: { gifts: number | bigint; coins: number | bigint }[];
  };
}

/** Who is invited, what a password is known by, and plots are no part of what lists and passes read. */
export const withoutEntry = { projection: { entry: 0, plots: 0, searchKeys: 0, trend: 0 } } as const;

interface SummaryDocument {
  likes: number | bigint;
  gifts: number | bigint;
  coins: number | bigint;
  diamonds: number | bigint;
  topGifters: { handle: string; coins: number | bigint }[];
  /** Absent while the wallets' heads at the end could not be read. */
  endHeads?: { shard: number | bigint; epoch: number | bigint; sequence: number | bigint }[];
  final: boolean;
}

export function mongoLivestreams(db: Db): LivestreamStore {
  const collection: Collection<LivestreamDocument> = db.collection('livestreams', bigintOptions);
  return {
    async insertLive(livestream, passwordHash) {
      try {
        await collection.insertOne(liveDocument(livestream, passwordHash), { writeConcern: { w: 'majority' } });
        return true;
      } catch (error) {
        if (isDuplicateHost(error)) return false;
        throw error;
      }
    },
    async get(id) {
      const document = await collection.findOne({ _id: id }, withoutEntry);
      return document === null ? undefined : fromDocument(document);
    },
    async liveOfHost(hostId) {
      const document = await collection.findOne(
        { hostId, status: 'live' },
        { ...withoutEntry, hint: 'one_live_per_host' },
      );
      return document === null ? undefined : liveOf(document);
    },
    async endedOfHost(hostId, beforeMs, limit) {
      // A host has one live broadcast at a time, so no two begin in one millisecond: the time is the whole order.
      const startedAt = beforeMs === undefined ? {} : { startedAt: { $lt: new Date(beforeMs) } };
      const documents = await collection
        .find({ hostId, status: 'ended', ...startedAt }, withoutEntry)
        .sort({ startedAt: -1 })
        .limit(limit)
        .hint('host')
        .toArray();
      return documents.map(endedOf);
    },
    async end(id, end) {
      const { endedAtMs, endReason, endHeads, summary, viewers } = end;
      const outcome = await collection.updateOne(
        { _id: id, status: 'live' },
        {
          $unset: { interruptedAt: 1 },
          $set: {
            status: 'ended',
            endedAt: new Date(endedAtMs),
            updatedAt: new Date(endedAtMs),
            endReason,
            currentViewers: 0,
            peakViewers: summary.peakViewers,
            uniqueViewers: summary.uniqueViewers,
            summary: toSummary(summary, endHeads, false),
            ...(viewers === undefined ? {} : { 'plots.viewers': { ...viewers, points: [...viewers.points] } }),
          },
        },
        { writeConcern: { w: 'majority' } },
      );
      return outcome.modifiedCount === 1;
    },
    async scanLive(afterHostId, limit) {
      const documents = await collection
        .find({ status: 'live', hostId: { $gt: afterHostId } }, withoutEntry)
        .sort({ hostId: 1 })
        .limit(limit)
        .hint('one_live_per_host')
        .toArray();
      return documents.map(liveOf);
    },
    async liveAmong(ids) {
      const documents = await collection
        .find({ _id: { $in: [...ids] }, status: 'live' }, withoutEntry)
        .hint('_id_')
        .toArray();
      return documents.map(liveOf);
    },
    async setViewers(counts, was) {
      if (counts.size === 0) return;
      const updates = [...counts].map(([id, currentViewers]) => ({
        updateOne: {
          filter: { _id: id, status: 'live' as const, ...wasField(was?.get(id)) },
          update: { $set: { currentViewers, reach: reachOf(currentViewers) } },
        },
      }));
      await collection.bulkWrite(updates, { ordered: false, writeConcern: { w: 1 } });
    },
    async setInterrupted(since) {
      if (since.size === 0) return;
      const updates = [...since].map(([id, atMs]) => ({
        updateOne: {
          filter: { _id: id, status: 'live' as const },
          update:
            atMs === undefined
              ? { $unset: { interruptedAt: 1 as const } }
              : { $set: { interruptedAt: new Date(atMs) } },
        },
      }));
      await collection.bulkWrite(updates, { ordered: false, writeConcern: { w: 1 } });
    },
    async plots(id) {
      const document = await collection.findOne({ _id: id }, { projection: { plots: 1 } });
      return plotsOf(document?.plots);
    },
    async scanUnsettled(limit) {
      const documents = await collection
        .find({ 'summary.final': false }, withoutEntry)
        .sort({ endedAt: 1 })
        .limit(limit)
        .toArray();
      return documents.map(fromDocument).filter((one) => one.status === 'ended');
    },
    async settle(id, { endHeads, summary, final, gifts }) {
      await collection.updateOne(
        { _id: id, 'summary.final': false },
        {
          $set: {
            peakViewers: summary.peakViewers,
            uniqueViewers: summary.uniqueViewers,
            summary: toSummary(summary, endHeads, final),
            ...(gifts === undefined
              ? {}
              : { 'plots.gifts': { ...gifts, bars: gifts.bars.map((bar) => ({ ...bar })) } }),
          },
        },
        { writeConcern: { w: 'majority' } },
      );
    },
  };
}

function wasField(currentViewers: number | undefined): { readonly currentViewers?: number } {
  return currentViewers === undefined ? {} : { currentViewers };
}

/** A duplicate `_id` is no such answer: ids are never made twice. */
export function isDuplicateHost(error: unknown): boolean {
  if (!isDuplicateKey(error)) return false;
  const pattern: unknown = error.keyPattern;
  return typeof pattern === 'object' && pattern !== null && 'hostId' in pattern;
}

function liveDocument(livestream: LiveLivestream, passwordHash: string | undefined): LivestreamDocument {
  const { id, startedAtMs, scheduledAtMs, interruptedAtMs, ...rest } = livestream;
  return {
    _id: id,
    ...rest,
    ...discoveryFields(livestream),
    ...fieldsOf(livestream, passwordHash),
    startedAt: new Date(startedAtMs),
    ...(scheduledAtMs === undefined ? {} : { scheduledAt: new Date(scheduledAtMs) }),
    ...(interruptedAtMs === undefined ? {} : { interruptedAt: new Date(interruptedAtMs) }),
  };
}

export function draftDocument(draft: DraftLivestream, passwordHash: string | undefined): LivestreamDocument {
  const { id, createdAtMs, expiresAtMs, scheduledAtMs, ...rest } = draft;
  return {
    _id: id,
    ...rest,
    ...fieldsOf(draft, passwordHash),
    createdAt: new Date(createdAtMs),
    expiresAt: new Date(expiresAtMs),
    ...(scheduledAtMs === undefined ? {} : { scheduledAt: new Date(scheduledAtMs), reminded: false }),
  };
}

/** Nobody is invited yet. */
function fieldsOf({ tags, privacy }: Livestream, passwordHash: string | undefined) {
  return {
    tags: [...tags],
    privacy: privacyField(privacy),
    entry: { invited: [], ...(passwordHash === undefined ? {} : { passwordHash }) },
  };
}

export function privacyField(privacy: StreamPrivacy): LivestreamDocument['privacy'] {
  return { ...privacy, countryBlocks: [...privacy.countryBlocks] };
}

function toSummary(
  summary: StoredSummary,
  endHeads: readonly ShardPoint[] | undefined,
  final: boolean,
): SummaryDocument {
  const { likes, gifts, coins, diamonds, topGifters } = summary;
  return {
    likes,
    gifts,
    coins,
    diamonds,
    topGifters: topGifters.map((gifter) => ({ ...gifter })),
    ...(endHeads === undefined ? {} : { endHeads: endHeads.map((head) => ({ ...head })) }),
    final,
  };
}

function baseOf(document: LivestreamDocument) {
  return {
    id: document._id,
    hostId: document.hostId,
    hostHandle: document.hostHandle,
    ...(document.hostAvatar === undefined ? {} : { hostAvatar: document.hostAvatar }),
    hostSubject: document.hostSubject ?? '',
    title: document.title,
    category: document.category,
    tags: document.tags,
    ...(document.cover === undefined ? {} : { cover: document.cover }),
    country: document.country,
    region: document.region,
    privacy: document.privacy,
    listed: document.listed,
    ...(document.doorVersion === undefined ? {} : { doorVersion: wholeOf(document.doorVersion) }),
    ...(document.passwordVersion === undefined ? {} : { passwordVersion: wholeOf(document.passwordVersion) }),
    currentViewers: wholeOf(document.currentViewers),
    ...(document.scheduledAt === undefined ? {} : { scheduledAtMs: document.scheduledAt.getTime() }),
  };
}

/** A document that is live. */
export function liveOf(document: LivestreamDocument): LiveLivestream {
  const { interruptedAt } = document;
  return {
    ...baseOf(document),
    status: 'live',
    startedAtMs: timeOf(document, 'startedAt'),
    ...(interruptedAt === undefined ? {} : { interruptedAtMs: interruptedAt.getTime() }),
  };
}

export function draftOf(document: LivestreamDocument): DraftLivestream {
  const [createdAtMs, expiresAtMs] = [timeOf(document, 'createdAt'), timeOf(document, 'expiresAt')];
  return { ...baseOf(document), status: 'draft', createdAtMs, expiresAtMs };
}

export function fromDocument(document: LivestreamDocument): Livestream {
  switch (document.status) {
    case 'draft':
      return draftOf(document);
    case 'live':
      return liveOf(document);
    case 'ended':
      return endedOf(document);
    default:
      return document.status satisfies never;
  }
}

/** A time that a broadcast in its state has; one without it was written past this file. */
function timeOf(document: LivestreamDocument, field: 'createdAt' | 'expiresAt' | 'startedAt'): number {
  const time = document[field];
  if (time === undefined) throw new Error(`livestream ${document._id} has no ${field}`);
  return time.getTime();
}

function endedOf(document: LivestreamDocument): EndedLivestream {
  const { summary } = document;
  const endHeads = summary?.endHeads?.map((head) => ({
    shard: wholeOf(head.shard),
    epoch: wholeOf(head.epoch),
    sequence: wholeOf(head.sequence),
  }));
  return {
    ...baseOf(document),
    status: 'ended',
    startedAtMs: timeOf(document, 'startedAt'),
    endedAtMs: document.endedAt?.getTime() ?? timeOf(document, 'startedAt'),
    endReason: document.endReason ?? 'host_lost',
    ...(endHeads === undefined ? {} : { endHeads }),
    summary: {
      peakViewers: wholeOf(document.peakViewers ?? 0),
      uniqueViewers: wholeOf(document.uniqueViewers ?? 0),
      likes: wholeOf(summary?.likes ?? 0),
      gifts: wholeOf(summary?.gifts ?? 0),
      coins: amountOf(summary?.coins ?? 0),
      diamonds: amountOf(summary?.diamonds ?? 0),
      topGifters: (summary?.topGifters ?? []).map(({ handle, coins }) => ({ handle, coins: amountOf(coins) })),
    },
    final: summary?.final ?? true,
  };
}

function plotsOf(document: PlotsDocument | undefined): StreamPlots {
  const { viewers, gifts } = document ?? {};
  return {
    ...(viewers === undefined
      ? {}
      : {
          viewers: {
            ...{ fromMs: wholeOf(viewers.fromMs), stepMs: wholeOf(viewers.stepMs) },
            points: viewers.points.map(wholeOf),
          },
        }),
    ...(gifts === undefined
      ? {}
      : {
          gifts: {
            ...{ fromMs: wholeOf(gifts.fromMs), stepMs: wholeOf(gifts.stepMs) },
            bars: gifts.bars.map((bar) => ({ gifts: wholeOf(bar.gifts), coins: amountOf(bar.coins) })),
          },
        }),
  };
}
