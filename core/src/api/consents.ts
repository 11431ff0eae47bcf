import { z } from 'zod';
import { limits } from '../limits.ts';
import { consentMethods, consentTypes } from '../privacy/consent.ts';
import { askedConsents, currentNotice, noticeLocales } from '../privacy/consent-notices.ts';
import { isoTimeSchema, pageOf } from './conventions.ts';
import { parentReceiptSchema } from './privacy-requests.ts';

export const askedConsentSchema = z.enum(askedConsents);
export const noticeLocaleSchema = z.enum(noticeLocales);
const noticeVersionSchema = z.iso.date();
const textHashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex');
export const receiptIdSchema = z.uuidv7();
export const receiptParamSchema = z.strictObject({ id: receiptIdSchema });
/** `GET /privacy/consents?locale=`: in which language the notices come. */
export const consentsQuerySchema = z.strictObject({ locale: noticeLocaleSchema.default('en') });

const today = { version: currentNotice('analytics').version, ...currentNotice('analytics').texts.en };
const receiptExample = {
  receiptId: '019b7d3c-30aa-7b3c-9d4e-5f60718293a4',
  consentType: 'analytics',
  granted: true,
  ...today,
  locale: 'en',
  method: 'app',
  appVersion: '1.4.0',
  decidedAt: '2026-12-01T03:04:05.678Z',
} as const;

/** What people are asked to agree to; show it word for word. */
export const consentNoticeSchema = z.strictObject({
  consentType: askedConsentSchema,
  version: noticeVersionSchema,
  text: z.string(),
  textHash: textHashSchema,
  locale: noticeLocaleSchema,
});

/**
 * How somebody stands to a purpose. `required`: it rests on the contract, is always on and cannot be decided. `granted`:
 * what may be done now. `askAgain`: show the notice and ask. The last three are of the latest decision, absent without one.
 */
export const consentStateSchema = z.strictObject({
  consentType: z.enum(consentTypes),
  granted: z.boolean(),
  required: z.boolean(),
  askAgain: z.boolean(),
  version: noticeVersionSchema.optional(),
  decidedAt: isoTimeSchema.optional(),
  receiptId: receiptIdSchema.optional(),
});
export type ConsentState = z.infer<typeof consentStateSchema>;

const noticesExample = [{ consentType: 'analytics', locale: 'en', ...today }];
const statesExample = [
  { consentType: 'essential', granted: true, required: true, askAgain: false },
  {
    ...{ consentType: 'analytics', granted: true, required: false, askAgain: false },
    ...{ version: today.version, decidedAt: receiptExample.decidedAt, receiptId: receiptExample.receiptId },
  },
  { consentType: 'marketing', granted: false, required: false, askAgain: true },
];

export const consentsSchema = z
  .strictObject({ notices: z.array(consentNoticeSchema), items: z.array(consentStateSchema) })
  .meta({ example: { notices: noticesExample, items: statesExample } });
export type Consents = z.infer<typeof consentsSchema>;

/** Proof of one decision, with the text that was read. */
export const consentReceiptSchema = z
  .strictObject({
    receiptId: receiptIdSchema,
    consentType: askedConsentSchema,
    granted: z.boolean(),
    version: noticeVersionSchema,
    text: z.string(),
    textHash: textHashSchema,
    locale: noticeLocaleSchema,
    method: z.enum(consentMethods),
    appVersion: z.string().optional(),
    decidedAt: isoTimeSchema,
  })
  .meta({ example: receiptExample });
export type ConsentReceipt = z.infer<typeof consentReceiptSchema>;

export const consentHistorySchema = pageOf(consentReceiptSchema).meta({ example: { items: [receiptExample] } });

/** `PUT /privacy/consents`: each purpose once; what is not named stays as it is. */
export const decideConsentsRequestSchema = z
  .strictObject({
    decisions: z
      .array(
        z.strictObject({
          consentType: askedConsentSchema,
          granted: z.boolean(),
          version: noticeVersionSchema,
          textHash: textHashSchema,
        }),
      )
      .min(1)
      .max(askedConsents.length)
      .refine(
        (decisions) => new Set(decisions.map(({ consentType }) => consentType)).size === decisions.length,
        'name each purpose once',
      ),
    locale: noticeLocaleSchema,
    method: z.enum(['app', 'web']),
    appVersion: z
      .string()
      .regex(/^[0-9A-Za-z.+-]+$/, 'must be a version such as 1.4.0')
      .max(limits.appVersionCharsMax)
      .optional(),
  })
  .meta({
    example: {
      decisions: [{ consentType: 'analytics', granted: true, version: today.version, textHash: today.textHash }],
      locale: 'en',
      method: 'app',
      appVersion: '1.4.0',
    },
  });
export type DecideConsentsRequest = z.infer<typeof decideConsentsRequestSchema>;

/** `receipts` in the order of the request; one that was made before where nothing changed. */
export const decidedConsentsSchema = consentsSchema
  .extend({ receipts: z.array(consentReceiptSchema) })
  .meta({ example: { notices: noticesExample, items: statesExample, receipts: [receiptExample] } });

/**
 * `GET /admin/accounts/{id}/consents`: how somebody stands, and everything they ever decided, newest first. `parents`: what
 * parents answered for them, by the `proofId` that a parent was told.
 */
export const staffConsentsSchema = z
  .strictObject({
    items: z.array(consentStateSchema),
    history: z.array(consentReceiptSchema),
    parents: z.array(parentReceiptSchema),
  })
  .meta({
    example: {
      ...{ items: statesExample, history: [receiptExample] },
      parents: [{ proofId: 'pp_mfrggzdfmztwq2lknnwg23tpob', granted: true, decidedAt: '2026-12-01T03:04:05.678Z' }],
    },
  });

/** `POST /privacy/unsubscribe`: the token of a mail's link. */
export const unsubscribeRequestSchema = z
  .strictObject({ token: z.string().min(1).max(limits.unsubscribeTokenCharsMax) })
  .meta({ example: { token: 'aabcdefghijklmnopqrstuvwxy2.1.Zm9yIGV4YW1wbGUgYWxvbmUgYW5kIG5vdGhpbmcgZWxzZQ' } });
