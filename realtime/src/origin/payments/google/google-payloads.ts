import { limits } from '@halobuzz/core/limits';
import { z } from 'zod';

/** An int64 as Google writes it: in text. Unix ms. */
const timeText = z
  .string()
  .regex(/^[0-9]{1,15}$/)
  .transform(Number);

/** Opaque; it goes into paths, encoded. */
export const googlePurchaseToken = z
  .string()
  .max(limits.googleTokenCharsMax)
  .regex(/^[A-Za-z0-9._~-]{8,}$/);

/** The product ids that Play allows. https://support.google.com/googleplay/android-developer/answer/1153481 */
export const googleProductId = z.string().regex(/^[a-z0-9][a-z0-9_.]{0,147}$/);

const orderId = z.string().max(128);

/** https://developers.google.com/android-publisher/api-ref/rest/v3/purchases.products */
export const googlePurchase = z.object({
  /** 0 purchased, 1 cancelled, 2 pending. */
  purchaseState: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  consumptionState: z.union([z.literal(0), z.literal(1)]).default(0),
  acknowledgementState: z.union([z.literal(0), z.literal(1)]).default(0),
  purchaseTimeMillis: timeText,
  orderId: orderId.default(''),
  /** 0 a licence tester's, 1 by promotion code, 2 for watching an advertisement; absent: bought. */
  purchaseType: z.int().optional(),
  quantity: z.int().min(1).max(1_000).default(1),
  /** The payment's id, given to Play by our app; a purchase from elsewhere has none. */
  obfuscatedExternalAccountId: z
    .uuid()
    .transform((id) => id.toLowerCase())
    .optional()
    .catch(undefined),
  regionCode: z.string().max(8).optional(),
});
export type GooglePurchase = z.infer<typeof googlePurchase>;

/** https://developers.google.com/android-publisher/api-ref/rest/v3/purchases.voidedpurchases#VoidedPurchase */
const voidedPurchase = z.object({
  purchaseToken: googlePurchaseToken,
  orderId: orderId.default(''),
  voidedTimeMillis: timeText,
  /** 7: the bank took the money back. */
  voidedReason: z.int().optional(),
});
export type VoidedPurchase = z.infer<typeof voidedPurchase>;

export const voidedPage = z.object({
  /** One that can't be read is not ours to act on; it must not hide those beside it. */
  voidedPurchases: z
    .array(z.unknown())
    .default([])
    .transform((found) => found.flatMap((one) => voidedPurchase.safeParse(one).data ?? [])),
  tokenPagination: z.object({ nextPageToken: z.string().max(4_096).optional() }).optional(),
});

/** https://cloud.google.com/pubsub/docs/push#receive_push: what `data` holds is Play's. */
export const pushEnvelope = z.object({
  message: z.object({
    messageId: z.string().regex(/^[0-9A-Za-z_-]{1,128}$/),
    data: z
      .base64()
      .min(1)
      .max(16 * 1024),
  }),
  subscription: z.string().max(512),
});

/** https://developer.android.com/google/play/billing/rtdn-reference; exactly one of the notifications is there. */
export const developerNotification = z.object({
  packageName: z.string().max(255),
  eventTimeMillis: z.union([timeText, z.int().nonnegative()]),
  oneTimeProductNotification: z
    .object({
      /** 1 purchased, 2 a pending purchase was cancelled. */
      notificationType: z.int(),
      purchaseToken: googlePurchaseToken,
      sku: googleProductId,
    })
    .optional(),
  voidedPurchaseNotification: z
    .object({
      purchaseToken: googlePurchaseToken,
      orderId: orderId.default(''),
      /** 1 subscription, 2 one-time. */
      productType: z.int().optional(),
    })
    .optional(),
  subscriptionNotification: z.object({}).optional(),
  testNotification: z.object({}).optional(),
});
export type DeveloperNotification = z.infer<typeof developerNotification>;
