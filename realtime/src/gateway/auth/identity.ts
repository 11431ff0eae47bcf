import { restrictionsSchema } from '@halobuzz/core/api/restrictions';
import { SUBJECT_ID_PATTERN } from '@halobuzz/core/ids';
import { accountIdSchema, roomIdSchema } from '@halobuzz/core/protocol/messages/fields';
import { z } from 'zod';

/** Who a socket belongs to and what it may do: taken from a ticket, carried on by resume tokens. */
export const identitySchema = z.strictObject({
  account: accountIdSchema,
  /** The ledger's id of the person; never shown to others. */
  subject: z.string().regex(SUBJECT_ID_PATTERN),
  name: z.string(),
  session: z.string(),
  device: z.string(),
  room: roomIdSchema,
  role: z.enum(['host', 'viewer', 'admin']),
  /** Follows the room's host, as of the join. Absent in tokens of older nodes. */
  follows: z.boolean().default(false),
  /** The version of the room's door at which they were let in, and of the password that they gave. Absent in older tokens. */
  door: z.int().default(0),
  passwordVersion: z.int().default(0),
  /** `XX` when unknown. */
  country: z.string().default('XX'),
  adult: z.boolean().default(false),
  /** May spend: the e-mail is verified. */
  spend: z.boolean(),
  /** A parent has yet to allow spending. Absent: none has to. */
  parentNeeded: z.literal(true).optional(),
  /** What the account may not do, in any room. Absent in tokens of older nodes, and where there is nothing. */
  restrictions: restrictionsSchema.optional(),
  /** When the account was made; absent when the edge did not say: as young as can be. */
  madeAtMs: z.int().optional(),
  /** The account has a second factor set up. Absent in tokens of older nodes. */
  secondFactor: z.boolean().default(false),
  /** When the ticket was made: by resuming alone nobody stays for ever. Absent in tokens of older nodes. */
  admittedAtMs: z.int().optional(),
  /** When the session ends by age; absent when the edge did not say. */
  sessionEndsAtMs: z.int().optional(),
});
export type Identity = z.infer<typeof identitySchema>;
