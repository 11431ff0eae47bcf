import { join } from 'node:path';
import { limits } from '@halobuzz/core/limits';
import { type AnyBulkWriteOperation, BSON, type Collection, type Db, type Document, MongoServerError } from 'mongodb';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import { migrationsCollection } from '../migrations/records.ts';
import { type BackupKeys, BackupRefused, fileKey } from './backup-keys.ts';
import { type BackedUpCollection, type BackupManifest, readManifest } from './backup-manifest.ts';
import { documentsIn } from './bson-stream.ts';
import { repeatedWrites } from './captured-change.ts';
import { type ChangesFile, readChanges } from './changes-file.ts';
import { checkSealed, readSealed } from './sealed-file.ts';

export interface RestoreDeps {
  readonly db: Db;
  /** One backup. */
  readonly folder: string;
  readonly keys: BackupKeys;
  /** Whether a database that holds something is dropped first. */
  readonly replace: boolean;
  readonly onStep: (step: RestoreStep, tookMs: number) => void;
}

export type RestoreStep =
  | 'files compared'
  | 'documents inserted'
  | 'changes repeated'
  | 'indexes built'
  | 'made durable';

export interface RestoredBackup {
  readonly manifest: BackupManifest;
  readonly documents: number;
  readonly changes: number;
  /** Every change that a majority had taken by then is there, ms. */
  readonly throughMs: number;
}

const namespaceExists = 48;
/** Stands in a database for as long as it is being restored: a restore that was cut off is begun again without asking. */
const markName = 'restore_under_way';
/**
 * They get their names at the end, the records of migrations last: without them no process starts, and without heads no ledger
 * writer that runs still takes a shard of books that are half there.
 */
const lateNames: readonly string[] = ['ledger_heads', migrationsCollection.name];

function placeOf(name: string): string {
  return lateNames.includes(name) ? `${name}_being_restored` : name;
}

/**
 * Puts a backup and the changes behind it into a database. All files are compared with their signatures before anything is written.
 * No process starts on the database before the end: the records of migrations, which each asks for, come last. Cut off anywhere it
 * is called again, and begins anew. Throws {@link BackupRefused}.
 */
export async function restoreBackup(deps: RestoreDeps): Promise<RestoredBackup> {
  const { db, folder, keys } = deps;
  let atMs = performance.now();
  const tell = (step: RestoreStep): void => {
    deps.onStep(step, performance.now() - atMs);
    atMs = performance.now();
  };
  const manifest = await readManifest(folder, keys);
  const { files: changesFiles, end } = await readChanges(folder, manifest, keys);
  const files = manifest.collections.flatMap((collection) => collection.files);
  await eachOf(files, ({ name, seal }) => checkSealed(join(folder, name), name, seal));
  tell('files compared');
  await makeRoom(db, manifest, deps.replace);
  const documents = await insertCollections(deps, manifest);
  tell('documents inserted');
  const changes = await repeatChanges(db, changesFiles);
  tell('changes repeated');
  // Behind the documents: an index that is built over all of them takes a fraction of one that each insert brings up to date.
  await eachOf(manifest.collections, (one) => createIndexes(db, one));
  tell('indexes built');
  // Whoever held a lease is not there any more, or has to compare heads again.
  const heads = db.collection(placeOf(ledgerHeads(db).collectionName));
  await heads.updateMany({}, { $set: { owner: null, leaseUntil: new Date(0) } });
  for (const name of lateNames) {
    if (manifest.collections.some((one) => one.name === name)) await db.renameCollection(placeOf(name), name);
  }
  // What comes before in the oplog is then with a majority as well.
  await db.dropCollection(markName, { writeConcern: { w: 'majority', journal: true } });
  tell('made durable');
  const throughMs = end.header === undefined ? Date.parse(manifest.takenAt) : Date.parse(end.header.writtenAt);
  return { manifest, documents, changes, throughMs };
}

