import { z } from 'zod';
import { limits } from '../../limits.ts';
import { qualityLevels } from '../../media/quality-level.ts';
import { commandIdSchema, timeMsSchema } from './fields.ts';

const levelSchema = z.enum(qualityLevels);

/**
 * How this person's media is: what the host sends, what a viewer gets. At most one in `qualityReportPeriodMs`. The host's is
 * told to the room, everybody's is counted.
 */
export const qualityCommandSchema = z.strictObject({
  t: z.literal('quality'),
  id: commandIdSchema,
  level: levelSchema,
  rttMs: z.int().min(0).max(limits.qualityRttMsMax).optional(),
  lossPercent: z.int().min(0).max(100).optional(),
});
export const qualityReplySchema = z.object({ t: z.literal('quality') });

/** Lossy and conflated, since version 3: how much of a picture the host sends. Repeated now and then for newcomers. */
export const qualityEventSchema = z.object({ t: z.literal('quality'), level: levelSchema, atMs: timeMsSchema });
