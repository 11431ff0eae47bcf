import type { AnyBulkWriteOperation, ChangeStreamDocument, Document, Timestamp } from 'mongodb';

/**
 * One change of one document, as a file of changes holds it: what is there afterwards, never how much was added, so that
 * repeating any run of them in order ends in the same documents. `c`: collection; `k`: `_id`.
 */
export type CapturedChange =
  /** The whole document. */
  | { readonly o: 'put'; readonly c: string; readonly k: unknown; readonly d: Document }
  /** Fields set, fields removed, arrays cut to a length. */
  | {
      readonly o: 'set';
      readonly c: string;
      readonly k: unknown;
      readonly s: Document;
      readonly u: readonly string[];
      readonly a: readonly { readonly field: string; readonly newSize: unknown }[];
    }
  | { readonly o: 'delete'; readonly c: string; readonly k: unknown };

export type HeardChange =
  | {
      readonly kind: 'change';
      readonly change: CapturedChange;
      readonly clusterTime: Timestamp;
      readonly wallMs: number;
    }
  /** Something that no change of a document tells: collections, indexes, validators. Only a new backup holds it. */
  | { readonly kind: 'schema'; readonly what: string };

/** What an event of MongoDB's change stream says. */
export function heardChange(event: ChangeStreamDocument): HeardChange {
  switch (event.operationType) {
    case 'insert':
    case 'replace':
      return changed(event, {
        ...{ o: 'put', c: event.ns.coll, k: event.documentKey._id, d: event.fullDocument },
      });
    case 'update': {
      const { updatedFields = {}, removedFields = [], truncatedArrays = [] } = event.updateDescription;
      const paths = [...Object.keys(updatedFields), ...removedFields];
      // A field whose own name holds a dot or begins with a dollar: `$set` would take it for a path.
      if (isAmbiguous(event.updateDescription.disambiguatedPaths) || paths.some((path) => path.includes('$'))) {
        return { kind: 'schema', what: `a field of ${event.ns.coll} whose name is no path` };
      }
      return changed(event, {
        ...{ o: 'set', c: event.ns.coll, k: event.documentKey._id },
        ...{ s: updatedFields, u: removedFields, a: truncatedArrays },
      });
    }
    case 'delete':
      return changed(event, { o: 'delete', c: event.ns.coll, k: event.documentKey._id });
    default:
      return { kind: 'schema', what: event.operationType };
  }
}

function isAmbiguous(paths: Document | undefined): boolean {
  return Object.values(paths ?? {}).some(
    (parts) => Array.isArray(parts) && parts.some((part) => String(part).includes('.')),
  );
}

function changed(
  event: { readonly clusterTime?: Timestamp; readonly wallTime?: Date },
  change: CapturedChange,
): HeardChange {
  if (event.clusterTime === undefined) throw new Error('a change without a time: a replica set tells one');
  return { kind: 'change', change, clusterTime: event.clusterTime, wallMs: event.wallTime?.getTime() ?? 0 };
}

/** The write that repeats a change. */
export function repeatedWrites(change: CapturedChange): AnyBulkWriteOperation<Document>[] {
  // Ids are whatever the collection has: the driver takes any.
  const filter = { _id: change.k } as Document;
  switch (change.o) {
    case 'put':
      return [{ replaceOne: { filter, replacement: change.d, upsert: true } }];
    case 'delete':
      return [{ deleteOne: { filter } }];
    case 'set': {
      const cuts = change.a.map(({ field, newSize }) => ({
        updateOne: { filter, update: { $push: { [field]: { $each: [], $slice: newSize } } } as Document },
      }));
      const update: Document = {};
      if (Object.keys(change.s).length > 0) update.$set = change.s;
      if (change.u.length > 0) update.$unset = Object.fromEntries(change.u.map((path) => [path, '']));
      return Object.keys(update).length === 0 ? cuts : [...cuts, { updateOne: { filter, update } }];
    }
    default:
      return change satisfies never;
  }
}
