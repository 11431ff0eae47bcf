import { categories } from '@halobuzz/core/api/streams';
import type { StreamPrivacy } from '@halobuzz/core/streams/privacy';
import { type Collection, type Db, type Filter, MongoServerError } from 'mongodb';
import type {
  DraftLivestream,
  EndedLivestream,
  EndReason,
  LiveLivestream,
  Livestream,
  ShardPoint,
  StoredSummary,
} from '../streams/livestream.ts';
import type { LivestreamFilter, LivestreamPoint, LivestreamStore } from '../streams/livestream-store.ts';
import { amountOf, bigintOptions, wholeOf } from './numbers.ts';

/** As stored in `livestreams`. */
interface LivestreamDocument {
  _id: string;
  hostId: string;
  hostHandle: string;
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
  currentViewers: number | bigint;
  /** When a draft was made, and when it goes. */
  createdAt?: Date;
  expiresAt?: Date;
  scheduledAt?: Date;
  /** Absent in a draft. */
  startedAt?: Date;
  interruptedAt?: Date;
  endedAt?: Date;
  updatedAt?: Date;
  endReason?: EndReason;
  peakViewers?: number | bigint;
  uniqueViewers?: number | bigint;
  summary?: SummaryDocument;
}

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

const DUPLICATE_KEY = 11_000;
/** The customer's index serves every filtered list, the lobby's every unfiltered one: named, so no planner's guess. */
const discoveryIndex = { status: 1, category: 1, country: 1, currentViewers: -1 } as const;
const lobbyIndex = { status: 1, currentViewers: -1, _id: -1 } as const;

export function mongoLivestreams(db: Db): LivestreamStore {
  const collection: Collection<LivestreamDocument> = db.collection('livestreams', bigintOptions);
  return {
    async insertLive(livestream) {
      try {
        await collection.insertOne(toDocument(livestream), { writeConcern: { w: 'majority' } });
        return true;
      } catch (error) {
        if (isDuplicateHost(error)) return false;
        throw error;
      }
    },
    async get(id) {
      const document = await collection.findOne({ _id: id });
      return document === null ? undefined : fromDocument(document);
    },
    async liveOfHost(hostId) {
      const document = await collection.findOne({ hostId, status: 'live' });
      return document === null ? undefined : liveOf(document);
    },
    async listLive(filter, after, limit) {
      const documents = await collection
        .find(listFilter(filter, after))
        .sort({ currentViewers: -1, _id: -1 })
        .limit(limit)
        .hint(listHint(filter))
        .toArray();
      return documents.map(liveOf);
    },
    async end(id, end) {
      const { endedAtMs, endReason, endHeads, summary } = end;
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
          },
        },
        { writeConcern: { w: 'majority' } },
      );
      return outcome.modifiedCount === 1;
    },
    async scanLive(afterHostId, limit) {
      const documents = await collection
        .find({ status: 'live', hostId: { $gt: afterHostId } })
        .sort({ hostId: 1 })
        .limit(limit)
        .hint('one_live_per_host')
        .toArray();
      return documents.map(liveOf);
    },
    async setViewers(counts) {
      if (counts.size === 0) return;
      const updates = [...counts].map(([id, currentViewers]) => ({
        updateOne: { filter: { _id: id, status: 'live' as const }, update: { $set: { currentViewers } } },
      }));
      await collection.bulkWrite(updates, { ordered: false, writeConcern: { w: 1 } });
    },
    async scanUnsettled(limit) {
      const documents = await collection.find({ 'summary.final': false }).sort({ endedAt: 1 }).limit(limit).toArray();
      return documents.map(fromDocument).filter((one) => one.status === 'ended');
    },
    async settle(id, { endHeads, summary, final }) {
      await collection.updateOne(
        { _id: id, 'summary.final': false },
        {
          $set: {
            peakViewers: summary.peakViewers,
            uniqueViewers: summary.uniqueViewers,
            summary: toSummary(summary, endHeads, final),
          },
        },
        { writeConcern: { w: 'majority' } },
      );
    },
  };
}

/** The query of a page of the public list. Exported for the test that explains it. */
export function listFilter(
  { category, country }: LivestreamFilter,
  after: LivestreamPoint | undefined,
): Filter<LivestreamDocument> {
  const known = categories.find((one) => one === category);
  // A country alone still gives the index's every part a point to start from.
  const byCategory = known ?? (country === undefined ? undefined : { $in: [...categories] });
  return {
    status: 'live',
    ...(byCategory === undefined ? {} : { category: byCategory }),
    ...(country === undefined ? {} : { country }),
    ...(after === undefined
      ? {}
      : {
          currentViewers: { $lte: after.currentViewers },
          $or: [
            { currentViewers: { $lt: after.currentViewers } },
            { currentViewers: after.currentViewers, _id: { $lt: after.id } },
          ],
        }),
  };
}

export function listHint(filter: LivestreamFilter): typeof discoveryIndex | typeof lobbyIndex {
  return filter.category === undefined && filter.country === undefined ? lobbyIndex : discoveryIndex;
}

/** A duplicate `_id` is no such answer: ids are never made twice. */
function isDuplicateHost(error: unknown): boolean {
  if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) return false;
  const pattern: unknown = error.keyPattern;
  return typeof pattern === 'object' && pattern !== null && 'hostId' in pattern;
}

function toDocument(livestream: LiveLivestream): LivestreamDocument {
  const { id, tags, privacy, startedAtMs, scheduledAtMs, interruptedAtMs, ...rest } = livestream;
  return {
    _id: id,
    ...rest,
    tags: [...tags],
    privacy: { ...privacy, countryBlocks: [...privacy.countryBlocks] },
    startedAt: new Date(startedAtMs),
    ...(scheduledAtMs === undefined ? {} : { scheduledAt: new Date(scheduledAtMs) }),
    ...(interruptedAtMs === undefined ? {} : { interruptedAt: new Date(interruptedAtMs) }),
  };
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
    hostSubject: document.hostSubject ?? '',
    title: document.title,
    category: document.category,
    tags: document.tags,
    ...(document.cover === undefined ? {} : { cover: document.cover }),
    country: document.country,
    region: document.region,
    privacy: document.privacy,
    listed: document.listed,
    currentViewers: wholeOf(document.currentViewers),
    ...(document.scheduledAt === undefined ? {} : { scheduledAtMs: document.scheduledAt.getTime() }),
  };
}

function liveOf(document: LivestreamDocument): LiveLivestream {
  const { interruptedAt } = document;
  return {
    ...baseOf(document),
    status: 'live',
    startedAtMs: timeOf(document, 'startedAt'),
    ...(interruptedAt === undefined ? {} : { interruptedAtMs: interruptedAt.getTime() }),
  };
}

function draftOf(document: LivestreamDocument): DraftLivestream {
  const [createdAtMs, expiresAtMs] = [timeOf(document, 'createdAt'), timeOf(document, 'expiresAt')];
  return { ...baseOf(document), status: 'draft', createdAtMs, expiresAtMs };
}

function fromDocument(document: LivestreamDocument): Livestream {
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
