import { exportPaths } from '@halobuzz/core/api/internal-exports';
import { doublingPauseMs } from '@halobuzz/core/doubling-pause';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { objectOfAccount } from '../../accounts/account/stubs.ts';
import { randomBytes } from '../../bytes.ts';
import { logLine } from '../../observability/log-line.ts';
import type { PrivacyContext, PrivacyJob } from '../privacy-context.ts';
import { ownerOf } from '../privacy-tables.ts';
import { previewKey, segmentKey, segmentPrefix } from './archive-keys.ts';
import {
  allExports,
  dropFile,
  dropFiles,
  type ExportFileRow,
  type ExportRow,
  filesOf,
  readExport,
  writeExport,
  writeFile,
} from './export-tables.ts';
import { exportView } from './export-view.ts';
import { type MadePiece, makePiece } from './make-piece.ts';
import { archiveBytes, entryOf, zipBytesMax } from './zip-layout.ts';

/** Makes archives piece by piece, tells of them, and removes them when they expire. */
export const exportJob: PrivacyJob = {
  name: 'exports',
  dueAtMs(sql) {
    const times = allExports(sql).flatMap((row) => [row.nextAtMs ?? [], isTold(row) ? [] : row.tellAtMs].flat());
    return times.length === 0 ? undefined : Math.min(...times);
  },
  async run(context) {
    const accountId = ownerOf(context.sql);
    if (accountId === undefined) return;
    for (const row of allExports(context.sql)) {
      if (!isTold(row) && row.tellAtMs <= Date.now()) await tell(context, accountId, row);
      const now = readExport(context.sql, row.id);
      if (now?.nextAtMs !== undefined && now.nextAtMs <= Date.now()) await advance(context, accountId, now);
    }
  },
};

function isTold({ told, version, notice }: ExportRow): boolean {
  return told === version && notice === '';
}

function advance(context: PrivacyContext, accountId: string, row: ExportRow): Promise<void> {
  switch (row.status) {
    case 'pending':
    case 'processing':
      return makeNext(context, accountId, row);
    case 'completed':
    case 'failed':
    case 'expired':
      return removeArchive(context, accountId, row);
    default:
      return row.status satisfies never;
  }
}

/** One piece: made, stored in the bucket, then noted. Who dies in between makes it again. */
async function makeNext(context: PrivacyContext, accountId: string, row: ExportRow): Promise<void> {
  const file = filesOf(context.sql, row.id).find(({ sha256 }) => sha256 === undefined);
  try {
    const owner = await objectOfAccount(context.env.ACCOUNTS, accountId, context.config.jurisdictions).exportOwner();
    // An account that is being erased, or is gone, gets no copy; whoever takes the erasure back may ask again.
    if (owner?.status !== 'active') return fail(context, row, 'the account is being erased');
    if (file === undefined) return complete(context, row);
    const made = await makePiece(context, { accountId, subject: owner.subject, row }, file);
    const name = `${file.segments.length}-${newOpaqueId('sg', randomBytes)}`;
    await store(context, segmentPrefix(accountId, row.id), { file, made, name });
    note(context, row, { file, made, name });
  } catch (error) {
    retryLater(context, row, error);
  }
}

/**
 * A piece under the name of this try of it. What a dead object had still under way arrives under another name, and never in
 * the place of what was made after it.
 */
interface NamedPiece {
  readonly file: ExportFileRow;
  readonly made: MadePiece;
  readonly name: string;
}

async function store(
  { env: { EXPORTS } }: PrivacyContext,
  prefix: string,
  { file, made: { piece, preview }, name }: NamedPiece,
): Promise<void> {
  if (piece === undefined) return;
  await EXPORTS.put(segmentKey(prefix, file.ord, name), piece.segment);
  if (preview !== undefined) await EXPORTS.put(previewKey(prefix, file.ord), JSON.stringify(preview));
}

function note(context: PrivacyContext, row: ExportRow, { file, made: { piece, added = [] }, name }: NamedPiece): void {
  context.change((nowMs) => {
    const { sql } = context;
    if (readExport(sql, row.id) === undefined) return;
    if (piece === undefined) dropFile(sql, row.id, file.ord);
    else writeFile(sql, row.id, { ...piece.file, segments: [...file.segments, name] });
    for (const one of added) writeFile(sql, row.id, one);
    const begun = row.status === 'pending' ? changed(row, { status: 'processing' }, nowMs) : row;
    writeExport(sql, { ...begun, tries: 0, nextAtMs: nowMs });
  });
}

