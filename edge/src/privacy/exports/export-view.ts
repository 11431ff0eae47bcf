import type { DataExport } from '@halobuzz/core/api/exports';
import { type ExportFileRow, type ExportRow, filesOf } from './export-tables.ts';
import { archiveBytes, entryOf } from './zip-layout.ts';

/** A request as its owner sees it. */
export function exportView(sql: SqlStorage, accountId: string, row: ExportRow): DataExport {
  const files = filesOf(sql, row.id);
  const made = row.status === 'completed';
  return {
    requestId: row.id,
    userId: accountId,
    dataTypes: [...row.types],
    status: row.status,
    progress: progressOf(row, files),
    createdAt: iso(row.createdAtMs),
    ...(row.completedAtMs === undefined ? {} : { completedAt: iso(row.completedAtMs) }),
    expiresAt: iso(row.expiresAtMs),
    ...(made ? { bytes: archiveBytes(files.map((file) => entryOf(file, row.createdAtMs))) } : {}),
  };
}

/** Files that are made, of all; what is over has none any more. */
function progressOf({ status }: ExportRow, files: readonly ExportFileRow[]): DataExport['progress'] {
  const over = status === 'failed' || status === 'expired' || files.length === 0;
  if (over) return { done: status === 'expired' ? 1 : 0, total: 1 };
  return { done: files.filter(({ sha256 }) => sha256 !== undefined).length, total: files.length };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
