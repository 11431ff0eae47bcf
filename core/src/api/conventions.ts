import { z } from 'zod';
import { limits } from '../limits.ts';
import { isCountry } from '../regions/regions.ts';

/** `{success:true, data}`: the body of every answer that is no problem document. */
export function successOf<T extends z.ZodType>(data: T) {
  return z.strictObject({ success: z.literal(true), data });
}

/** RFC 9457 problem as this API sends it. */
export const problemSchema = z
  .object({
    success: z.literal(false),
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    retryAfterMs: z.int().optional(),
    /** Beside `erasure_pending` after a sign-in: what `POST /privacy/erasure/cancel` takes, once, and until when. */
    erasure: z.object({ cancelToken: z.string(), cancelUntil: z.string() }).optional(),
  })
  .meta({
    example: {
      success: false,
      type: 'urn:halobuzz:error:validation_failed',
      title: 'Some fields are not valid.',
      status: 400,
      code: 'validation_failed',
      requestId: '019b7d3c-30aa-7b3c-9d4e-5f60718293a4',
      errors: [{ field: 'email', message: 'must be an e-mail address' }],
    },
  });

/** Query of every list: an opaque cursor from the last page's `next`, and a page size. */
export const pageQuerySchema = z.strictObject({
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(limits.pageItemsMax).default(limits.pageItemsDefault),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: z.string().optional() });
}

/** ISO 8601 in UTC with milliseconds. */
export const isoTimeSchema = z.iso.datetime({ precision: 3 });
/** ISO 3166-1 alpha-2; `XX` when unknown. */
export const countrySchema = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code');
/** A country that a person names; `XX` is none. */
export const namedCountrySchema = z.string().refine(isCountry, 'must be a country of ISO 3166-1 alpha-2, in capitals');
export const idempotencyKeySchema = z.string().min(1).max(limits.idempotencyKeyCharsMax);
