import type { ExportFileRow, ExportRow } from './export-tables.ts';

/** Raised when the shape of archives changes. */
const exportSchemaVersion = 1;

/** What is in an archive, but for the manifest itself: for people who check it and programs that read it. */
export function manifestOf(accountId: string, row: ExportRow, files: readonly ExportFileRow[]): string {
  const listed = files
    .filter(({ kind }) => kind !== 'manifest')
    .map(({ path, bytes, sha256, kind, rows }) => ({ path, bytes, sha256, ...(kind === 'part' ? { rows } : {}) }));
  const manifest = {
    schemaVersion: exportSchemaVersion,
    requestId: row.id,
    accountId,
    dataTypes: row.types,
    asOf: new Date(row.createdAtMs).toISOString(),
    files: listed,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
