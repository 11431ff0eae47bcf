import { z } from 'zod';

/** What a picture belongs to. */
export const imageKinds = ['avatar', 'cover', 'gift'] as const;
export type ImageKind = (typeof imageKinds)[number];

/**
 * The name of a picture: 32 characters of a hash over what was made and a random number, so that it is never another
 * picture's, whoever sends the same one again. With `-small` behind it, the same picture for lists.
 */
export const imageKeySchema = z.string().regex(/^[a-z2-7]{32}$/, 'must be the key of a picture');
export const imageFileParamSchema = z.strictObject({
  image: z.string().regex(/^[a-z2-7]{32}(-small)?$/, 'must be the key of a picture'),
});

/** The types that are taken, by what the bytes are; what a header says of them counts for nothing. */
export const imageTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;

/** A picture that is shown from now on: `GET /images/{image}`, the small one with `-small` behind its key. */
export const imageDataSchema = z
  .strictObject({ key: imageKeySchema })
  .meta({ example: { key: 'mfrggzdfmztwq2lknnwg23tpobyxe43u' } });
