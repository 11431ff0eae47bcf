import { z } from 'zod';
import { analyticsEventNames, analyticsEventSchema } from '../analytics-events.ts';
import { limits } from '../limits.ts';

/** `POST /analytics/events`. */
export const analyticsReportSchema = z
  .strictObject({ events: z.array(analyticsEventSchema).min(1).max(limits.analyticsBatchEventsMax) })
  .meta({
    example: {
      events: [
        {
          id: '019b7d3c-30aa-7b3c-9d4e-5f60718293a4',
          name: 'screen_viewed',
          at: '2026-12-01T03:04:05.678Z',
          properties: { platform: 'ios', screen: 'lobby' },
        },
      ],
    },
  });
export type AnalyticsReport = z.infer<typeof analyticsReportSchema>;

/** How many were counted: none without consent, and none twice. */
export const analyticsTakenSchema = z.strictObject({ taken: z.int().nonnegative() }).meta({ example: { taken: 1 } });

const daySchema = z.iso.date();

/** `GET /admin/analytics`: days of UTC, both included. */
export const analyticsQuerySchema = z.strictObject({
  name: z.enum(analyticsEventNames),
  from: daySchema,
  to: daySchema,
});

/** `signs`: different people on that day who agreed to be counted. Days without events are left out. */
export const analyticsCountsSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({
        day: daySchema,
        count: z.int(),
        signs: z.int(),
        /** How often each value of each property was reported. */
        values: z.record(z.string(), z.record(z.string(), z.int())),
      }),
    ),
  })
  .meta({
    example: {
      items: [
        { day: '2026-12-01', count: 3, signs: 2, values: { platform: { ios: 2, web: 1 }, screen: { lobby: 3 } } },
      ],
    },
  });
export type AnalyticsCounts = z.infer<typeof analyticsCountsSchema>;
