import { z } from 'zod';
import { limits } from '../limits.ts';
import { erasureObstacles, erasureSteps } from '../privacy/erasure-steps.ts';
import { amountSchema } from '../protocol/messages/fields.ts';
import { isoTimeSchema } from './conventions.ts';

export const erasureIdSchema = z.string().regex(/^er_[a-z2-7]{26}$/, 'must be the id of an erasure');
export const certificateIdSchema = z.string().regex(/^ct_[a-z2-7]{26}$/, 'must be the id of a certificate');
export const certificateParamSchema = z.strictObject({ id: certificateIdSchema });
/** Opaque: from the mail, or from the answer of a sign-in that was refused with `erasure_pending`. */
export const cancelTokenSchema = z.string().min(1).max(limits.erasureTokenCharsMax);

const forfeitSchema = z.strictObject({ coins: amountSchema, diamonds: amountSchema });

/**
 * `GET /privacy/erasure`: what would happen if it were asked for now. Nothing is possible while there are `obstacles`.
 * `forfeit`: coins and diamonds that would be lost, to be repeated in the request; absent when the wallet is empty.
 */
export const erasureOutlookSchema = z
  .strictObject({
    handle: z.string(),
    obstacles: z.array(z.strictObject({ code: z.enum(erasureObstacles), text: z.string() })),
    money: z.strictObject({
      coins: amountSchema,
      diamonds: amountSchema,
      /** Set aside for payouts that are not finished. */
      heldDiamonds: amountSchema,
      owedCoins: amountSchema,
      /** Fewer cannot be paid out. */
      payoutMinimumDiamonds: amountSchema,
    }),
    forfeit: forfeitSchema.optional(),
    /** A live broadcast would end. */
    live: z.boolean(),
    /** Until when it could be taken back. */
    cancelUntil: isoTimeSchema,
  })
  .meta({
    example: {
      handle: 'sita',
      obstacles: [],
      money: {
        ...{ coins: '120', diamonds: '40', heldDiamonds: '0', owedCoins: '0' },
        payoutMinimumDiamonds: '10000',
      },
      forfeit: { coins: '120', diamonds: '40' },
      live: false,
      cancelUntil: '2026-12-07T13:00:00.000Z',
    },
  });
export type ErasureOutlook = z.infer<typeof erasureOutlookSchema>;

/**
 * `POST /privacy/erasure`. Needs a fresh proof. `handle`: the account's own, typed anew. `forfeit`: exactly what the wallet
 * holds, as `GET` told; needed unless it is empty.
 */
export const erasureRequestSchema = z
  .strictObject({ handle: z.string().min(1).max(limits.usernameCharsMax), forfeit: forfeitSchema.optional() })
  .meta({ example: { handle: 'sita', forfeit: { coins: '120', diamonds: '40' } } });
export type ErasureRequest = z.infer<typeof erasureRequestSchema>;

export const erasureBegunSchema = z
  .strictObject({ erasureId: erasureIdSchema, cancelUntil: isoTimeSchema })
  .meta({ example: { erasureId: 'er_mfrggzdfmztwq2lknnwg23tpob', cancelUntil: '2026-12-07T13:00:00.000Z' } });
export type ErasureBegun = z.infer<typeof erasureBegunSchema>;

/** `POST /privacy/erasure/cancel`: without a session, as there is none any more. */
export const cancelErasureRequestSchema = z
  .strictObject({ token: cancelTokenSchema })
  .meta({ example: { token: 'amfrggzdfmztwq2lknnwg23tpob.q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJqw8' } });
/** The account is as it was; sign in again. */
export const erasureCancelledSchema = z.strictObject({ handle: z.string() }).meta({ example: { handle: 'sita' } });

/**
 * What one step did: how many of what, never whose. `digest`: SHA-256, base64url, over the digest before it and this
 * receipt, so that none can be changed or left out (docs/privacy/erasure.md).
 */
export const erasureReceiptSchema = z.strictObject({
  step: z.enum(erasureSteps),
  store: z.string(),
  counts: z.record(z.string(), z.int().nonnegative()),
  at: isoTimeSchema,
  digest: z.string(),
});
export type ErasureReceipt = z.infer<typeof erasureReceiptSchema>;

/** `GET /privacy/certificates/{id}`: proof of an erasure for whoever knows its id. No personal data. */
export const certificateSchema = z
  .strictObject({
    id: certificateIdSchema,
    requestedAt: isoTimeSchema,
    completedAt: isoTimeSchema,
    receipts: z.array(erasureReceiptSchema),
    /** Over everything above. */
    digest: z.string(),
  })
  .meta({
    example: {
      id: 'ct_mfrggzdfmztwq2lknnwg23tpob',
      requestedAt: '2026-11-23T13:00:00.000Z',
      completedAt: '2026-12-07T13:00:04.000Z',
      receipts: [
        {
          ...{ step: 'key_destroyed', store: 'keys', counts: { keys: 1 } },
          ...{ at: '2026-12-07T13:00:03.900Z', digest: 'LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564' },
        },
      ],
      digest: 'T8wOcdKlyz1AdR2oV7AyZAKlBFrYnAdV5JtKnMJmYqE',
    },
  });
export type Certificate = z.infer<typeof certificateSchema>;
