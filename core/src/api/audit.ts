import { z } from 'zod';
import { limits } from '../limits.ts';
import { auditActionSchema, auditActorSchema, auditEntrySchema } from './admin.ts';
import { isoTimeSchema, pageOf, pageQuerySchema } from './conventions.ts';

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a hash of 64 hexadecimal digits');

/** `next` goes on to older records, `previous` back to newer ones; both are cursors. */
export const auditPageSchema = pageOf(auditEntrySchema).extend({ previous: z.string().optional() });
export type AuditPage = z.infer<typeof auditPageSchema>;

/** Acts by name, with commas between several. */
const auditActionsSchema = z
  .string()
  .max(limits.auditActionsMax * 40)
  .refine(
    (text) => text.split(',').every((action) => auditActionSchema.safeParse(action).success),
    'must name acts of the audit log, with commas between several',
  )
  .refine(
    (text) => text.split(',').length <= limits.auditActionsMax,
    `must name at most ${limits.auditActionsMax} acts`,
  );

/** `GET /admin/audit`: the newest first; times are inclusive from, exclusive to. */
export const auditQuerySchema = pageQuerySchema.extend({
  actor: auditActorSchema.optional(),
  subject: z.string().min(1).max(64).optional(),
  action: auditActionsSchema.optional(),
  requestId: z.string().min(1).max(64).optional(),
  from: isoTimeSchema.optional(),
  to: isoTimeSchema.optional(),
});

/** `GET /admin/audit/check`: with both, whether a head that somebody noted elsewhere still stands at its place. */
export const auditCheckQuerySchema = z
  .strictObject({ sequence: z.coerce.number().int().min(1).optional(), head: hashSchema.optional() })
  .refine(({ sequence, head }) => (sequence === undefined) === (head === undefined), {
    message: 'sequence and head stand together',
    path: ['head'],
  });

/** What is known of the log's chain. */
export const auditCheckSchema = z
  .strictObject({
    /**
     * `sound`: the last walk found every record in its place. `broken`: one was changed, taken out or put in. `unfinished`:
     * no walk has come to the end yet.
     */
    verdict: z.enum(['sound', 'broken', 'unfinished']),
    /** The first record at which the chain does not hold, what is wrong there, and when that was seen first. */
    broken: z.strictObject({ sequence: z.int(), problem: z.string(), at: isoTimeSchema }).optional(),
    /** The last walk that came to the end of the log: how many records, the head (note it elsewhere), and when. */
    sound: z.strictObject({ records: z.int(), head: hashSchema, at: isoTimeSchema }).optional(),
    /** How far the present walk is, and since when it goes on. */
    walked: z.strictObject({ records: z.int(), since: isoTimeSchema }),
    /** Records in the log by now. */
    records: z.int(),
    /** Of the head in the query: whether it stands at its place, whether something else does, or nothing. */
    noted: z.enum(['stands', 'differs', 'missing']).optional(),
  })
  .meta({
    example: {
      verdict: 'sound',
      sound: {
        records: 41,
        head: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        at: '2026-01-02T03:04:05.678Z',
      },
      walked: { records: 41, since: '2026-01-02T03:04:05.678Z' },
      records: 41,
    },
  });
export type AuditCheck = z.infer<typeof auditCheckSchema>;
