import { z } from 'zod';
import { exportDataTypeNames } from '../privacy/export-sections.ts';
import { accountIdSchema } from '../protocol/messages/fields.ts';
import { isoTimeSchema } from './conventions.ts';

export const exportIdSchema = z.string().regex(/^ex_[a-z2-7]{26}$/, 'must be the id of an export');
export const exportParamSchema = z.strictObject({ id: exportIdSchema });

const dataTypeSchema = z.enum(exportDataTypeNames);

/** `POST /privacy/exports`: everything, or these kinds of data. */
export const exportRequestSchema = z
  .strictObject({
    dataTypes: z.union([
      z.literal('all'),
      z
        .array(dataTypeSchema)
        .min(1)
        .max(exportDataTypeNames.length)
        .refine((types) => new Set(types).size === types.length, 'must name no kind twice'),
    ]),
  })
  .meta({ example: { dataTypes: 'all' } });
export type ExportRequest = z.infer<typeof exportRequestSchema>;

/** `expired`: it was completed, and the archive is gone. `failed`: ask again, at once if you like. */
export const exportStatuses = ['pending', 'processing', 'completed', 'failed', 'expired'] as const;
export const exportStatusSchema = z.enum(exportStatuses);
export type ExportStatus = z.infer<typeof exportStatusSchema>;

/**
 * A request for one's own data. `expiresAt`: when the archive is removed, and before it is there, the earliest moment at
 * which that can be. `progress` counts the parts that are done. `bytes`: what a download weighs, once completed.
 */
export const dataExportSchema = z
  .strictObject({
    requestId: exportIdSchema,
    userId: accountIdSchema,
    dataTypes: z.array(dataTypeSchema).min(1),
    status: exportStatusSchema,
    progress: z.strictObject({ done: z.int().min(0), total: z.int().min(1) }),
    createdAt: isoTimeSchema,
    completedAt: isoTimeSchema.optional(),
    expiresAt: isoTimeSchema,
    bytes: z.int().min(0).optional(),
  })
  .meta({
    example: {
      requestId: 'ex_mfrggzdfmztwq2lknnwg23tpob',
      userId: 'e2f6b0c1d3e4f5a6b7c8d9e0f1a2b3c4',
      dataTypes: ['account', 'money'],
      status: 'completed',
      progress: { done: 12, total: 12 },
      createdAt: '2026-11-23T13:00:00.000Z',
      completedAt: '2026-11-23T13:00:09.120Z',
      expiresAt: '2026-11-30T13:00:09.120Z',
      bytes: 48_213,
    },
  });
export type DataExport = z.infer<typeof dataExportSchema>;

/** All that are remembered, newest first; there are no further pages. `nextAt`: when another may be asked for; absent: now. */
export const dataExportsSchema = z.strictObject({
  items: z.array(dataExportSchema),
  nextAt: isoTimeSchema.optional(),
});

/** 32 random bytes, base64url: only its hash is kept. */
export const exportSecretSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be the secret of a link');
const exampleSecret = 'example-not-a-secret-of-a-link-to-somewhere';

/**
 * A link to the archive: for one download, by the account that asked, until `expiresAt`. In `url` the secret stands behind
 * `#`, where no server and no log ever sees it.
 */
export const exportLinkSchema = z
  .strictObject({ secret: exportSecretSchema, url: z.url(), expiresAt: isoTimeSchema })
  .meta({
    example: {
      secret: exampleSecret,
      url: `https://halobuzz.com/privacy/exports/ex_mfrggzdfmztwq2lknnwg23tpob#${exampleSecret}`,
      expiresAt: '2026-11-30T13:00:09.120Z',
    },
  });

/** `POST /privacy/exports/{id}/archive`. */
export const exportArchiveRequestSchema = z
  .strictObject({ secret: exportSecretSchema })
  .meta({ example: { secret: exampleSecret } });
