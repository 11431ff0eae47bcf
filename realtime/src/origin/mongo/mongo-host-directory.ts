import type { AccountProjection } from '@halobuzz/core/api/internal';
import { searchKeys } from '@halobuzz/core/discovery/search-words';
import { limits } from '@halobuzz/core/limits';
import type { AnyBulkWriteOperation, ClientSession, Db, Document, Filter } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { DirectoryHost, HostDirectory } from '../discovery/host-directory.ts';
import type { PlannedQuery } from './mongo-discovery.ts';
import type { LivestreamDocument } from './mongo-livestreams.ts';
import { createKeySearch, type SearchedBy } from './search-by-keys.ts';
import { transact } from './transact.ts';
import { isReserved, type UserDocument } from './user-document.ts';

/** As stored in `host_directory`. */
export interface DirectoryDocument {
  _id: string;
  /** Of the account's projection; -1 while only broadcasts are known of it. */
  version: number;
  handle: string;
  displayName: string;
  /** Neither banned, nor gone, nor about to be. */
  shown: boolean;
  /** Objected to being recommended; absent before anybody could. */
  unranked?: boolean;
  streams: number;
  /** Broadcasts in powers of two: search's many entries for a host move when this does, not with every broadcast. */
  fame: number;
  searchKeys: string[];
  updatedAt: Date;
}

/** What counts as a broadcast: drafts were none yet. */
export const broadcastStates = ['live', 'ended'] as const;
const unknownVersion = -1;

/** What the directory says of an account; nothing of who is gone. */
export function directoryFields(
  user: Pick<UserDocument, 'version' | 'username' | 'displayName' | 'status' | 'isBanned' | 'hidden' | 'privacy'>,
  atMs: number,
): Omit<DirectoryDocument, '_id' | 'streams' | 'fame'> {
  const { version, username, displayName = '', status, isBanned } = user;
  const gone = status === 'deleted';
  return {
    version,
    handle: gone ? '' : username,
    displayName: gone ? '' : displayName,
    shown: !gone && !isBanned && user.hidden !== true && !isReserved(user),
    unranked: user.privacy?.recommendations === false,
    searchKeys: gone ? [] : [...searchKeys([username, displayName])],
    updatedAt: new Date(atMs),
  };
}

/** The customer's aggregation: not banned, broadcasts counted, the best. Ties by id, so that there is one answer. */
export function topHostsPipeline(limit: number): Document[] {
  const counted = [{ $match: { status: { $in: [...broadcastStates] } } }, { $project: { _id: 1 } }];
  return [
    {
      $match: {
        ...{ isBanned: false, status: 'active', hidden: { $ne: true } },
        ...{ 'privacy.recommendations': { $ne: false }, 'privacy.restricted': { $ne: true } },
        'privacy.parentNeeded': { $ne: true },
      },
    },
    { $lookup: { from: 'livestreams', localField: '_id', foreignField: 'hostId', pipeline: counted, as: 'streams' } },
    { $addFields: { streamCount: { $size: '$streams' } } },
    { $match: { streamCount: { $gt: 0 } } },
    { $project: { username: 1, displayName: 1, streamCount: 1 } },
    { $sort: { streamCount: -1, _id: 1 } },
    { $limit: limit },
  ];
}

export const topHostsQuery = {
  filter: { shown: true, streams: { $gt: 0 }, unranked: { $ne: true } },
  sort: { streams: -1, _id: 1 },
  hint: 'top',
} as const;

export const searchedHosts: SearchedBy = { shown: { shown: true }, sort: { fame: -1, _id: 1 }, hint: 'search' };

/** By the partial index of what waits, which stays small. */
export const uncountedQuery: PlannedQuery = {
  filter: { counted: false, status: { $in: [...broadcastStates] } },
  sort: { hostId: 1 },
  hint: 'uncounted',
};

