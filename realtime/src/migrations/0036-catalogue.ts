import { catalogueStatuses, giftCategories, salePlatforms } from '@halobuzz/core/api/catalogue';
import { initialGifts } from '@halobuzz/core/gifts';
import { fiatCurrencies } from '@halobuzz/core/payments/provider-facts';
import type { Db, Document } from 'mongodb';
import { coinPackages as packagesBefore } from './0010-payments.ts';
import { images as imagesBefore } from './0020-images.ts';
import { liveCollections } from './collections-live.ts';
import { dropCollection, dropIndexes, ensureCollection, specNamed } from './ensure-collection.ts';
import {
  type CollectionSpec,
  filledText,
  flag,
  long,
  oneOf,
  positiveLong,
  strictObject,
  text,
  texts,
  time,
  whole,
} from './json-schema.ts';
import type { Migration } from './migration.ts';

const giftsBefore = specNamed(liveCollections, 'gifts');
/** What no newer version ends yet. */
const never = new Date(8_640_000_000_000_000);

const act = strictObject({ act: filledText, by: filledText, at: time, reason: text });
/** Of each version, gift or package: its content never changes, the rest says what became of it. */
const versioned = {
  version: whole,
  status: oneOf(...catalogueStatuses),
  withdrawn: flag,
  order: whole,
  /** When a newer version takes its place. */
  endsAt: time,
  history: { bsonType: 'array', items: act },
  createdAt: time,
} as const;
const sale = { from: time, until: time, only: texts, except: texts } as const;
const held = { key: { status: 1, endsAt: 1 }, name: 'held' } as const;

const gifts: CollectionSpec = {
  name: 'gifts',
  required: {
    ...{ _id: filledText, giftId: filledText, ...versioned },
    names: strictObject({ en: filledText }, { ne: filledText, hi: filledText }),
    ...{ emoji: filledText, coins: positiveLong, category: oneOf(...giftCategories) },
  },
  optional: { ...sale, image: filledText },
  indexes: [{ key: { giftId: 1, version: -1 }, name: 'version', unique: true }, held],
};

const packages: CollectionSpec = {
  name: 'coin_packages',
  required: {
    ...{ _id: filledText, packageId: filledText, ...versioned, coins: positiveLong, bonus: positiveLong },
    prices: strictObject(Object.fromEntries(fiatCurrencies.map((currency) => [currency, positiveLong]))),
    ...{ appleProduct: filledText, googleProduct: filledText },
    platforms: { bsonType: 'array', items: oneOf(...salePlatforms) },
  },
  optional: sale,
  indexes: [
    { key: { packageId: 1, version: -1 }, name: 'version', unique: true },
    held,
    { key: { appleProduct: 1 }, name: 'apple_product' },
    { key: { googleProduct: 1 }, name: 'google_product' },
  ],
};

/** One document that every change of the catalogue raises, so that changes come one after the other. */
const state: CollectionSpec = { name: 'catalogue_state', required: { _id: filledText, revision: long }, indexes: [] };

interface Before extends Document {
  readonly _id: string;
  readonly version: number;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly coins: number | bigint;
  readonly name?: string;
}

/** What each version becomes: an inactive newest one takes its gift off sale. */
async function convert(db: Db, collection: string, idField: string, more: (doc: Before) => Document): Promise<void> {
  const documents = db.collection<Before>(collection);
  const found = await documents
    .find({ status: { $exists: false } })
    .sort({ [idField]: 1, version: -1 })
    .toArray();
  const seen = new Map<string, Date>();
  const orders = [...found].sort((a, b) => Number(a.coins) - Number(b.coins)).map(({ _id }) => _id);
  for (const doc of found) {
    const { _id, active, createdAt } = doc;
    const id = String(doc[idField]);
    const newest = !seen.has(id);
    const $set = {
      ...{ status: 'published', withdrawn: newest && !active, order: (orders.indexOf(_id) + 1) * 10 },
      ...{ from: createdAt, endsAt: seen.get(id) ?? never, ...more(doc) },
      history: [{ act: 'published', by: 'system', at: createdAt, reason: 'from before versions had a history' }],
    };
    await documents.updateOne({ _id }, { $set, $unset: { active: '', name: '' } });
    seen.set(id, createdAt);
  }
}

function namesOf({ name = '' }: Before): Document {
  return initialGifts.find((gift) => gift.name === name)?.names ?? { en: name };
}

async function takeBack(db: Db, collection: string): Promise<void> {
  const documents = db.collection<Document & { _id: string }>(collection);
  await documents.deleteMany({ status: { $ne: 'published' } });
  const fields = ['status', 'withdrawn', 'order', 'endsAt', 'history', 'from', 'until', 'only', 'except'];
  const own = collection === 'gifts' ? ['names', 'category', 'image'] : ['platforms'];
  await documents.updateMany({}, [
    { $set: { active: { $not: '$withdrawn' }, ...(collection === 'gifts' ? { name: '$names.en' } : {}) } },
    { $unset: [...fields, ...own] },
  ]);
}

/** Versions of gifts and packages with a time, a place, a history and, where prices leap, two people. */
export const catalogueMigration: Migration = {
  id: '0036-catalogue',
  up: async (db) => {
    await dropIndexes(db, 'gifts', ['catalogue']);
    await dropIndexes(db, 'coin_packages', ['package_version', 'on_sale']);
    await ensureCollection(db, gifts);
    await ensureCollection(db, packages);
    await ensureCollection(db, state);
    await ensureCollection(db, {
      ...imagesBefore,
      required: { ...imagesBefore.required, kind: oneOf('avatar', 'cover', 'gift') },
      indexes: [],
    });
    await convert(db, 'gifts', 'giftId', (doc) => ({ names: namesOf(doc), category: 'popular' }));
    await convert(db, 'coin_packages', 'packageId', () => ({ platforms: [...salePlatforms] }));
  },
  down: async (db) => {
    await db.collection('images').deleteMany({ kind: 'gift' });
    await ensureCollection(db, { ...imagesBefore, indexes: [] });
    await dropIndexes(db, 'gifts', ['held']);
    await dropIndexes(db, 'coin_packages', ['version', 'held', 'apple_product', 'google_product']);
    for (const before of [giftsBefore, packagesBefore]) {
      // The old rules hold once the documents are as they were: between the two, none may be refused.
      await db.command({ collMod: before.name, validator: {} });
      await takeBack(db, before.name);
      await ensureCollection(db, before);
    }
    await dropCollection(db, state);
  },
};
