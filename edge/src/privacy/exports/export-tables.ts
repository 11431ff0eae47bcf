import { type ExportStatus, exportStatusSchema } from '@halobuzz/core/api/exports';
import { type ExportDataType, exportDataTypeNames } from '@halobuzz/core/privacy/export-sections';
import { z } from 'zod';
import { hasTable } from '../../accounts/account/sql.ts';

/**
 * Requests for archives and their files, so far as they are made. Nothing in here is anybody's data but that they asked:
 * what was read stands in the bucket alone, and the key of the pseudonyms only while an archive is made.
 */
export const exportTables = `CREATE TABLE exports (id TEXT PRIMARY KEY, types TEXT NOT NULL, status TEXT NOT NULL,
    created_at INTEGER NOT NULL, completed_at INTEGER, expires_at INTEGER NOT NULL, mask_key TEXT NOT NULL,
    link_digest TEXT NOT NULL, tries INTEGER NOT NULL, next_at INTEGER, version INTEGER NOT NULL, told INTEGER NOT NULL,
    tell_tries INTEGER NOT NULL, tell_at INTEGER NOT NULL, notice TEXT NOT NULL);
  CREATE TABLE export_files (export TEXT NOT NULL, ord INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL,
    source TEXT NOT NULL, segments TEXT NOT NULL, packed INTEGER NOT NULL, bytes INTEGER NOT NULL,
    rows INTEGER NOT NULL, crc INTEGER NOT NULL, sha_state TEXT, cursor TEXT, sha256 TEXT, PRIMARY KEY (export, ord));`;

/** A request. Times in milliseconds since 1970. */
export interface ExportRow {
  readonly id: string;
  readonly types: readonly ExportDataType[];
  readonly status: ExportStatus;
  readonly createdAtMs: number;
  readonly completedAtMs: number | undefined;
  readonly expiresAtMs: number;
  /** Makes the pseudonyms of others; empty once the archive is made. */
  readonly maskKey: string;
  /** SHA-256 of the link's secret, base64url; empty: there is no link. */
  readonly linkDigest: string;
  /** Failed tries of the next piece in a row. */
  readonly tries: number;
  /** When the next piece of work is due; undefined: nothing is left to do. */
  readonly nextAtMs: number | undefined;
  /** Grows with each change that others are told of, and up to which they were told. */
  readonly version: number;
  readonly told: number;
  readonly tellTries: number;
  readonly tellAtMs: number;
  /** What the owner is yet to be written of. */
  readonly notice: '' | 'export_ready' | 'export_failed';
}

/** `part`: rows of a section; `picture`: a file of the bucket of pictures. A file is done when its SHA-256 is known. */
export type ExportFileKind = 'part' | 'picture' | 'index' | 'manifest';

export interface ExportFileRow {
  readonly ord: number;
  readonly path: string;
  readonly kind: ExportFileKind;
  /** The section, or the key of the picture. */
  readonly source: string;
  /** The names of those that are stored, in order. */
  readonly segments: readonly string[];
  /** Bytes of all segments. */
  readonly packed: number;
  readonly bytes: number;
  readonly rows: number;
  readonly crc: number;
  readonly shaState: string | undefined;
  readonly cursor: string | undefined;
  readonly sha256: string | undefined;
}

const rowSchema = z.object({
  id: z.string(),
  types: z.string().transform((text) => z.array(z.enum(exportDataTypeNames)).parse(JSON.parse(text))),
  status: exportStatusSchema,
  created_at: z.int(),
  completed_at: z.int().nullable(),
  expires_at: z.int(),
  mask_key: z.string(),
  link_digest: z.string(),
  tries: z.int(),
  next_at: z.int().nullable(),
  version: z.int(),
  told: z.int(),
  tell_tries: z.int(),
  tell_at: z.int(),
  notice: z.enum(['', 'export_ready', 'export_failed']),
});