async function makeRoom(db: Db, { id }: BackupManifest, replace: boolean): Promise<void> {
  const there = await db.listCollections({}, { nameOnly: true }).toArray();
  const begun = there.some(({ name }) => name === markName);
  if (there.length > 0 && !begun && !replace) {
    throw new BackupRefused(
      `the database ${db.databaseName} holds ${there.length} collections: a restore goes into an empty one, or drops it with --replace ${db.databaseName}`,
    );
  }
  if (there.length > 0) await db.dropDatabase();
  await db.collection<{ _id: string; at: Date }>(markName).insertOne({ _id: id, at: new Date() });
}

async function insertCollections({ db, folder, keys }: RestoreDeps, manifest: BackupManifest): Promise<number> {
  await eachOf(manifest.collections, async ({ name, options }) => {
    try {
      await db.createCollection(placeOf(name), BSON.EJSON.parse(options, { relaxed: false }));
    } catch (error) {
      if (!(error instanceof MongoServerError) || error.code !== namespaceExists) throw error;
      throw new BackupRefused(`somebody else writes ${name} meanwhile: stop every process of this installation first`);
    }
  });
  let documents = 0;
  const work = manifest.collections.flatMap((collection) => collection.files.map((file) => ({ collection, file })));
  await eachOf(work, async ({ collection, file }) => {
    const key = fileKey(keys.encryption, manifest.id, file.name);
    const read = documentsIn(readSealed(join(folder, file.name), file.name, key, file.seal), file.name);
    let [batch, count]: [Document[], number] = [[], 0];
    const write = async (): Promise<void> => {
      if (batch.length === 0) return;
      const chunk = batch;
      batch = [];
      await db.collection(placeOf(collection.name)).insertMany(chunk, {
        // As they were stored, validators of a later build or not; the end of the restore waits for a majority.
        ...{ ordered: false, bypassDocumentValidation: true, writeConcern: { w: 1, journal: false } },
      });
    };
    for await (const document of read) {
      batch.push(document);
      count += 1;
      if (batch.length >= limits.restoreWriteDocumentsMax) await write();
    }
    await write();
    if (count !== file.documents) {
      throw new BackupRefused(`${file.name} holds ${count} documents, ${file.documents} were written`);
    }
    documents += count;
  });
  return documents;
}

/** Repeats changes in order; those of one collection wait for each other, collections do not. Resolves with how many. */
async function repeatChanges(db: Db, files: readonly ChangesFile[]): Promise<number> {
  let changes = 0;
  let held = new Map<string, AnyBulkWriteOperation<Document>[]>();
  let heldCount = 0;
  const write = async (): Promise<void> => {
    const chunk = [...held];
    held = new Map();
    heldCount = 0;
    await Promise.all(chunk.map(([name, writes]) => writeAll(db.collection(placeOf(name)), writes)));
  };
  for (const file of files) {
    for await (const change of file.read()) {
      const writes = held.get(change.c) ?? [];
      writes.push(...repeatedWrites(change));
      held.set(change.c, writes);
      changes += 1;
      heldCount += 1;
      if (heldCount >= limits.restoreWriteDocumentsMax) await write();
    }
  }
  await write();
  return changes;
}

async function writeAll(
  collection: Collection<Document>,
  writes: readonly AnyBulkWriteOperation<Document>[],
): Promise<void> {
  if (writes.length === 0) return;
  await collection.bulkWrite(writes, {
    ...{ ordered: true, bypassDocumentValidation: true, writeConcern: { w: 1, journal: false } },
  });
}

async function createIndexes(db: Db, { name, indexes }: BackedUpCollection): Promise<void> {
  // Extended JSON of what `listIndexes` gave.
  const all = BSON.EJSON.parse(indexes, { relaxed: false }) as Document[];
  const own = all.filter((index) => index.name !== '_id_').map(({ v: _version, ns: _name, ...index }) => index);
  if (own.length > 0) await db.command({ createIndexes: placeOf(name), indexes: own });
}

/** So many at a time; after a failure no further one begins. */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items].reverse();
  const goOn = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await work(next);
  };
  try {
    await Promise.all(Array.from({ length: limits.restoreWritersMax }, goOn));
  } finally {
    waiting.length = 0;
  }
}
