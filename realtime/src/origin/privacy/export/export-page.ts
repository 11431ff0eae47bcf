import { setImmediate as otherWork } from 'node:timers/promises';
import type { ExportPage, ExportPageRequest } from '@halobuzz/core/api/internal-exports';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { z } from 'zod';
import type { ExportRow } from './export-source.ts';
import { exportSources, isOriginSection, type OriginSection, textOfSection } from './export-sources.ts';
import { textOf } from './file-text.ts';
import { maskPeople } from './mask-people.ts';
import { packSegment } from './pack-segment.ts';
import { type Place, type PlacedRow, placeSchema, readRows } from './read-rows.ts';

/** Where the next page begins: in which of a part's sources, and behind which of its rows. */
const cursorSchema = z.strictObject({ source: z.int().min(0), after: placeSchema.optional() });
type Cursor = z.infer<typeof cursorSchema>;

/**
 * One page of a part: at most `exportPageRowsMax` rows of one source and about `exportPageBytesMax` of text, whatever is
 * stored, so that an archive of any size is made in the same memory. Reads alone; the same request gives the same page.
 * @throws AppError `validation_failed` for a part that the origin does not hold, or a cursor that is none
 */
export async function exportPage(db: Db, request: ExportPageRequest): Promise<ExportPage> {
  const { section, account, subject, untilMs, file } = request;
  if (!isOriginSection(section)) throw invalidField('section', 'is not held here');
  const cursor = cursorOf(request.cursor);
  const source = exportSources[section][cursor.source];
  const asked = { person: { account, subject }, after: cursor.after, untilMs };
  const read = source === undefined ? { rows: [], more: false } : await readRows(db, { source, ...asked });
  const mask = maskPeople(request.maskKey, asked.person);
  const taken = await fitting(section, read.rows, file.rows, (row) => masked(mask, row));
  const next = nextCursor(section, cursor, taken.place, read.more || taken.rows.length < read.rows.length);
  const format = textOfSection(section);
  const first = request.cursor === undefined;
  const text = [
    first ? format.opening : '',
    taken.text,
    next === undefined ? format.closing(file.rows + taken.rows.length) : '',
  ].join('');
  const packed = await packSegment(file, { text, rows: taken.rows.length, last: next === undefined });
  const pictures = section === 'pictures' ? taken.rows.flatMap(pictureOf) : [];
  return {
    ...packed,
    ...(next === undefined ? {} : { cursor: JSON.stringify(next) }),
    ...(first ? { preview: taken.rows.slice(0, limits.exportPreviewRowsMax).map(previewOf) } : {}),
    ...(pictures.length === 0 ? {} : { pictures }),
  };
}

function cursorOf(text: string | undefined): Cursor {
  if (text === undefined) return { source: 0 };
  try {
    return cursorSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('validation_failed', {
      cause,
      errors: [{ field: 'cursor', message: 'must be the cursor of a page' }],
    });
  }
}

function masked(mask: (value: unknown) => unknown, row: ExportRow): ExportRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, mask(value)]));
}

interface Fitting {
  readonly rows: readonly ExportRow[];
  readonly text: string;
  readonly place: Place | undefined;
}

/** The rows that fit, one at least: a row that is larger than a page by itself still goes. */
async function fitting(
  section: OriginSection,
  read: readonly PlacedRow[],
  rowsBefore: number,
  finish: (row: ExportRow) => ExportRow,
): Promise<Fitting> {
  const format = textOfSection(section);
  const rows: ExportRow[] = [];
  const lines: string[] = [];
  let place: Place | undefined;
  let chars = 0;
  for (const one of read) {
    const row = finish(one.row);
    const line = format.row(row, rowsBefore + rows.length);
    if (rows.length > 0 && chars + line.length > limits.exportPageCharsMax) break;
    rows.push(row);
    lines.push(line);
    chars += line.length;
    place = one.place;
    if (rows.length % limits.exportRowsAtOnceMax === 0) await otherWork();
  }
  return { rows, text: lines.join(''), place };
}

function nextCursor(
  section: OriginSection,
  cursor: Cursor,
  after: Place | undefined,
  more: boolean,
): Cursor | undefined {
  if (more && after !== undefined) return { source: cursor.source, after };
  const source = cursor.source + 1;
  return source < exportSources[section].length ? { source } : undefined;
}

function pictureOf(row: ExportRow): readonly string[] {
  return row.state === 'shown' && typeof row.file === 'string' ? [row.file] : [];
}

function previewOf(row: ExportRow): Record<string, string> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, textOf(value).slice(0, PREVIEW_CHARS)]));
}

const PREVIEW_CHARS = limits.exportPreviewCharsMax;
