import { z } from 'zod';
import { limits } from '../limits.ts';
import { parseAmount } from '../money.ts';
import type { fiatCurrencies } from '../payments/provider-facts.ts';
import { amountSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { staffReasonSchema } from './admin.ts';
import { isoTimeSchema, namedCountrySchema, pageOf, pageQuerySchema } from './conventions.ts';
import { imageKeySchema } from './images.ts';

/** What the catalogue holds, as its addresses name it. */
export const catalogueKinds = ['gifts', 'packages'] as const;
export type CatalogueKind = (typeof catalogueKinds)[number];

export const giftCategories = ['popular', 'celebration', 'local', 'season', 'luxury'] as const;
export type GiftCategory = (typeof giftCategories)[number];

/** Where a package is sold: what carries its payment decides (Apple, Google, or cards on the web). */
export const salePlatforms = ['ios', 'android', 'web'] as const;
export type SalePlatform = (typeof salePlatforms)[number];

export const catalogueIdSchema = z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, 'must be a short name like rose');
const versionSchema = z.int().min(1).max(1_000_000);

/** Something with a sum of 1 to `max`, as a decimal string. */
function sumUpTo(max: bigint, min = 1n) {
  return amountSchema.refine((text) => {
    const sum = parseAmount(text);
    return sum !== undefined && sum >= min && sum <= max;
  }, `must lie between ${min} and ${max}`);
}

const nameSchema = z.string().overwrite(shownText).min(1).max(limits.catalogueNameCharsMax);
/** A gift's name by language; where one is missing, the English is shown. */
export const giftNamesSchema = z.strictObject({ en: nameSchema, ne: nameSchema.optional(), hi: nameSchema.optional() });
export type GiftNames = z.infer<typeof giftNamesSchema>;

const countryListSchema = z.array(namedCountrySchema).min(1).max(limits.catalogueCountriesMax);
/** In these countries only, or everywhere but in these; absent: everywhere. */
const countriesSchema = z
  .strictObject({ only: countryListSchema.optional(), except: countryListSchema.optional() })
  .refine(({ only, except }) => (only === undefined) !== (except === undefined), 'name exactly one of only, except');

/** What every version may say about where and until when it is sold. */
const saleFields = {
  /** Lower ones stand first. */
  order: z.int().min(0).max(9_999),
  countries: countriesSchema.optional(),
  until: isoTimeSchema.optional(),
};

export const giftContentSchema = z.strictObject({
  kind: z.literal('gift'),
  names: giftNamesSchema,
  emoji: z
    .string()
    .max(limits.catalogueEmojiCharsMax)
    .regex(/^[\p{Extended_Pictographic}\p{Emoji_Component}]+$/u, 'must be an emoji')
    .regex(/[^\d#*]/, 'must be an emoji'),
  image: imageKeySchema.optional(),
  coins: sumUpTo(limits.giftCoinsMax),
  category: z.enum(giftCategories),
  ...saleFields,
});
export type GiftContent = z.infer<typeof giftContentSchema>;

const priceSchema = sumUpTo(limits.packagePriceMinorMax);
const productSchema = z
  .string()
  .max(limits.catalogueProductCharsMax)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._]*$/, 'must be a product’s id in the store');
export const packageContentSchema = z
  .strictObject({
    kind: z.literal('package'),
    coins: sumUpTo(limits.packageCoinsMax),
    /** On top of `coins`, at no price. */
    bonus: sumUpTo(limits.packageCoinsMax, 0n),
    /** Minor units, every currency we sell in. */
    prices: z.strictObject({
      ...{ USD: priceSchema, EUR: priceSchema, GBP: priceSchema, INR: priceSchema, NPR: priceSchema },
    } satisfies Record<(typeof fiatCurrencies)[number], typeof priceSchema>),
    appleProduct: productSchema,
    googleProduct: productSchema,
    platforms: z.array(z.enum(salePlatforms)).min(1).max(salePlatforms.length),
    ...saleFields,
  })
  .refine(({ platforms }) => new Set(platforms).size === platforms.length, {
    message: 'names one twice',
    path: ['platforms'],
  });
export type PackageContent = z.infer<typeof packageContentSchema>;

export const catalogueContentSchema = z.discriminatedUnion('kind', [giftContentSchema, packageContentSchema]);
export type CatalogueContent = z.infer<typeof catalogueContentSchema>;

/**
 * `draft`: nobody but staff sees it. `waiting`: published as soon as a second person agrees. `published`: it holds from
 * `from` on. `rejected` by the second person, `discarded` by its maker or by a newer version: it never held.
 */
