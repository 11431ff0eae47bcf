import { limits } from '@halobuzz/core/limits';
import { z } from 'zod';

/** Ids of transactions are decimal digits, though they are text: https://developer.apple.com/documentation/appstoreserverapi/transactionid */
export const APPLE_TRANSACTION_ID = /^[0-9]{1,32}$/;

/** Compact JWS: three parts of base64url. Bounded before anything is decoded. */
export const appleSignedText = z
  .string()
  .max(limits.appleSignedCharsMax)
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/);

const timeMs = z.int().nonnegative();

/**
 * What a signed transaction says, as far as we read it; Apple adds fields.
 * https://developer.apple.com/documentation/appstoreserverapi/jwstransactiondecodedpayload
 */
export const appleTransaction = z.object({
  transactionId: z.string().regex(APPLE_TRANSACTION_ID),
  originalTransactionId: z.string().regex(APPLE_TRANSACTION_ID),
  bundleId: z.string().max(255),
  environment: z.string().max(32),
  productId: z.string().min(1).max(255),
  type: z.string().max(64),
  inAppOwnershipType: z.string().max(32),
  quantity: z.int().min(1).max(1_000).default(1),
  purchaseDate: timeMs,
  signedDate: timeMs,
  /** The payment's id, given to the App Store by our app; a purchase from elsewhere has none. */
  appAccountToken: z
    .uuid()
    .transform((id) => id.toLowerCase())
    .optional(),
  /** The price in thousandths of the currency, and where: what the store asked, for our information. */
  price: z.int().nonnegative().optional(),
  currency: z.string().max(8).optional(),
  storefront: z.string().max(8).optional(),
  revocationDate: timeMs.optional(),
  revocationReason: z.int().optional(),
  revocationType: z.string().max(64).optional(),
  /** Thousandths of a per cent: 100,000 is the whole. */
  revocationPercentage: z.int().min(0).max(100_000).optional(),
});
export type AppleTransaction = z.infer<typeof appleTransaction>;

/** https://developer.apple.com/documentation/appstoreservernotifications/responsebodyv2decodedpayload */
export const appleNotification = z.object({
  notificationType: z.string().min(1).max(64),
  subtype: z.string().max(64).optional(),
  notificationUUID: z.uuid().transform((id) => id.toLowerCase()),
  signedDate: timeMs,
  version: z.literal('2.0').optional(),
  data: z.object({ signedTransactionInfo: appleSignedText.optional() }).optional(),
});
export type AppleNotification = z.infer<typeof appleNotification>;
