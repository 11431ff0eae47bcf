import { z } from 'zod';
import { isoTimeSchema } from './conventions.ts';

/** `hour`: by the minute. `day`: the last hour by the minute, before that by ten minutes. `month`: by the hour. */
export const liveSpans = ['hour', 'day', 'month'] as const;
export type LiveSpan = (typeof liveSpans)[number];
export const liveQuerySchema = z.strictObject({ span: z.enum(liveSpans).default('hour') });

const countSchema = z.int().nonnegative();

export const livePointSchema = z.strictObject({
  at: isoTimeSchema,
  /** How long a time the point stands for. */
  seconds: z.int().positive(),
  /** The most that were seen in that time; absent where nobody looked. */
  viewers: countSchema.optional(),
  broadcasts: countSchema.optional(),
  gifts: countSchema,
  /** For those who see money: coins given, and payments begun in that time by the state they are in. */
  coins: z.string().optional(),
  payments: z.record(z.string(), countSchema).optional(),
  reports: countSchema,
  signUps: countSchema,
});
export type LivePoint = z.infer<typeof livePointSchema>;

/** `GET /admin/live`: figures for plots, the oldest point first. Points of quiet times are there as well. */
export const liveFiguresSchema = z
  .strictObject({
    /** The last sample; absent before there is any. */
    now: z.strictObject({ at: isoTimeSchema, viewers: countSchema, broadcasts: countSchema }).optional(),
    points: z.array(livePointSchema),
  })
  .meta({
    example: {
      now: { at: '2026-01-02T03:04:05.678Z', viewers: 5_120, broadcasts: 84 },
      points: [
        {
          ...{ at: '2026-01-02T03:04:00.000Z', seconds: 60, viewers: 5_120, broadcasts: 84, gifts: 310, coins: '9120' },
          ...{ payments: { credited: 12, failed: 1 }, reports: 2, signUps: 9 },
        },
      ],
    },
  });
export type LiveFigures = z.infer<typeof liveFiguresSchema>;