export const catalogueStatuses = ['draft', 'waiting', 'published', 'rejected', 'discarded'] as const;
export type CatalogueStatus = (typeof catalogueStatuses)[number];

const catalogueActSchema = z.strictObject({
  act: z.enum(['made', 'published', 'asked', 'approved', 'rejected', 'discarded']),
  by: z.string(),
  at: isoTimeSchema,
  reason: z.string(),
});
export type CatalogueAct = z.infer<typeof catalogueActSchema>;

const giftExample = {
  kind: 'gift',
  names: { en: 'Rose', ne: 'गुलाब', hi: 'गुलाब' },
  emoji: '🌹',
  coins: '1',
  category: 'popular',
  order: 10,
} as const;

/** One version. Its content never changes; a newer version takes its place. */
export const catalogueVersionSchema = z
  .strictObject({
    id: catalogueIdSchema,
    version: versionSchema,
    status: z.enum(catalogueStatuses),
    /** Takes it off sale. */
    withdrawn: z.boolean(),
    content: catalogueContentSchema,
    /** From when it holds, or is asked to hold. */
    from: isoTimeSchema.optional(),
    /** When a newer version takes, or took, its place. */
    replacedAt: isoTimeSchema.optional(),
    history: z.array(catalogueActSchema),
  })
  .meta({
    example: {
      id: 'rose',
      version: 1,
      status: 'published',
      withdrawn: false,
      content: giftExample,
      from: '2026-01-02T03:04:05.678Z',
      history: [{ act: 'published', by: 'system', at: '2026-01-02T03:04:05.678Z', reason: 'the first catalogue' }],
    },
  });
export type CatalogueVersion = z.infer<typeof catalogueVersionSchema>;
export const catalogueVersionPageSchema = pageOf(catalogueVersionSchema);

/** A gift or package: its newest version, the one that holds now, and the one that will. */
export const catalogueItemSchema = z
  .strictObject({
    id: catalogueIdSchema,
    newest: catalogueVersionSchema,
    now: catalogueVersionSchema.optional(),
    next: catalogueVersionSchema.optional(),
  })
  .meta({ example: { id: 'rose', newest: catalogueVersionSchema.meta()?.example } });
export type CatalogueItem = z.infer<typeof catalogueItemSchema>;
export const catalogueItemPageSchema = pageOf(catalogueItemSchema);

export const catalogueKindParamSchema = z.strictObject({ kind: z.enum(catalogueKinds) });
export const catalogueItemParamSchema = catalogueKindParamSchema.extend({ id: catalogueIdSchema });
export const catalogueVersionParamSchema = catalogueItemParamSchema.extend({
  version: z.coerce.number().pipe(versionSchema),
});
/** `GET /admin/catalogue/{kind}`: by id. `…/{id}/versions`: the newest first. */
export const catalogueQuerySchema = pageQuerySchema;

const whenFields = {
  /** When it is to hold; absent: at once. */
  from: isoTimeSchema.optional(),
  reason: staffReasonSchema,
};
/**
 * `PUT /admin/catalogue/{kind}/{id}`: the version after `after` (0 for something new); another one first is a `conflict`
 * that says whose.
 */
export const cataloguePutSchema = z
  .strictObject({
    after: z.int().min(0).max(1_000_000),
    content: catalogueContentSchema,
    /** A draft is published later, by itself nothing happens. */
    draft: z.boolean().default(false),
    ...whenFields,
  })
  .meta({ example: { after: 1, content: giftExample, draft: false, reason: 'spring prices' } });
export type CataloguePut = z.infer<typeof cataloguePutSchema>;

export const cataloguePublishSchema = z.strictObject(whenFields).meta({ example: { reason: 'agreed with the team' } });
export const catalogueDecisionSchema = z
  .strictObject({ outcome: z.enum(['approved', 'rejected']), reason: staffReasonSchema })
  .meta({ example: { outcome: 'approved', reason: 'as planned for spring' } });
export const catalogueDiscardSchema = z
  .strictObject({ reason: staffReasonSchema })
  .meta({ example: { reason: 'a mistake in the name' } });
export const catalogueWithdrawSchema = z
  .strictObject({ after: versionSchema, reason: staffReasonSchema })
  .meta({ example: { after: 1, reason: 'the season is over' } });

/** `PUT /admin/catalogue/images`: a picture that a gift's next version may name. */
export const catalogueImageSchema = z
  .strictObject({ key: imageKeySchema })
  .meta({ example: { key: 'mfrggzdfmztwq2lknnwg23tpobyxe43u' } });
