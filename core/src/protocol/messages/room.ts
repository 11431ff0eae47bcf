import { z } from 'zod';
import { shownPrivacySchema } from '../../streams/privacy.ts';
import { amountSchema, commandIdSchema, resumePointSchema, timeMsSchema } from './fields.ts';

/** Round trip and server time. */
export const pingCommandSchema = z.strictObject({ t: z.literal('ping'), id: commandIdSchema });
export const pingReplySchema = z.object({ t: z.literal('ping'), serverTimeMs: timeMsSchema });

/** Compares the client's point with the room's head; missing events follow in a `recovered` frame. */
export const syncCommandSchema = z.strictObject({
  t: z.literal('sync'),
  id: commandIdSchema,
  point: resumePointSchema,
});
export const syncReplySchema = z.object({
  t: z.literal('sync'),
  recovered: z.boolean(),
  epoch: z.int(),
  offset: z.int(),
});

/** Leaves the room: after the reply the socket is closed with `left`. */
export const leaveCommandSchema = z.strictObject({ t: z.literal('leave'), id: commandIdSchema });
export const leaveReplySchema = z.object({ t: z.literal('leave') });

/** Reliable: the host's socket came or went. */
export const hostEventSchema = z.object({ t: z.literal('host'), online: z.boolean(), atMs: timeMsSchema });

/** Who may watch a room, and what is announced to those who do. */
export const roomPrivacySchema = z.object(shownPrivacySchema.shape);

/**
 * Reliable, since version 3: who may watch has changed. Who may not stay is closed with the reason; the others stay.
 */
export const privacyEventSchema = z.object({
  t: z.literal('privacy'),
  privacy: roomPrivacySchema,
  atMs: timeMsSchema,
});

/** Reliable, the room's last event: the broadcast is over. */
export const endedEventSchema = z.object({
  t: z.literal('ended'),
  reason: z.enum(['host', 'host_lost', 'moderation']),
  atMs: timeMsSchema,
  peakViewers: z.int(),
  uniqueViewers: z.int(),
  coins: amountSchema,
});

/** Stands in for an event the receiver's version does not know; its offset counts. */
export const noopEventSchema = z.object({ t: z.literal('noop') });
