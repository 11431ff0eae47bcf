import { randomUUID } from 'node:crypto';
import { differences, isPersonal, placesOf } from '@halobuzz/core/privacy/inventory/inventory';
import { type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allMigrations } from './all-migrations.ts';
import { migrateUp } from './run-migrations.ts';

const client = new MongoClient(process.env.TEST_MONGODB_URI ?? '');
const db = client.db(`inventory_${randomUUID().slice(0, 8)}`);
const places = placesOf('mongodb');
/** Collection → its validator. */
const schemas = new Map<string, Document>();

beforeAll(async () => {
  await client.connect();
  await migrateUp(db, { migrations: allMigrations, owner: randomUUID(), leaseMs: 30_000, say: () => undefined });
  for (const { name, options } of await db.listCollections<{ name: string; options: Document }>().toArray()) {
    schemas.set(name, options.validator?.$jsonSchema ?? {});
  }
});
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

/** Paths of what a schema lets in: `to.token` for a field of a list's items or of an object, as deep as it says. */
function pathsOf(schema: Document, prefix = ''): string[] {
  return Object.entries<Document>(schema.properties ?? {}).flatMap(([name, field]) => {
    const below = [field, field.items, ...(field.anyOf ?? [])].flatMap((part: Document | undefined) =>
      part === undefined ? [] : pathsOf(part, `${prefix}${name}.`),
    );
    return below.length === 0 ? [`${prefix}${name}`] : below;
  });
}

it('every field that the database lets in is in the inventory of stored data, and nothing else is', () => {
  expect(schemas.size).toBeGreaterThan(50);
  const found = [...schemas].flatMap(([name, schema]) => differences(places.get(name), name, pathsOf(schema)));
  const gone = [...places.keys()].filter((name) => !schemas.has(name));
  expect([...found, ...gone.map((name) => `${name} is in the inventory, and there is no such collection`)]).toEqual([]);
});

it('what is said to be kept for days is what the collections expire by', async () => {
  const daySeconds = 86_400;
  const said: string[] = [];
  const real: string[] = [];
  for (const [name, place] of places) {
    if (isPersonal(place) && place.kept.kind === 'days') said.push(`${name}: ${place.kept.days}`);
    for (const { expireAfterSeconds } of await db.collection(name).indexes()) {
      // 0: each document says for itself when it goes.
      if (expireAfterSeconds !== undefined && expireAfterSeconds > 0) {
        real.push(`${name}: ${expireAfterSeconds / daySeconds}`);
      }
    }
  }
  expect(said.toSorted()).toEqual(real.toSorted());
});
