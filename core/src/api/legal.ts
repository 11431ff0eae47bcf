import { z } from 'zod';
import { isoTimeSchema } from './conventions.ts';

/** The documents that people are shown: what we do with data, what we agree on, what a device keeps. */
export const legalDocumentNames = ['privacy', 'terms', 'cookies'] as const;
export const legalDocumentNameSchema = z.enum(legalDocumentNames);
export type LegalDocumentName = z.infer<typeof legalDocumentNameSchema>;

/** A version is the day on which its text was written, `YYYY-MM-DD`: later ones sort behind. */
export const legalVersionSchema = z.iso.date();

/** A run of text: words, perhaps strong, perhaps a link (an address of ours beginning with `/`, `https:` or `mailto:`). */
export const legalSpanSchema = z.strictObject({
  text: z.string(),
  strong: z.literal(true).optional(),
  href: z.string().optional(),
});
const spansSchema = z.array(legalSpanSchema);

/** One block of a section. A phone shows a table's rows as cards: each cell under its column's name. */
export const legalBlockSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), spans: spansSchema }),
  z.strictObject({ kind: z.literal('list'), items: z.array(spansSchema) }),
  z.strictObject({ kind: z.literal('table'), columns: z.array(z.string()), rows: z.array(z.array(spansSchema)) }),
]);

/** `id` is the section's place in the page (`/legal/privacy#id`). `level` 2 is a section, 3 a part of the one before. */
export const legalSectionSchema = z.strictObject({
  id: z.string(),
  heading: z.string(),
  level: z.union([z.literal(2), z.literal(3)]),
  blocks: z.array(legalBlockSchema),
});

/** `textHash`: SHA-256 of the text as it was written, hexadecimal: what somebody was shown can be proved by it. */
const summaryFields = {
  name: legalDocumentNameSchema,
  version: legalVersionSchema,
  title: z.string(),
  effectiveAt: isoTimeSchema,
  locale: z.literal('en'),
  textHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Where it is to be read as a page. */
  url: z.url(),
};
const summaryExample = {
  name: 'terms' as const,
  version: '2026-11-23',
  title: 'Terms of use',
  effectiveAt: '2026-11-23T00:00:00.000Z',
  locale: 'en' as const,
  textHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  url: 'https://example.com/legal/terms/2026-11-23',
};

export const legalListSchema = z
  .strictObject({ documents: z.array(z.strictObject(summaryFields)) })
  .meta({ example: { documents: [summaryExample] } });

export const legalDocumentSchema = z
  .strictObject({
    ...summaryFields,
    /** What is different from the version before, in a sentence. */
    changes: z.string(),
    /** All versions of this document, newest first. */
    versions: z.array(legalVersionSchema),
    /** What stands before the first heading. */
    intro: z.array(legalBlockSchema),
    sections: z.array(legalSectionSchema),
  })
  .meta({
    example: {
      ...summaryExample,
      changes: 'The first version.',
      versions: ['2026-11-23'],
      intro: [{ kind: 'text', spans: [{ text: 'In short: be kind, and be yourself.' }] }],
      sections: [
        {
          id: 'who-may-use-it',
          heading: 'Who may use it',
          level: 2,
          blocks: [{ kind: 'text', spans: [{ text: 'You must be 13 or older.', strong: true }] }],
        },
      ],
    },
  });

/** `version`: which one; the newest in force when it is left out. */
export const legalDocumentQuerySchema = z.strictObject({ version: legalVersionSchema.optional() });

/** Which terms somebody was shown, and whether newer ones are to be shown. Being shown terms is no consent to anything. */
export const termsStateSchema = z
  .strictObject({
    /** Absent for an account made before terms had versions. */
    accepted: z.strictObject({ version: legalVersionSchema, acceptedAt: isoTimeSchema }).optional(),
    /** The version to show; absent when the newest one has been accepted. */
    termsDue: legalVersionSchema.optional(),
  })
  .meta({ example: { accepted: { version: '2026-11-23', acceptedAt: '2026-11-23T03:04:05.678Z' } } });

/** The version that was on the screen. One that is not in force is refused. */
export const acceptTermsRequestSchema = z
  .strictObject({ version: legalVersionSchema })
  .meta({ example: { version: '2026-11-23' } });

export type LegalSpan = z.infer<typeof legalSpanSchema>;
export type LegalBlock = z.infer<typeof legalBlockSchema>;
export type LegalSection = z.infer<typeof legalSectionSchema>;
export type LegalDocument = z.infer<typeof legalDocumentSchema>;
export type TermsState = z.infer<typeof termsStateSchema>;