function exportOf(raw: Record<string, SqlStorageValue>): ExportRow {
  const row = rowSchema.parse(raw);
  return {
    ...{ id: row.id, types: row.types, status: row.status, createdAtMs: row.created_at, tries: row.tries },
    ...{ completedAtMs: row.completed_at ?? undefined, expiresAtMs: row.expires_at, maskKey: row.mask_key },
    ...{ linkDigest: row.link_digest, nextAtMs: row.next_at ?? undefined, version: row.version, told: row.told },
    ...{ tellTries: row.tell_tries, tellAtMs: row.tell_at, notice: row.notice },
  };
}

/** All that are remembered, newest first. */
export function allExports(sql: SqlStorage): readonly ExportRow[] {
  if (!hasTable(sql, 'exports')) return [];
  return sql.exec('SELECT * FROM exports ORDER BY created_at DESC, id').toArray().map(exportOf);
}

export function readExport(sql: SqlStorage, id: string): ExportRow | undefined {
  if (!hasTable(sql, 'exports')) return undefined;
  const [raw] = sql.exec('SELECT * FROM exports WHERE id = ?', id).toArray();
  return raw === undefined ? undefined : exportOf(raw);
}

export function writeExport(sql: SqlStorage, row: ExportRow): void {
  const insert = 'INSERT OR REPLACE INTO exports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
  sql.exec(
    insert,
    ...[row.id, JSON.stringify(row.types), row.status, row.createdAtMs, row.completedAtMs ?? null, row.expiresAtMs],
    ...[row.maskKey, row.linkDigest, row.tries, row.nextAtMs ?? null, row.version, row.told, row.tellTries],
    ...[row.tellAtMs, row.notice],
  );
}

/** Forgets a request and its files; their segments are gone by then. */
export function dropExport(sql: SqlStorage, id: string): void {
  sql.exec('DELETE FROM exports WHERE id = ?', id);
  dropFiles(sql, id);
}

export function dropFiles(sql: SqlStorage, id: string): void {
  sql.exec('DELETE FROM export_files WHERE export = ?', id);
}

const fileSchema = z.object({
  ord: z.int(),
  path: z.string(),
  kind: z.enum(['part', 'picture', 'index', 'manifest']),
  source: z.string(),
  segments: z.string().transform((names) => (names === '' ? [] : names.split(' '))),
  packed: z.int(),
  bytes: z.int(),
  rows: z.int(),
  crc: z.int(),
  sha_state: z.string().nullable(),
  cursor: z.string().nullable(),
  sha256: z.string().nullable(),
});

/** The files of an archive in order. */
export function filesOf(sql: SqlStorage, id: string): readonly ExportFileRow[] {
  const found = sql.exec('SELECT * FROM export_files WHERE export = ? ORDER BY ord', id).toArray();
  return found.map((raw) => {
    const { sha_state, cursor, sha256, ...rest } = fileSchema.parse(raw);
    return { ...rest, shaState: sha_state ?? undefined, cursor: cursor ?? undefined, sha256: sha256 ?? undefined };
  });
}

export function writeFile(sql: SqlStorage, id: string, file: ExportFileRow): void {
  sql.exec(
    'INSERT OR REPLACE INTO export_files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ...[
      id,
      file.ord,
      file.path,
      file.kind,
      file.source,
      file.segments.join(' '),
      file.packed,
      file.bytes,
      file.rows,
      file.crc,
    ],
    ...[file.shaState ?? null, file.cursor ?? null, file.sha256 ?? null],
  );
}

/** A file of which nothing is made yet. */
export function newFile(file: Pick<ExportFileRow, 'ord' | 'path' | 'kind' | 'source'>): ExportFileRow {
  const nothing = { segments: [], packed: 0, bytes: 0, rows: 0, crc: 0 };
  return { ...file, ...nothing, shaState: undefined, cursor: undefined, sha256: undefined };
}

/** The picture was deleted meanwhile. */
export function dropFile(sql: SqlStorage, id: string, ord: number): void {
  sql.exec('DELETE FROM export_files WHERE export = ? AND ord = ?', id, ord);
}
