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
  const filter: Document = { _id: change.k };
  switch (change.o) {
    case 'put':
      return [{ replaceOne: { filter, replacement: change.d, upsert: true } }];
    case 'delete':
      return [{ deleteOne: { filter } }];
    case 'set': {
      const updates: Document[] = change.a.map(({ field, newSize }) => ({
        $push: { [field]: { $each: [], $slice: newSize } },
      }));
      const last: Document = {};
      if (Object.keys(change.s).length > 0) last.$set = change.s;
      if (change.u.length > 0) last.$unset = Object.fromEntries(change.u.map((path) => [path, '']));
      if (Object.keys(last).length > 0) updates.push(last);
      return updates.map((update) => ({ updateOne: { filter, update } }));
    }
    default:
      return change satisfies never;
  }
}
