import { z } from 'zod';
import { casePriorities } from '../moderation/case-priority.ts';
import { accountIdSchema } from '../protocol/messages/fields.ts';
import { reportReasons } from './people.ts';

const daySchema = z.iso.date();

/**
 * `GET /admin/cases/statistics` and the transparency export: whole days in UTC, both inclusive, at most
 * `caseStatisticsDaysMax`.
 */
export const caseStatisticsQuerySchema = z
  .strictObject({ from: daySchema, to: daySchema })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' });

/** Absent where nothing was counted. Within 10% of the exact value. */
const spanSchema = z.strictObject({ count: z.int(), p50Ms: z.int().optional(), p95Ms: z.int().optional() });

const figures = {
  opened: z.int(),
  decided: z.int(),
  /** Decided with something else than `no_violation`. */
  acted: z.int(),
  /** From the first report to the first time that somebody took the case, and to the decision. */
  toTake: spanSchema,
  toDecision: spanSchema,
  appealed: z.int(),
  /** Of the appeals, those that were lifted: the decision was wrong. */
  lifted: z.int(),
};

export const caseStatisticsSchema = z
  .strictObject({
    total: z.strictObject(figures),
    byDay: z.array(z.strictObject({ day: daySchema, ...figures })),
    byReason: z.array(z.strictObject({ reason: z.enum(reportReasons), ...figures })),
    /** Open cases now, by priority and by how long they have waited. */
    backlog: z.array(
      z.strictObject({
        priority: z.enum(casePriorities),
        hour: z.int(),
        day: z.int(),
        week: z.int(),
        older: z.int(),
        overdue: z.int(),
      }),
    ),
    moderators: z.array(
      z.strictObject({
        accountId: z.union([accountIdSchema, z.string()]),
        handle: z.string().optional(),
        decided: z.int(),
        appealed: z.int(),
        lifted: z.int(),
      }),
    ),
  })
  .meta({
    example: {
      total: {
        ...{ opened: 12, decided: 10, acted: 4, appealed: 1, lifted: 0 },
        toTake: { count: 10, p50Ms: 240_000, p95Ms: 900_000 },
        toDecision: { count: 10, p50Ms: 600_000, p95Ms: 3_000_000 },
      },
      byDay: [],
      byReason: [],
      backlog: [{ priority: 'critical', hour: 1, day: 0, week: 0, older: 0, overdue: 0 }],
      moderators: [{ accountId: 'aabcdefghijklmnopqrstuvwxy2', handle: 'maya', decided: 10, appealed: 1, lifted: 0 }],
    },
  });
export type CaseStatistics = z.infer<typeof caseStatisticsSchema>;
