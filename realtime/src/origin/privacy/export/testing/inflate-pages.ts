import { createHash } from 'node:crypto';
import { crc32, inflateRawSync } from 'node:zlib';
import { type ExportPage, exportPageSchema, exportPaths } from '@halobuzz/core/api/internal-exports';
import type { ExportSection } from '@halobuzz/core/privacy/export-sections';
import type { Actor } from '@halobuzz/core/tokens';
import { z } from 'zod';
import type { RealOrigin } from '../../../testing/real-origin.ts';

const answerSchema = z.object({ data: exportPageSchema });

export interface ExportedFile {
  readonly text: string;
  readonly pages: readonly ExportPage[];
  readonly last: ExportPage;
}

/** What a page request says but for its section and place. */
export function pageBody(actor: Actor, section: ExportSection, over: Record<string, unknown> = {}) {
  return {
    requestId: `ex_${'a'.repeat(26)}`,
    account: actor.account,
    subject: actor.subject,
    section,
    untilMs: Date.now() + 60_000,
    maskKey: 'k'.repeat(43),
    file: { bytes: 0, rows: 0, crc: 0 },
    ...over,
  };
}

/** Asks for all pages of a part and puts its file together, checked against length, CRC-32 and SHA-256. */
export async function exportedFile(
  origin: RealOrigin,
  actor: Actor,
  section: ExportSection,
  over: Record<string, unknown> = {},
): Promise<ExportedFile> {
  const pages: ExportPage[] = [];
  let last: ExportPage | undefined;
  do {
    const place = last === undefined ? {} : { cursor: last.cursor, file: last.file };
    const body = { ...pageBody(actor, section, over), ...place };
    const answer = await origin.call(exportPaths.page, { method: 'POST', body });
    if (answer.status !== 200) throw new Error(`${section}: ${JSON.stringify(answer.body)}`);
    last = answerSchema.parse(answer.body).data;
    pages.push(last);
  } while (last.cursor !== undefined);
  const bytes = inflateRawSync(Buffer.concat(pages.map(({ segment }) => Buffer.from(segment, 'base64'))));
  if (last.file.bytes !== bytes.byteLength) throw new Error(`${section}: another length`);
  if (last.file.crc !== crc32(bytes)) throw new Error(`${section}: another CRC-32`);
  if (last.sha256 !== createHash('sha256').update(bytes).digest('hex')) throw new Error(`${section}: another SHA-256`);
  return { text: bytes.toString(), pages, last };
}
