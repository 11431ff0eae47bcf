import { z } from 'zod';
import { accountIdSchema } from '../protocol/messages/fields.ts';
import { staffReasonSchema } from './admin.ts';
import { isoTimeSchema, pageOf, pageQuerySchema } from './conventions.ts';
import { subjectSchema } from './finance.ts';
import { daySchema } from './finance-payments.ts';

/** `bundle`: the whole ledger with its checkpoints, for an auditor who verifies it without us. */
export const financeExportKinds = ['statement', 'journal', 'audit', 'bundle'] as const;
export type FinanceExportKind = (typeof financeExportKinds)[number];
export const financeExportFormats = ['csv', 'ndjson'] as const;

/** Both days are included. */
const period = { from: daySchema, to: daySchema };
const format = { format: z.enum(financeExportFormats) };
const reason = { reason: staffReasonSchema };

/** `POST /admin/finance/exports`: the answer is the file. `statement` is of one person; the others of everybody. */
export const financeExportRequestSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('statement'), person: accountIdSchema, ...period, ...format, ...reason }),
    z.strictObject({ kind: z.literal('journal'), ...period, ...format, ...reason }),
    z.strictObject({ kind: z.literal('audit'), ...period, ...format, ...reason }),
    z.strictObject({ kind: z.literal('bundle'), ...reason }),
  ])
  .meta({
    example: { kind: 'journal', from: '2026-01-01', to: '2026-01-31', format: 'csv', reason: 'yearly audit' },
  });
export const internalFinanceExportSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('statement'), subject: subjectSchema, ...period, ...format, ...reason }),
  z.strictObject({ kind: z.literal('journal'), ...period, ...format, ...reason }),
  z.strictObject({ kind: z.literal('audit'), ...period, ...format, ...reason }),
  z.strictObject({ kind: z.literal('bundle'), ...reason }),
]);
export type InternalFinanceExport = z.infer<typeof internalFinanceExportSchema>;

/** The answer's header that names the export, for `GET /admin/finance/exports/:id`. */
export const EXPORT_ID_HEADER = 'x-halobuzz-export';

export const financeExportIdSchema = z.string().regex(/^fx_[a-z2-7]{26}$/, 'must be the id of an export');
export const financeExportParamSchema = z.strictObject({ id: financeExportIdSchema });

/** One that was made. `sha256` is of the file as it was sent; whoever has the file can hold it against that. */
export const financeExportSchema = z
  .strictObject({
    id: financeExportIdSchema,
    kind: z.enum(financeExportKinds),
    /** `running` for long means that it was broken off with the origin. */
    state: z.enum(['running', 'done', 'broken']),
    by: z.string(),
    reason: z.string(),
    from: z.string().optional(),
    to: z.string().optional(),
    person: z.string().optional(),
    fileName: z.string(),
    startedAt: isoTimeSchema,
    endedAt: isoTimeSchema.optional(),
    bytes: z.string(),
    lines: z.string(),
    sha256: z.string().optional(),
  })
  .meta({
    example: {
      ...{ id: 'fx_mfrggzdfmztwq2lknnwg23tpob', kind: 'journal', state: 'done', by: 'aabcdefghijklmnopqrstuvwxy2' },
      ...{
        reason: 'yearly audit',
        from: '2026-01-01',
        to: '2026-01-31',
        fileName: 'journal-2026-01-01-2026-01-31.csv',
      },
      ...{ startedAt: '2026-02-01T03:04:05.678Z', endedAt: '2026-02-01T03:05:05.678Z', bytes: '4096', lines: '31' },
      sha256: '9f'.repeat(32),
    },
  });
export type FinanceExportView = z.infer<typeof financeExportSchema>;
export const financeExportPageSchema = pageOf(financeExportSchema);
export const oneFinanceExportSchema = z.strictObject({ export: financeExportSchema });
export const financeExportQuerySchema = pageQuerySchema;
