import { setImmediate as otherWork } from 'node:timers/promises';
import { limits } from '@halobuzz/core/limits';
import type { Db, Filter } from 'mongodb';
import { z } from 'zod';
import type { ExportPerson, ExportRow, ExportSource, StoredDocument } from './export-source.ts';
import { plainValue } from './plain-value.ts';

/** A place in a source: behind the rows of its order's value that were taken. Times in milliseconds since 1970. */
export const placeSchema = z.strictObject({
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  taken: z.int().min(1),
});
export type Place = z.infer<typeof placeSchema>;

export interface PlacedRow {
  readonly row: ExportRow;
  readonly place: Place;
}

/** What is read: whose, from which source, from where on, and until when. */
export interface RowsAsked {
  readonly source: ExportSource;
  readonly person: ExportPerson;
  readonly after: Place | undefined;
  readonly untilMs: number;
}

/** 64-bit integers as bigint: money never passes through a double. */
const exact = { useBigInt64: true } as const;
const rowsOf = (source: ExportSource): number => source.rowsMax ?? limits.exportPageRowsMax;

/** The query behind {@link readRows}. Exported for the test that explains it. */
export function findRows(db: Db, { source, person, after, untilMs }: RowsAsked) {
  const { field, kind } = source.order;
  const timed = kind === 'time';
  const from = after === undefined ? {} : { $gte: timed ? new Date(Number(after.value)) : after.value };
  const range = { ...from, ...(timed ? { $lte: new Date(untilMs) } : {}) };
  const filter: Filter<StoredDocument> = source.of(person);
  const bounded = Object.keys(range).length === 0 ? filter : { $and: [filter, { [field]: range }] };
  return db
    .collection<StoredDocument>(source.collection, exact)
    .find(bounded, { projection: projectionOf(source) })
    .hint(source.hint)
    .sort({ [field]: 1 })
    .skip(after?.taken ?? 0)
    .limit(rowsOf(source))
    .batchSize(limits.exportRowsAtOnceMax);
}

function projectionOf(source: ExportSource): Record<string, 1> {
  const stored = [...Object.keys(source.fields), ...Object.keys(source.named ?? {}), source.order.field];
  if (source.join !== undefined) stored.push(source.join.by);
  return Object.fromEntries(stored.map((field) => [field, 1]));
}

/** The next rows, in order, ids of others in them as stored. `more`: there may be further ones. */
export async function readRows(
  db: Db,
  asked: RowsAsked,
): Promise<{ readonly rows: readonly PlacedRow[]; readonly more: boolean }> {
  const { source } = asked;
  const documents = await findRows(db, asked).toArray();
  const [joined, names] = await Promise.all([joinedOf(db, source, documents), namesOf(db, source, documents)]);
  let place = asked.after;
  const rows: PlacedRow[] = [];
  for (const document of documents) {
    const value = orderValue(document[source.order.field]);
    place = { value, taken: place?.value === value ? place.taken + 1 : 1 };
    rows.push({ row: rowOf(source, document, joined, names), place });
    if (rows.length % limits.exportRowsAtOnceMax === 0) await otherWork();
  }
  return { rows, more: documents.length === rowsOf(source) };
}

/** Rows of equal order stand in the order of their index, which never changes for rows that stay. */
function orderValue(value: unknown): Place['value'] {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function rowOf(
  source: ExportSource,
  document: StoredDocument,
  joined: ReadonlyMap<string, StoredDocument>,
  names: ReadonlyMap<string, string>,
): ExportRow {
  const other = source.join === undefined ? undefined : joined.get(String(document[source.join.by]));
  const row: ExportRow = {
    ...(source.kind === undefined ? {} : { kind: source.kind }),
    ...shown(document, source.fields),
    ...(other === undefined ? {} : shown(other, source.join?.fields ?? {})),
    ...Object.fromEntries(
      Object.entries(source.named ?? {}).map(([stored, name]) => {
        const id = String(document[stored]);
        return [name, names.get(id) ?? id];
      }),
    ),
  };
  return source.shape === undefined ? row : source.shape(row);
}

function shown(document: StoredDocument, fields: Readonly<Record<string, string>>): ExportRow {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([stored, name]) => {
      const value = plainValue(at(document, stored));
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

/** The value at a dotted path. */
function at(document: StoredDocument, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  }, document);
}

async function joinedOf(db: Db, source: ExportSource, documents: readonly StoredDocument[]) {
  const { join } = source;
  if (join === undefined) return new Map<string, StoredDocument>();
  const ids = [...new Set(documents.map((document) => String(document[join.by])))].filter((id) => id !== '');
  return byId(db, join.collection, ids, Object.keys(join.fields));
}

/** Handles of people whom this person chose; accounts that are gone have none and are masked. */
async function namesOf(
  db: Db,
  source: ExportSource,
  documents: readonly StoredDocument[],
): Promise<Map<string, string>> {
  const fields = Object.keys(source.named ?? {});
  const ids = [...new Set(documents.flatMap((document) => fields.map((field) => String(document[field]))))];
  const found = await byId(db, 'users', ids, ['username', 'status']);
  return new Map(
    [...found].flatMap(([id, { username, status }]) => (status === 'active' ? [[id, String(username)] as const] : [])),
  );
}

async function byId(db: Db, collection: string, ids: readonly string[], fields: readonly string[]) {
  const found = new Map<string, StoredDocument>();
  if (ids.length === 0) return found;
  const projection = Object.fromEntries(fields.map((field) => [field, 1 as const]));
  const documents = db.collection<StoredDocument>(collection, exact).find({ _id: { $in: [...ids] } }, { projection });
  for await (const document of documents) found.set(document._id, document);
  return found;
}
