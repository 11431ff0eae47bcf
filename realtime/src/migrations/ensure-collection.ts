import { type Db, MongoServerError } from 'mongodb';
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

/** Drops the collection, unless money stands in it. */
export async function dropCollection(db: Db, spec: CollectionSpec): Promise<void> {
  if (spec.holdsMoney === true && (await db.collection(spec.name).findOne({}, { projection: { _id: 1 } })) !== null) {
    throw new MigrationError(
      `"${spec.name}" holds records of money and is not dropped. Start from a new database instead.`,
    );
  }
  await db.dropCollection(spec.name);
}