function complete(context: PrivacyContext, row: ExportRow): void {
  const entries = filesOf(context.sql, row.id).map((file) => entryOf(file, row.createdAtMs));
  if (archiveBytes(entries) > zipBytesMax) return fail(context, row, 'it is larger than one ZIP may be');
  context.change((nowMs) => {
    const expiresAtMs = nowMs + limits.exportLifeMs;
    const done = {
      status: 'completed',
      completedAtMs: nowMs,
      expiresAtMs,
      maskKey: '',
      notice: 'export_ready',
    } as const;
    writeExport(context.sql, { ...changed(row, done, nowMs), tries: 0, nextAtMs: expiresAtMs });
  });
  logLine('info', 'exports: completed', { export: row.id, ms: Date.now() - row.createdAtMs });
}

function retryLater(context: PrivacyContext, row: ExportRow, error: unknown): void {
  const tries = row.tries + 1;
  const detail = error instanceof Error ? error.message : 'unknown';
  if (tries >= limits.exportTriesMax) return fail(context, row, detail);
  const pauseMs = pauseMsAfter(row.tries);
  context.change((nowMs) => writeExport(context.sql, { ...row, tries, nextAtMs: nowMs + pauseMs }));
  // Tries 1, 2, 4, 8: an outage is told, not drummed.
  if (Number.isInteger(Math.log2(tries))) logLine('warn', 'exports: a piece failed', { export: row.id, tries, detail });
}

/** For good: what was made is removed next, and another may be asked for at once. */
function fail(context: PrivacyContext, row: ExportRow, detail: string): void {
  context.change((nowMs) => {
    const failed = { status: 'failed', maskKey: '', linkDigest: '', notice: 'export_failed' } as const;
    writeExport(context.sql, { ...changed(row, failed, nowMs), tries: 0, nextAtMs: nowMs });
  });
  logLine('error', 'exports: failed', { export: row.id, detail });
}

/** Removes every segment of an archive that is over; a crash in between removes the rest again. */
async function removeArchive(context: PrivacyContext, accountId: string, row: ExportRow): Promise<void> {
  const { EXPORTS } = context.env;
  try {
    const { objects, truncated } = await EXPORTS.list({ prefix: segmentPrefix(accountId, row.id) });
    if (objects.length > 0) await EXPORTS.delete(objects.map(({ key }) => key));
    context.change((nowMs) => {
      if (truncated) return writeExport(context.sql, { ...row, tries: 0, nextAtMs: nowMs });
      dropFiles(context.sql, row.id);
      const over = row.status === 'completed' ? changed(row, { status: 'expired', linkDigest: '' }, nowMs) : row;
      writeExport(context.sql, { ...over, tries: 0, nextAtMs: undefined });
    });
  } catch (error) {
    const pauseMs = pauseMsAfter(row.tries);
    context.change((nowMs) => writeExport(context.sql, { ...row, tries: row.tries + 1, nextAtMs: nowMs + pauseMs }));
    const detail = error instanceof Error ? error.message : 'unknown';
    logLine('warn', 'exports: an archive could not be removed', { export: row.id, detail });
  }
}

/** Tells the origin how the request stands and its owner that it is over: both may hear it twice, neither never. */
async function tell(context: PrivacyContext, accountId: string, row: ExportRow): Promise<void> {
  const { userId, dataTypes, status, createdAt, expiresAt } = exportView(context.sql, accountId, row);
  const body = { userId, dataTypes, status, createdAt, expiresAt, version: row.version };
  try {
    await context.origin.send({ method: 'PUT', path: exportPaths.record(row.id), body });
    if (row.notice !== '') {
      await objectOfAccount(context.env.ACCOUNTS, accountId, context.config.jurisdictions).noteExport(row.notice);
    }
    context.change(() => {
      const now = readExport(context.sql, row.id);
      if (now === undefined) return;
      const notice = now.notice === row.notice ? '' : now.notice;
      writeExport(context.sql, { ...now, told: row.version, tellTries: 0, notice });
    });
  } catch (error) {
    const pauseMs = pauseMsAfter(row.tellTries);
    context.change((nowMs) => {
      const now = readExport(context.sql, row.id);
      if (now === undefined) return;
      writeExport(context.sql, { ...now, tellTries: row.tellTries + 1, tellAtMs: nowMs + pauseMs });
    });
    const detail = error instanceof Error ? error.message : 'unknown';
    logLine('warn', 'exports: the state of a request was not told', { export: row.id, detail });
  }
}

function pauseMsAfter(tries: number): number {
  return doublingPauseMs(tries, limits.exportRetryMinMs, limits.exportRetryMaxMs);
}

/** A change that others hear of. */
function changed(row: ExportRow, change: Partial<ExportRow>, nowMs: number): ExportRow {
  return { ...row, ...change, version: row.version + 1, tellTries: 0, tellAtMs: nowMs };
}
