import { searchKeys } from '@halobuzz/core/discovery/search-words';
import type { AnyBulkWriteOperation, Db, IndexDescription } from 'mongodb';
import { livestreamsWithDrafts as before } from './0016-streams.ts';
import { dropCollection, dropIndexes, ensureCollection } from './ensure-collection.ts';
import { type CollectionSpec, filledText, flag, strictObject, text, texts, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

const shown = { status: 'live', listed: true } as const;

/**
 * Lists of live broadcasts. The customer's index answers category and country; what it cannot order has an index of its
 * own, and holds only what is listed, so ended broadcasts cost nothing. Without a filter, trending is the index by category
 * once for each of them.
 */
const lists = [
  { key: { category: 1, currentViewers: -1, _id: -1 }, name: 'lobby_category', partialFilterExpression: shown },
  { key: { tags: 1, currentViewers: -1, _id: -1 }, name: 'lobby_tag', partialFilterExpression: shown },
  { key: { category: 1, 'trend.level': -1, _id: -1 }, name: 'trending_category', partialFilterExpression: shown },
  { key: { country: 1, 'trend.level': -1, _id: -1 }, name: 'trending_country', partialFilterExpression: shown },
  { key: { searchKeys: 1, reach: -1, _id: -1 }, name: 'search', partialFilterExpression: shown },
  { key: { hostId: 1 }, name: 'uncounted', partialFilterExpression: { counted: false } },
] satisfies IndexDescription[];

/** 0029 adds to it. */
export const livestreams: CollectionSpec = {
  ...before,
  optional: {
    ...before.optional,
    searchKeys: texts,
    reach: whole,
    trend: strictObject({ level: { bsonType: 'number' }, at: time, joins: whole, coins: whole }),
    counted: flag,
  },
  indexes: [...before.indexes, ...lists],
};

/** Every account with the number of its broadcasts, and the words it is found by. */
export const hostDirectory: CollectionSpec = {
  name: 'host_directory',
  required: {
    _id: filledText,
    // -1: only broadcasts are known of it.
    version: { bsonType: ['int', 'long'] },
    handle: text,
    displayName: text,
    shown: flag,
    streams: whole,
    fame: whole,
    searchKeys: texts,
    updatedAt: time,
  },
  indexes: [
    { key: { streams: -1, _id: 1 }, name: 'top', partialFilterExpression: { shown: true } },
    { key: { searchKeys: 1, fame: -1, _id: 1 }, name: 'search', partialFilterExpression: { shown: true } },
  ],
};

const batch = 500;

/** Lobby, trending, search and the directory of hosts; what is live already can be found, what was live is counted. */
export const discoveryMigration: Migration = {
  id: '0017-discovery',
  up: async (db) => {
    await ensureCollection(db, livestreams);
    await ensureCollection(db, hostDirectory);
    await makeLiveFindable(db);
    await fillDirectory(db);
  },
  down: async (db) => {
    await dropCollection(db, hostDirectory);
    await dropIndexes(
      db,
      'livestreams',
      lists.map(({ name }) => name),
    );
    await ensureCollection(db, before);
    const none = { searchKeys: '', reach: '', trend: '', counted: '' } as const;
    await db.collection('livestreams').updateMany({}, { $unset: none });
  },
};

/** Written out here: what a migration does must not change with the code that writes these fields later. */
async function makeLiveFindable(db: Db): Promise<void> {
  const collection = db.collection<{
    _id: string;
    title: string;
    hostHandle: string;
    tags: string[];
    currentViewers: number;
  }>('livestreams');
  const found = collection.find({ status: 'live', searchKeys: { $exists: false } }).batchSize(batch);
  let writes: AnyBulkWriteOperation<{ _id: string }>[] = [];
  for await (const { _id, title, hostHandle, tags, currentViewers } of found) {
    const keys = [...searchKeys([hostHandle, title, ...tags])];
    const $set = { searchKeys: keys, reach: Math.floor(Math.log2(Number(currentViewers) + 1)) };
    writes.push({ updateOne: { filter: { _id }, update: { $set } } });
    if (writes.length === batch) {
      await db.collection<{ _id: string }>('livestreams').bulkWrite(writes, { ordered: false });
      writes = [];
    }
  }
  if (writes.length > 0) await db.collection<{ _id: string }>('livestreams').bulkWrite(writes, { ordered: false });
}

/**
 * Every account, without counts; then all broadcasts are marked to be counted, which the origin does as it does with new
 * ones: each once, whoever dies meanwhile.
 */
async function fillDirectory(db: Db): Promise<void> {
  const users = db.collection<{
    _id: string;
    version: number;
    username: string;
    displayName?: string;
    status: string;
    isBanned: boolean;
  }>('users');
  let writes: AnyBulkWriteOperation<{ _id: string }>[] = [];
  const write = async (): Promise<void> => {
    if (writes.length > 0) await db.collection<{ _id: string }>('host_directory').bulkWrite(writes, { ordered: false });
    writes = [];
  };
  for await (const { _id, version, username, displayName = '', status, isBanned } of users.find().batchSize(batch)) {
    const gone = status !== 'active';
    const entry = {
      ...{ version, handle: gone ? '' : username, displayName: gone ? '' : displayName, shown: !gone && !isBanned },
      ...{
        searchKeys: gone ? [] : [...searchKeys([username, displayName])],
        streams: 0,
        fame: 0,
        updatedAt: new Date(0),
      },
    };
    writes.push({ updateOne: { filter: { _id }, update: { $setOnInsert: entry }, upsert: true } });
    if (writes.length === batch) await write();
  }
  await write();
  const uncounted = { status: { $in: ['live', 'ended'] }, counted: { $exists: false } };
  await db.collection('livestreams').updateMany(uncounted, { $set: { counted: false } });
}
