import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { isoTimeSchema, pageOf } from './conventions.ts';

/** `sa_` and 128 bits made from the act that brought it about, so that storing it twice changes nothing. */
export const sanctionIdSchema = z.string().regex(/^sa_[a-z2-7]{26}$/, 'must be a sanction id');
export const sanctionParamSchema = z.strictObject({ id: sanctionIdSchema });

export const appealStatusSchema = z.enum(['open', 'upheld', 'lifted']);
export const appealViewSchema = z.strictObject({
  text: z.string(),
  at: isoTimeSchema,
  status: appealStatusSchema,
  decidedAt: isoTimeSchema.optional(),
  note: z.string().optional(),
});

/**
 * A mute or ban in a host's rooms. `inForce` is false once it ended, was lifted, or was replaced by another. The person
 * concerned learns why, not by whom; their host and staff see `by`.
 */
export const sanctionSchema = z
  .strictObject({
    id: sanctionIdSchema,
    accountId: accountIdSchema,
    /** For hosts and staff, while the account can be shown. */
    handle: z.string().optional(),
    hostId: accountIdSchema,
    roomId: roomIdSchema,
    kind: z.enum(['ban', 'mute']),
    reason: z.string(),
    by: accountIdSchema.optional(),
    at: isoTimeSchema,
    endsAt: isoTimeSchema.optional(),
    liftedAt: isoTimeSchema.optional(),
    inForce: z.boolean(),
    appeal: appealViewSchema.optional(),
  })
  .meta({
    example: {
      id: 'sa_mfrggzdfmztwq2lknnwg23tpob',
      accountId: 'aabcdefghijklmnopqrstuvwxy2',
      hostId: 'aabcdefghijklmnopqrstuvwxy2',
      roomId: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
      kind: 'mute',
      reason: 'spam',
      at: '2026-01-02T03:04:05.678Z',
      endsAt: '2026-01-02T04:04:05.678Z',
      inForce: true,
    },
  });
export type SanctionView = z.infer<typeof sanctionSchema>;
export const oneSanctionSchema = z.strictObject({ sanction: sanctionSchema });
export const sanctionPageSchema = pageOf(sanctionSchema);

/** `GET rooms/moderators`: those of the actor's own rooms. */
export const moderatorsSchema = z
  .strictObject({
    items: z.array(z.strictObject({ accountId: accountIdSchema, handle: z.string().optional(), since: isoTimeSchema })),
  })
  .meta({
    example: {
      items: [{ accountId: 'aabcdefghijklmnopqrstuvwxy2', handle: 'nima', since: '2026-01-02T03:04:05.678Z' }],
    },
  });

/** `POST rooms/sanctions/:id/appeal`: once for each sanction, while it is in force. */
export const appealRequestSchema = z
  .strictObject({ text: z.string().overwrite(shownText).min(1).max(limits.appealCharsMax) })
  .meta({ example: { text: 'I quoted somebody else, see the messages before.' } });

/** `POST admin/appeals/:id`: by somebody who neither gave the sanction nor is concerned by it. */
export const appealDecisionSchema = z
  .strictObject({
    outcome: z.enum(['upheld', 'lifted']),
    note: z.string().overwrite(shownText).min(1).max(limits.appealCharsMax),
  })
  .meta({ example: { outcome: 'lifted', note: 'The quotation marks were overlooked.' } });
