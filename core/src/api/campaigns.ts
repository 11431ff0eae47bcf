import { z } from 'zod';
import { limits } from '../limits.ts';
import { shownText } from '../shown-text.ts';
import { isoTimeSchema, pageOf } from './conventions.ts';

/** Lines stay lines; within one the rules of shown text hold. */
const linesOf = (text: string): string => text.split(/\r?\n/).map(shownText).join('\n').trim();

export const campaignParamSchema = z.strictObject({ id: z.uuidv7() });

/** `POST /admin/campaigns`: `id` is the client's own, so that a request sent twice makes one campaign. */
export const startCampaignRequestSchema = z
  .strictObject({
    id: z.uuidv7(),
    subject: z.string().overwrite(shownText).min(1).max(limits.campaignSubjectCharsMax),
    text: z.string().overwrite(linesOf).min(1).max(limits.campaignTextCharsMax),
  })
  .meta({
    example: {
      id: '019b7d3c-30aa-7b3c-9d4e-5f60718293a4',
      subject: 'Festival of lights on HaloBuzz',
      text: 'Three evenings of music from Pokhara.\n\nIt begins on Friday at seven.',
    },
  });
export type StartCampaignRequest = z.infer<typeof startCampaignRequestSchema>;

/**
 * `sending` until every account with consent was asked; `asked` counts those, `queued` those that took it at that moment.
 * Who withdraws before their mail leaves gets none.
 */
export const campaignSchema = startCampaignRequestSchema
  .extend({
    by: z.string(),
    status: z.enum(['sending', 'done', 'stopped']),
    asked: z.int(),
    queued: z.int(),
    createdAt: isoTimeSchema,
    endedAt: isoTimeSchema.optional(),
  })
  .meta({
    example: {
      id: '019b7d3c-30aa-7b3c-9d4e-5f60718293a4',
      subject: 'Festival of lights on HaloBuzz',
      text: 'Three evenings of music from Pokhara.',
      by: 'aabcdefghijklmnopqrstuvwxy2',
      status: 'sending',
      asked: 500,
      queued: 498,
      createdAt: '2026-12-01T03:04:05.678Z',
    },
  });
export const campaignPageSchema = pageOf(campaignSchema);
