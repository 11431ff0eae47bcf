import type { CatalogueKind } from '@halobuzz/core/api/catalogue';
import { limits } from '@halobuzz/core/limits';
import type { ClientSession, Db } from 'mongodb';
import type { CatalogueChange, CatalogueStore, StoredVersion } from '../catalogue/catalogue-store.ts';
import { appendAuditWithin } from './append-audit-within.ts';
import { type CatalogueDocument, changeOf, documentOf, placeOf, storedOf } from './catalogue-documents.ts';
import type { ImageDocument } from './mongo-images.ts';
import { bigintOptions } from './numbers.ts';
import { transact } from './transact.ts';

/** Versions that one read brings: those of one thing that still hold, and all that are sold. */
const heldMax = 4 * limits.catalogueGiftsMax;

interface StateDocument {
  readonly _id: string;
  readonly revision: bigint;
}

/** {@link CatalogueStore} over `gifts`, `coin_packages` and `catalogue_state`. */
export function mongoCatalogue(db: Db): CatalogueStore {
  const documents = (kind: CatalogueKind) => db.collection<CatalogueDocument>(placeOf[kind].collection, bigintOptions);
  return {
    async newest(kind, afterId, limit) {
      const { idField } = placeOf[kind];
      const found = documents(kind).aggregate<{ readonly doc: CatalogueDocument }>(
        newestPipeline(idField, afterId, limit),
      );
      return (await found.toArray()).map(({ doc }) => storedOf(kind, doc));
    },
    async versions(kind, id, before, limit) {
      const place = before === undefined ? {} : { version: { $lt: before } };
      const found = documents(kind).find({ [placeOf[kind].idField]: { $eq: id }, ...place });
      return (await found.sort({ version: -1 }).limit(limit).toArray()).map((one) => storedOf(kind, one));
    },
    async held(kind, sinceMs) {
      const found = documents(kind).find(heldFilter(sinceMs)).limit(heldMax);
      return (await found.toArray()).map((one) => storedOf(kind, one));
    },
    async revision() {
      const state = await db.collection<StateDocument>('catalogue_state', bigintOptions).findOne({ _id: 'catalogue' });
      return BigInt(state?.revision ?? 0);
    },
    change: (kind, work) =>
      transact(db, async (session) => {
        // Whoever comes second waits for the first, or begins again behind it.
        await db
          .collection<StateDocument>('catalogue_state')
          .updateOne({ _id: 'catalogue' }, { $inc: { revision: 1n } }, { upsert: true, session });
        return work(changeWithin(db, kind, session));
      }),
  };
}

/** Exported for the test that explains it. */
export function newestPipeline(idField: string, afterId: string | undefined, limit: number) {
  return [
    ...(afterId === undefined ? [] : [{ $match: { [idField]: { $gt: afterId } } }]),
    { $sort: { [idField]: 1, version: -1 } },
    { $group: { _id: `$${idField}`, doc: { $first: '$$ROOT' } } },
    { $sort: { _id: 1 } },
    { $limit: limit },
  ];
}

/** Exported for the test that explains it. */
export function heldFilter(sinceMs: number) {
  return { status: 'published' as const, endsAt: { $gt: new Date(sinceMs) } };
}

function changeWithin(db: Db, kind: CatalogueKind, session: ClientSession): CatalogueChange {
  const { collection: name, idField } = placeOf[kind];
  const documents = db.collection<CatalogueDocument>(name, bigintOptions);
  const only = (found: CatalogueDocument | null): StoredVersion | undefined =>
    found === null ? undefined : storedOf(kind, found);
  const newestOf = (id: string, more: object) =>
    documents.findOne({ [idField]: id, ...more }, { session, sort: { version: -1 } });
  return {
    newest: async (id) => only(await newestOf(id, {})),
    get: async (id, version) => only(await newestOf(id, { version })),
    async heldSince(id, sinceMs) {
      const found = await documents
        .find({ [idField]: id, ...heldFilter(sinceMs) }, { session })
        .sort({ version: -1 })
        .limit(heldMax)
        .toArray();
      if (found.length > 0) return found.map((one) => storedOf(kind, one));
      const last = only(await newestOf(id, { status: 'published' }));
      return last === undefined ? [] : [last];
    },
    async openBefore(id, before) {
      const open = { [idField]: id, version: { $lt: before }, status: { $in: ['draft' as const, 'waiting' as const] } };
      const found = await documents.find(open, { session }).sort({ version: -1 }).limit(limits.pageItemsMax).toArray();
      return found.map((one) => storedOf(kind, one));
    },
    ids: async () => (await documents.distinct(idField, {}, { session })).length,
    async ownerOfProduct(store, product, except) {
      const used = { [store]: product, packageId: { $ne: except }, status: { $nin: ['rejected', 'discarded'] } };
      return (await db.collection<{ readonly packageId: string }>(name).findOne(used, { session }))?.packageId;
    },
    async insert(version) {
      await documents.insertOne(documentOf(kind, version), { session });
    },
    async update(id, version, change) {
      await documents.updateOne({ _id: `${id}:${version}` }, { $set: changeOf(change) }, { session });
    },
    async keepImage(_id) {
      const kept = await db
        .collection<ImageDocument>('images')
        .updateOne(
          { _id, kind: 'gift', state: { $ne: 'doomed' } },
          { $set: { state: 'shown' }, $unset: { dueAt: '' } },
          { session },
        );
      return kept.matchedCount === 1;
    },
    audit: (record) => appendAuditWithin(db, session, record),
  };
}