export function mongoHostDirectory(db: Db): HostDirectory {
  const directory = db.collection<DirectoryDocument>('host_directory');
  const users = db.collection<UserDocument>('users');
  const livestreams = db.collection<LivestreamDocument>('livestreams');

  async function project(user: UserDocument, atMs: number): Promise<void> {
    const filter: Filter<DirectoryDocument> = { _id: user._id, version: { $lt: user.version } };
    const update = { $set: directoryFields(user, atMs), $setOnInsert: { streams: 0, fame: 0 } };
    try {
      await directory.updateOne(filter, update, { upsert: true, writeConcern: { w: 'majority' } });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // There is a record that the filter did not match, as new or newer, or it was made just now.
      await directory.updateOne(filter, update, { writeConcern: { w: 'majority' } });
    }
  }

  async function countBatch(session: ClientSession): Promise<number> {
    const waiting = await livestreams
      .find(uncountedQuery.filter, { session, projection: { hostId: 1 } })
      .sort({ ...uncountedQuery.sort })
      .hint(uncountedQuery.hint)
      .limit(limits.hostCountBatchMax)
      .toArray();
    if (waiting.length === 0) return 0;
    const ids = waiting.map(({ _id }) => _id);
    await livestreams.updateMany({ _id: { $in: ids } }, { $set: { counted: true } }, { session });
    const counts = new Map<string, number>();
    for (const { hostId } of waiting) counts.set(hostId, (counts.get(hostId) ?? 0) + 1);
    await directory.bulkWrite(
      [...counts].map(([hostId, streams]) => ({
        updateOne: {
          filter: { _id: hostId },
          update: countedUpdate(streams),
          upsert: true,
        },
      })),
      { session, ordered: false },
    );
    return ids.length;
  }

  return {
    project: ({ accountId, hidden, privacy, ...rest }: AccountProjection, atMs) =>
      project(
        {
          _id: accountId,
          ...rest,
          hidden: hidden === true,
          ...(privacy === undefined ? {} : { privacy }),
          createdAt: new Date(rest.createdAtMs),
          updatedAt: new Date(atMs),
        },
        atMs,
      ),

    countStreams: () => transact(db, countBatch),

    async top(limit) {
      const { filter, sort, hint } = topHostsQuery;
      const found = await directory
        .find(filter)
        .sort({ ...sort })
        .hint(hint)
        .limit(limit)
        .toArray();
      return found.map(hostOf);
    },

    async topByAggregation(limit) {
      const found = await users
        .aggregate<{ _id: string; username: string; displayName?: string; streamCount: number }>(
          topHostsPipeline(limit),
        )
        .toArray();
      return found.map(({ _id, username, displayName = '', streamCount }) =>
        hostOf({ _id, handle: username, displayName, streams: streamCount }),
      );
    },

    search: createKeySearch(directory, searchedHosts, () => performance.now()),

    async shown(ids) {
      const found = await directory.find({ _id: { $in: [...ids] }, shown: true }).toArray();
      return new Map(found.map((document) => [document._id, hostOf(document)]));
    },

    async reconcile(afterId, atMs) {
      const session = db.client.startSession({ snapshot: true });
      try {
        const page = await users
          .find({ _id: { $gt: afterId } }, { session, projection: { email: 0 } })
          .sort({ _id: 1 })
          .limit(limits.hostReconcileBatchMax)
          .toArray();
        const ids = page.map(({ _id }) => _id);
        const [known, counts] = [await knownOf(ids, session), await countsOf(ids, session)];
        const mends: AnyBulkWriteOperation<DirectoryDocument>[] = [];
        for (const user of page) {
          const entry = known.get(user._id);
          const streams = counts.get(user._id) ?? 0;
          if (entry === undefined || entry.version < user.version) await project({ ...user, email: '' }, atMs);
          if (entry !== undefined && entry.version >= user.version && entry.streams === streams) continue;
          // Compared again as it is written: what was counted meanwhile is on top, and is left to the next round.
          const was = entry?.streams ?? 0;
          const update = { $set: { streams, fame: fameOf(streams) } };
          mends.push({ updateOne: { filter: { _id: user._id, streams: was }, update } });
        }
        if (mends.length > 0) await directory.bulkWrite(mends, { ordered: false });
        return { mended: mends.length, last: page.length < limits.hostReconcileBatchMax ? undefined : ids.at(-1) };
      } finally {
        await session.endSession();
      }
    },
  };

  async function knownOf(ids: readonly string[], session: ClientSession) {
    const found = await directory
      .find({ _id: { $in: [...ids] } }, { session, projection: { version: 1, streams: 1 } })
      .toArray();
    return new Map(found.map((entry) => [entry._id, entry]));
  }

  /** Counted broadcasts of each host. */
  async function countsOf(ids: readonly string[], session: ClientSession): Promise<ReadonlyMap<string, number>> {
    const pipeline = [
      { $match: { hostId: { $in: [...ids] }, status: { $in: [...broadcastStates] }, counted: true } },
      { $group: { _id: '$hostId', streams: { $sum: 1 } } },
    ];
    const found = await livestreams
      .aggregate<{ _id: string; streams: number }>(pipeline, { session, hint: 'host' })
      .toArray();
    return new Map(found.map(({ _id, streams }) => [_id, streams]));
  }
}

/** Adds broadcasts. A host whose account is not projected yet is counted, and shown to nobody. */
function countedUpdate(more: number): Document[] {
  const unknown = {
    version: unknownVersion,
    handle: '',
    displayName: '',
    shown: false,
    searchKeys: [],
    updatedAt: new Date(0),
  };
  const orKnown = Object.entries(unknown).map(([field, value]) => [field, { $ifNull: [`$${field}`, value] }]);
  return [
    { $set: { ...Object.fromEntries(orKnown), streams: { $add: [{ $ifNull: ['$streams', 0] }, more] } } },
    { $set: { fame: { $toInt: { $floor: { $log: [{ $add: ['$streams', 1] }, 2] } } } } },
  ];
}

function fameOf(streams: number): number {
  return Math.floor(Math.log2(streams + 1));
}

function hostOf({
  _id,
  handle,
  displayName,
  streams,
}: Pick<DirectoryDocument, '_id' | 'handle' | 'displayName' | 'streams'>): DirectoryHost {
  return { id: _id, handle, displayName: displayName === '' ? handle : displayName, streams };
}
