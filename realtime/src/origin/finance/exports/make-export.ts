import { createHash } from 'node:crypto';
import type { InternalFinanceExport } from '@halobuzz/core/api/finance-exports';
import type { RandomBytes } from '@halobuzz/core/clock';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { OriginLog } from '../../http/origin-log.ts';
import type { ActingPerson } from '../history.ts';
import { exportFileName, exportPieces } from './export-text.ts';
import type { MadeExport, MadeExports } from './made-exports.ts';

export interface ExportFileDeps {
  readonly db: Db;
  readonly exports: MadeExports;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: () => number;
  readonly random: RandomBytes;
  readonly log: OriginLog;
  /** Of this process; changed as exports begin and end. */
  readonly running: { count: number };
}

const dayMs = 24 * 3_600_000;
/** Bytes gathered before they are sent. */
const chunkBytes = 64 * 1024;

export interface ExportFile {
  readonly made: MadeExport;
  readonly body: ReadableStream<Uint8Array>;
}

/**
 * Begins an export: it is on record and audited before its first byte, and its digest is when the last was read. Whoever
 * stops reading leaves one that says `broken`.
 * @throws AppError `validation_failed` for a period that is none, `unavailable` while others are made
 */
export async function makeExport(
  deps: ExportFileDeps,
  actor: ActingPerson,
  asked: InternalFinanceExport,
): Promise<ExportFile> {
  if (asked.kind !== 'bundle') requirePeriod(asked);
  if (deps.running.count >= limits.financeExportsAtOnceMax) throw new AppError('unavailable', { retryAfterMs: 10_000 });
  deps.running.count += 1;
  try {
    const made: MadeExport = {
      ...{ _id: newOpaqueId('fx', deps.random), kind: asked.kind, state: 'running', by: actor.account },
      ...{ reason: asked.reason, fileName: exportFileName(asked), startedAt: new Date(deps.clock()) },
      ...{ bytes: 0n, lines: 0n },
      ...(asked.kind === 'bundle' ? {} : { from: asked.from, to: asked.to }),
      ...(asked.kind === 'statement' ? { userId: asked.subject } : {}),
    };
    await deps.exports.insert(made);
    await tell(deps, made, 'export.started', actor);
    return { made, body: streamOf(deps, actor, made, exportPieces(deps.db, asked, deps.clock())) };
  } catch (error) {
    deps.running.count -= 1;
    throw error;
  }
}

function requirePeriod({ from, to }: { readonly from: string; readonly to: string }): void {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (days < 1) throw invalidField('to', 'lies before the first day');
  if (days > limits.financeExportDaysMax)
    throw invalidField('to', `is more than ${limits.financeExportDaysMax} days on`);
}

/** Reads no further than it is asked to: a slow reader costs one page. */
function streamOf(
  deps: ExportFileDeps,
  actor: ActingPerson,
  made: MadeExport,
  pieces: AsyncIterable<string | Uint8Array>,
): ReadableStream<Uint8Array> {
  const digest = createHash('sha256');
  const iterator = pieces[Symbol.asyncIterator]();
  let [bytes, lines, over] = [0n, 0n, false];
  const end = async (state: 'done' | 'broken'): Promise<void> => {
    if (over) return;
    over = true;
    deps.running.count -= 1;
    const sha256 = state === 'done' ? digest.digest('hex') : undefined;
    const done = { state, endedAt: new Date(deps.clock()), bytes, lines, ...(sha256 === undefined ? {} : { sha256 }) };
    await deps.exports.end(made._id, done);
    await tell(deps, { ...made, ...done }, state === 'done' ? 'export.done' : 'export.broken', actor);
  };
  const nextChunk = async (): Promise<Uint8Array | undefined> => {
    const gathered: Uint8Array[] = [];
    let length = 0;
    while (length < chunkBytes) {
      const { done, value } = await iterator.next();
      if (done === true) break;
      const piece = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
      if (typeof value === 'string') lines += 1n;
      gathered.push(piece);
      length += piece.byteLength;
    }
    return gathered.length === 0 ? undefined : Buffer.concat(gathered);
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const chunk = await nextChunk();
          if (chunk === undefined) {
            await end('done');
            controller.close();
            return;
          }
          digest.update(chunk);
          bytes += BigInt(chunk.byteLength);
          controller.enqueue(chunk);
        } catch (error) {
          deps.log.error({ err: error, export: made._id }, 'an export broke off');
          await end('broken').catch(() => undefined);
          controller.error(error);
        }
      },
      async cancel() {
        await iterator.return?.();
        await end('broken').catch((err: unknown) => {
          deps.log.error({ err, export: made._id }, 'what became of an export is not on record');
        });
      },
    },
    { highWaterMark: 0 },
  );
}

async function tell(
  { audit, clock, random }: ExportFileDeps,
  made: MadeExport,
  action: 'export.started' | 'export.done' | 'export.broken',
  { account, requestId }: ActingPerson,
): Promise<void> {
  const { kind, from, to, sha256, bytes } = made;
  await audit.append({
    ...{ id: newOpaqueId('au', random), atMs: clock(), actor: account, action, subject: made._id, reason: made.reason },
    ...(requestId === undefined ? {} : { requestId }),
    details: {
      kind,
      ...(from === undefined || to === undefined ? {} : { from, to }),
      ...(action === 'export.started' ? {} : { bytes: String(bytes) }),
      ...(sha256 === undefined ? {} : { digest: sha256 }),
    },
  });
}
