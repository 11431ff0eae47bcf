import { join } from 'node:path';
import { limits } from '@halobuzz/core/limits';
import { BSON, type Db, type Document, MongoServerError, Timestamp } from 'mongodb';
import { type BackupKeys, BackupRefused, fileKey, keyCheckOf } from './backup-keys.ts';
import {
  type BackedUpCollection,
  type BackupManifest,
  backedUpFile,
  newBackupFolder,
  writeManifest,
} from './backup-manifest.ts';
import { inChunks } from './bson-stream.ts';
import { writeSealed } from './sealed-file.ts';

export interface BackupDeps {
  readonly db: Db;
  /** Holds one folder per backup. */
  readonly dir: string;
  readonly keys: BackupKeys;
  readonly clock: () => number;
  readonly onProgress: (documents: number) => void;
}

export interface TakenBackup {
  readonly folder: string;
  readonly manifest: BackupManifest;
}

/** The server does not keep the moment that is read for as long as reading takes. */
const snapshotGone = new Set([239, 246]);

/**
 * Writes every collection of a database as of one moment (read concern "snapshot", the same cluster time for all), while it is
 * written to. MongoDB keeps a moment for `minSnapshotHistoryWindowInSeconds`, 300 by default: what takes longer is refused,
 * and says so. Throws {@link BackupRefused}.
 */
export async function takeBackup(deps: BackupDeps): Promise<TakenBackup> {
  const { db, keys } = deps;
  const schema = await schemaOf(db);
  const clusterTime = await momentOf(db);
  const takenAtMs = deps.clock();
  const { id, folder } = await newBackupFolder(deps.dir, takenAtMs);
  let documents = 0;
  const onRead = (count: number): void => {
    documents += count;
    deps.onProgress(documents);
  };
  const waiting = [...schema].reverse();
  const collections: BackedUpCollection[] = [];
  const readOn = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      collections.push(await backUpCollection({ db, folder, keys, id, clusterTime, onRead }, next));
    }
  };
  try {
    await Promise.all(Array.from({ length: limits.backupReadersMax }, readOn));
  } catch (error) {
    waiting.length = 0;
    throw plainerError(error);
  }
  if (JSON.stringify(await schemaOf(db)) !== JSON.stringify(schema)) {
    throw new BackupRefused('a collection, validator or index changed while it was read: take the backup again');
  }
  collections.sort((a, b) => (a.name < b.name ? -1 : 1));
  const manifest: BackupManifest = {
    ...{ format: 1, id, takenAt: new Date(takenAtMs).toISOString(), database: db.databaseName },
    ...{ clusterTime: clusterTime.toBigInt().toString(), keyCheck: keyCheckOf(keys.encryption, id), collections },
  };
  await writeManifest(folder, manifest, keys);
  return { folder, manifest };
}

interface SchemaOf {
  readonly name: string;
  readonly options: string;
  readonly indexes: string;
}

async function schemaOf(db: Db): Promise<readonly SchemaOf[]> {
  const found = await db.listCollections({ type: 'collection' }, { promoteValues: false }).toArray();
  const named = found.map((one: Document) => ({ name: String(one.name), options: one.options ?? {} }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  return Promise.all(
    named
      .filter(({ name }) => !name.startsWith('system.'))
      .map(async ({ name, options }) => ({
        name,
        options: BSON.EJSON.stringify(options, { relaxed: false }),
        indexes: BSON.EJSON.stringify(await db.collection(name, { promoteValues: false }).indexes(), {
          relaxed: false,
        }),
      })),
  );
}

/** A moment that a majority has, from which all collections can be read. */
async function momentOf(db: Db): Promise<Timestamp> {
  const reply = await db.command({ find: 'migrations', limit: 1, readConcern: { level: 'snapshot' } });
  const moment: unknown = reply.cursor?.atClusterTime;
  if (moment instanceof Timestamp) return moment;
  throw new BackupRefused('MongoDB tells no cluster time: a backup needs a replica set');
}

interface Reading {
  readonly db: Db;
  readonly folder: string;
  readonly keys: BackupKeys;
  readonly id: string;
  readonly clusterTime: Timestamp;
  readonly onRead: (documents: number) => void;
}

async function backUpCollection(reading: Reading, { name, options, indexes }: SchemaOf): Promise<BackedUpCollection> {
  const { db, clusterTime } = reading;
  const cursor = db.runCursorCommand(
    {
      find: name,
      readConcern: { level: 'snapshot', atClusterTime: clusterTime },
      batchSize: limits.backupReadDocumentsMax,
    },
    { raw: true },
  );
  cursor.setBatchSize(limits.backupReadDocumentsMax);
  const documents = cursor[Symbol.asyncIterator]();
  const files: BackedUpCollection['files'] = [];
  let total = 0;
  try {
    // With `raw` each document comes as its BSON.
    const read = async () => (await documents.next()) as IteratorResult<Uint8Array, void>;
    let next = await read();
    while (next.done !== true) {
      let [bytes, count] = [0, 0];
      const part = async function* (): AsyncGenerator<Uint8Array> {
        while (next.done !== true && bytes < limits.backupFileBytesMax) {
          bytes += next.value.byteLength;
          count += 1;
          yield next.value;
          next = await read();
        }
      };
      const file = backedUpFile(name, files.length);
      const key = fileKey(reading.keys.encryption, reading.id, file);
      const seal = await writeSealed(join(reading.folder, file), key, inChunks(part()));
      files.push({ name: file, documents: count, seal });
      total += count;
      reading.onRead(count);
    }
  } finally {
    await cursor.close();
  }
  return { name, options, indexes, documents: total, files };
}

function plainerError(error: unknown): unknown {
  if (!(error instanceof MongoServerError) || !snapshotGone.has(Number(error.code))) return error;
  return new BackupRefused(
    'reading took longer than MongoDB keeps a moment: raise its parameter minSnapshotHistoryWindowInSeconds (300 by default) and take the backup again',
    { cause: error },
  );
}
