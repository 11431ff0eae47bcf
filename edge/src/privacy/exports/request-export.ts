import type { DataExport } from '@halobuzz/core/api/exports';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { type ExportDataType, exportDataTypeNames, sectionsOf } from '@halobuzz/core/privacy/export-sections';
import { randomBytes, randomSecret } from '../../bytes.ts';
import type { PrivacyContext } from '../privacy-context.ts';
import { openPrivacyTables } from '../privacy-tables.ts';
import { allExports, dropExport, type ExportRow, newFile, writeExport, writeFile } from './export-tables.ts';
import { exportView } from './export-view.ts';

export type RequestedExport =
  | { readonly kind: 'ok'; readonly request: DataExport }
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

/** Takes a request for these kinds of data; the alarm does the rest. Of two at once the second is too early. */
export function requestExport(
  context: PrivacyContext,
  accountId: string,
  asked: readonly ExportDataType[],
): RequestedExport {
  const { sql } = context;
  return context.change((nowMs): RequestedExport => {
    openPrivacyTables(sql, accountId);
    const waitMs = nextExportAtMs(sql) - nowMs;
    if (waitMs > 0) return { kind: 'limited', retryAfterMs: waitMs };
    const types = exportDataTypeNames.filter((type) => asked.includes(type));
    const row: ExportRow = {
      ...{ id: newOpaqueId('ex', randomBytes), types, status: 'pending', createdAtMs: nowMs, completedAtMs: undefined },
      ...{ expiresAtMs: nowMs + limits.exportLifeMs, maskKey: randomSecret(), linkDigest: '' },
      ...{ tries: 0, nextAtMs: nowMs, version: 1, told: 0, tellTries: 0, tellAtMs: nowMs, notice: '' },
    };
    writeExport(sql, row);
    writePlan(sql, row);
    forgetOldest(sql);
    return { kind: 'ok', request: exportView(sql, accountId, row) };
  });
}

/** When the next request may be made: a week after the last one that did not fail. */
export function nextExportAtMs(sql: SqlStorage): number {
  const last = allExports(sql).find(({ status }) => status !== 'failed');
  return last === undefined ? 0 : last.createdAtMs + limits.exportPauseMs;
}

/** A file for each part, and the two that speak of all others. Pictures are added when it is known which there are. */
function writePlan(sql: SqlStorage, { id, types }: ExportRow): void {
  const parts = sectionsOf(types).map((section, ord) => {
    const path = `data/${section}.${section === 'ledger' ? 'csv' : 'json'}`;
    return newFile({ ord, path, kind: 'part', source: section });
  });
  for (const file of parts) writeFile(sql, id, file);
  // Behind as many pictures as an account may have.
  writeFile(sql, id, newFile({ ord: INDEX_ORD, path: 'index.html', kind: 'index', source: '' }));
  writeFile(sql, id, newFile({ ord: INDEX_ORD + 1, path: 'manifest.json', kind: 'manifest', source: '' }));
}

const INDEX_ORD = 1_000_000;

/** Those that are over and have no archive any more; what the law may ask about stands with the origin. */
function forgetOldest(sql: SqlStorage): void {
  for (const { id, nextAtMs, notice, version, told } of allExports(sql).slice(limits.exportsKeptEntriesMax)) {
    if (nextAtMs === undefined && notice === '' && told === version) dropExport(sql, id);
  }
}
