import { z } from 'zod';
import { SUBJECT_ID_PATTERN } from '../ids.ts';
import { limits } from '../limits.ts';
import { exportSections } from '../privacy/export-sections.ts';
import { accountIdSchema } from '../protocol/messages/fields.ts';
import { dataExportSchema, exportIdSchema } from './exports.ts';

/** What the edge asks the origin for while it builds somebody's archive. */
export const exportPaths = {
  page: '/internal/v1/privacy/exports/page',
  record: (id: string): string => `/internal/v1/privacy/exports/${id}`,
} as const;

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64');
const crcSchema = z.int().min(0).max(0xffffffff);
const shownRowSchema = z.record(z.string(), z.string());

/** How far a file has come: what its checksums, and the next page, go on from. `sha`: an opaque state; absent at the start. */
export const exportFileStateSchema = z.strictObject({
  bytes: z.int().min(0),
  rows: z.int().min(0),
  crc: crcSchema,
  sha: base64.max(limits.exportHashStateCharsMax).optional(),
});
export type ExportFileState = z.infer<typeof exportFileStateSchema>;

/**
 * The next page of one part of an archive. `cursor`: from the last page; absent at the start. `untilMs`: nothing newer, so
 * that a page asked for twice is the same. `maskKey`: makes the pseudonyms of other people, the same in all of an archive.
 */
export const exportPageRequestSchema = z.strictObject({
  requestId: exportIdSchema,
  account: accountIdSchema,
  subject: z.string().regex(SUBJECT_ID_PATTERN),
  section: z.enum(exportSections),
  untilMs: z.int().min(0),
  maskKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  cursor: z.string().max(limits.exportCursorCharsMax).optional(),
  file: exportFileStateSchema,
});
export type ExportPageRequest = z.infer<typeof exportPageRequestSchema>;

/**
 * One segment of a file: raw deflate, byte-aligned, so that the segments of a file one after another are one stream. The
 * last one ends it, has no `cursor`, and says the SHA-256 of all that they inflate to. `file`: as it is behind this segment.
 */
export const exportPageSchema = z.strictObject({
  segment: base64,
  file: exportFileStateSchema,
  cursor: z.string().optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** The first rows of a file, for people to read: with the first page alone. */
  preview: z.array(shownRowSchema).max(limits.exportPreviewRowsMax).optional(),
  /** Pictures that this page names, by the keys their files are stored under. */
  pictures: z.array(z.string()).optional(),
});
export type ExportPage = z.infer<typeof exportPageSchema>;

/** `PUT` of a request as it stands; a lower `version` than the one that is known changes nothing. */
export const exportRecordSchema = dataExportSchema
  .pick({ userId: true, dataTypes: true, status: true, createdAt: true, expiresAt: true })
  .extend({ version: z.int().min(1) });
export type ExportRecord = z.infer<typeof exportRecordSchema>;
