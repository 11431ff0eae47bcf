import { exportPageSchema, exportPaths } from '@halobuzz/core/api/internal-exports';
import { limits } from '@halobuzz/core/limits';
import { accountSections, type ExportSection, exportSections } from '@halobuzz/core/privacy/export-sections';
import { z } from 'zod';
import { objectOfAccount } from '../../accounts/account/stubs.ts';
import { utf8 } from '../../bytes.ts';
import type { PrivacyContext } from '../privacy-context.ts';
import type { AccountSection } from './account-data.ts';
import { previewKey, segmentPrefix } from './archive-keys.ts';
import { type ExportFileRow, type ExportRow, filesOf, newFile } from './export-tables.ts';
import { manifestOf } from './manifest.ts';
import { type Piece, packPage, packWhole } from './pack-whole.ts';
import { partTitles } from './part-titles.ts';
import { renderIndex } from './render-index.ts';

type PreviewRow = Readonly<Record<string, string>>;
const previewSchema = z.array(z.record(z.string(), z.string()));
const rowsSchema = z.array(z.record(z.string(), z.unknown()));
const sectionSchema = z.enum(exportSections);

/** A piece of an archive: for the bucket, and for the tables. `piece` undefined: the file is not there any more. */
export interface MadePiece {
  readonly piece: Piece | undefined;
  readonly preview?: readonly PreviewRow[];
  /** Files that are to be made as well. */
  readonly added?: readonly ExportFileRow[];
}

/** What an archive is made for. */
export interface ArchiveOf {
  readonly accountId: string;
  readonly subject: string;
  readonly row: ExportRow;
}

/** Makes the next piece of a file; it writes nothing, so it may be made again. @throws when it cannot be made now */
export function makePiece(context: PrivacyContext, archive: ArchiveOf, file: ExportFileRow): Promise<MadePiece> {
  switch (file.kind) {
    case 'part':
      return partPiece(context, archive, file, sectionSchema.parse(file.source));
    case 'picture':
      return picturePiece(context, file);
    case 'index':
      return indexPiece(context, archive, file);
    case 'manifest':
      return manifestPiece(context, archive, file);
    default:
      return file.kind satisfies never;
  }
}

function isAccountSection(section: ExportSection): section is AccountSection {
  return accountSections.some((held) => held === section);
}

async function partPiece(
  context: PrivacyContext,
  archive: ArchiveOf,
  file: ExportFileRow,
  section: ExportSection,
): Promise<MadePiece> {
  if (isAccountSection(section)) return accountPiece(context, archive, file, section);
  const { accountId, subject, row } = archive;
  const sha = file.shaState === undefined ? {} : { sha: file.shaState };
  const body = {
    ...{ requestId: row.id, account: accountId, subject, section, untilMs: row.createdAtMs, maskKey: row.maskKey },
    ...(file.cursor === undefined ? {} : { cursor: file.cursor }),
    file: { bytes: file.bytes, rows: file.rows, crc: file.crc, ...sha },
  };
  const { exportPageTimeoutMs: timeoutMs, exportPageAnswerBytesMax: answerBytesMax } = limits;
  const request = { method: 'POST', path: exportPaths.page, body, timeoutMs, answerBytesMax } as const;
  const page = await context.origin.call(request, exportPageSchema);
  const added = (page.pictures ?? []).map((key, at) => pictureFile(key, PICTURES_ORD + file.rows + at));
  const preview = page.preview === undefined ? {} : { preview: page.preview };
  return { piece: packPage(file, page), added, ...preview };
}

/** Behind all parts, before the page and the manifest. */
const PICTURES_ORD = 1_000;

function pictureFile(key: string, ord: number): ExportFileRow {
  return newFile({ ord, path: `pictures/${key}.webp`, kind: 'picture', source: key });
}

async function accountPiece(
  context: PrivacyContext,
  { accountId }: ArchiveOf,
  file: ExportFileRow,
  section: AccountSection,
): Promise<MadePiece> {
  const account = objectOfAccount(context.env.ACCOUNTS, accountId, context.config.jurisdictions);
  const text = await account.exportPart(section);
  const rows = rowsSchema.parse(JSON.parse(text ?? '[]'));
  const lines = rows.map((row) => JSON.stringify(row)).join(',\n');
  const content = rows.length === 0 ? '[]\n' : `[\n${lines}\n]\n`;
  const preview = rows
    .slice(0, limits.exportPreviewRowsMax)
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, previewText(value)])));
  return { piece: await packWhole(file, utf8(content), rows.length), preview };
}

function previewText(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.slice(0, limits.exportPreviewCharsMax);
}

async function picturePiece(context: PrivacyContext, file: ExportFileRow): Promise<MadePiece> {
  const stored = await context.env.IMAGES.get(file.source);
  if (stored === null) return { piece: undefined };
  return { piece: await packWhole(file, new Uint8Array(await stored.arrayBuffer()), 0, true) };
}

async function indexPiece(
  context: PrivacyContext,
  { accountId, row }: ArchiveOf,
  file: ExportFileRow,
): Promise<MadePiece> {
  const files = filesOf(context.sql, row.id);
  const prefix = segmentPrefix(accountId, row.id);
  const parts = [];
  for (const { ord, path, rows, kind, source } of files) {
    if (kind !== 'part') continue;
    const preview = rows === 0 ? [] : await previewAt(context.env.EXPORTS, previewKey(prefix, ord));
    parts.push({ title: partTitles[sectionSchema.parse(source)], path, rows, preview });
  }
  const pictures = files.filter(({ kind }) => kind === 'picture').map(({ path }) => path);
  const { publicUrl } = context.config;
  const page = await renderIndex({ madeAtMs: row.createdAtMs, publicUrl, parts, pictures });
  return { piece: await packWhole(file, utf8(page), 0) };
}

async function previewAt(bucket: R2Bucket, key: string): Promise<readonly PreviewRow[]> {
  const stored = await bucket.get(key);
  if (stored === null) throw new Error('the first rows of a part are gone');
  return previewSchema.parse(await stored.json());
}

async function manifestPiece(
  context: PrivacyContext,
  { accountId, row }: ArchiveOf,
  file: ExportFileRow,
): Promise<MadePiece> {
  return { piece: await packWhole(file, utf8(manifestOf(accountId, row, filesOf(context.sql, row.id))), 0) };
}
