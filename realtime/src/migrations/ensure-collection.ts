import { type Db, type IndexDescription, MongoServerError } from 'mongodb';
import { type CollectionSpec, validatorOf } from './json-schema.ts';
import { MigrationError } from './migration.ts';

const namespaceExists = 48;

/** Creates the collection or brings its validator and indexes to what the spec says. Safe to repeat. */
export async function ensureCollection(db: Db, spec: CollectionSpec): Promise<void> {
  const rules = { validator: validatorOf(spec), validationLevel: 'strict', validationAction: 'error' } as const;
  try {
    await db.createCollection(spec.name, rules);
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== namespaceExists) throw error;
    await db.command({ collMod: spec.name, ...rules });
  }
  if (spec.indexes.length > 0) await db.collection(spec.name).createIndexes([...spec.indexes]);
}

/**
 * Several at once, so that the server syncs their files together. When one fails, the others have ended before its error is
 * thrown: nothing may go on when the runner gives its lock back.
 */
export async function ensureCollections(db: Db, specs: readonly CollectionSpec[]): Promise<void> {
  const outcomes = await Promise.allSettled(specs.map((spec) => ensureCollection(db, spec)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** The spec that an earlier migration made this collection by. */
export function specNamed(specs: readonly CollectionSpec[], name: string): CollectionSpec {
  const spec = specs.find((known) => known.name === name);
  if (spec === undefined) throw new Error(`no earlier migration made the collection ${name}`);
  return spec;
}

/** Drops indexes by their names; those that are not there are passed over. */
export async function dropIndexes(db: Db, collection: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (await db.collection(collection).indexExists(name)) await db.collection(collection).dropIndex(name);
  }
}

/** What a migration adds to collections of earlier ones, by their names. */
export type AddedIndexes = Readonly<Record<string, readonly (IndexDescription & { readonly name: string })[]>>;

/** Safe to repeat. */
export async function addIndexes(db: Db, added: AddedIndexes): Promise<void> {
  for (const [name, indexes] of Object.entries(added)) await db.collection(name).createIndexes([...indexes]);
}

/** Takes back what {@link addIndexes} added. */
export async function dropAddedIndexes(db: Db, added: AddedIndexes): Promise<void> {
  for (const [collection, indexes] of Object.entries(added)) {
    await dropIndexes(
      db,
      collection,
      indexes.map(({ name }) => name),
    );
  }
}

/** Drops the collection, unless money stands in it. */
export async function dropCollection(db: Db, spec: CollectionSpec): Promise<void> {
  if (spec.holdsMoney === true && (await db.collection(spec.name).findOne({}, { projection: { _id: 1 } })) !== null) {
    throw new MigrationError(
      `"${spec.name}" holds records of money and is not dropped. Start from a new database instead.`,
    );
  }
  await db.dropCollection(spec.name);
}
