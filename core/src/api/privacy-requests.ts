import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { emailSchema } from './auth.ts';
import { isoTimeSchema, pageOf, pageQuerySchema } from './conventions.ts';

/** Articles 16, 18 and 21 of the GDPR; access, erasure and portability have routes of their own. */
export const privacyRequestKinds = ['rectification', 'restriction', 'objection', 'other'] as const;
/** What a request is about. A birth date is what nobody can correct alone. */
export const privacyRequestSubjects = [
  ...(['birth_date', 'country', 'username', 'profile', 'payments'] as const),
  ...(['recommendations', 'automated_decision', 'advertising', 'other'] as const),
] as const;
/** `withdrawn`: by the person who asked. */
export const privacyRequestStates = ['open', 'granted', 'refused', 'withdrawn'] as const;

const requestTextSchema = z.string().overwrite(shownText).min(1).max(limits.privacyRequestCharsMax);

/** `POST /privacy/requests`. `birthDate`: the right one, where that is what is to be corrected, and nowhere else. */
export const privacyRequestRequestSchema = z
  .strictObject({
    kind: z.enum(privacyRequestKinds),
    about: z.enum(privacyRequestSubjects),
    text: requestTextSchema,
    birthDate: z.iso.date().optional(),
  })
  .refine((asked) => (asked.birthDate !== undefined) === correctsBirthDate(asked), {
    path: ['birthDate'],
    message: 'must be given to correct a birth date, and otherwise left out',
  })
  .meta({
    example: { kind: 'rectification', about: 'birth_date', text: 'I mistyped the year.', birthDate: '1998-04-17' },
  });
export type PrivacyRequestRequest = z.infer<typeof privacyRequestRequestSchema>;

/** Whether a request is one that corrects a birth date when it is granted. */
export function correctsBirthDate({ kind, about }: Pick<PrivacyRequestView, 'kind' | 'about'>): boolean {
  return kind === 'rectification' && about === 'birth_date';
}

/** `pr_` and 128 random bits. */
export const privacyRequestIdSchema = z.string().regex(/^pr_[a-z2-7]{26}$/, 'must be a privacy request id');
export const privacyRequestParamSchema = z.strictObject({ id: privacyRequestIdSchema });

const privacyRequestExample = {
  id: 'pr_mfrggzdfmztwq2lknnwg23tpob',
  kind: 'rectification',
  about: 'birth_date',
  text: 'I mistyped the year.',
  state: 'open',
  createdAt: '2026-01-31T03:04:05.678Z',
  dueAt: '2026-02-28T03:04:05.678Z',
} as const;

/**
 * A request as its owner sees it. `dueAt`: until when we answer, a month (Art. 12(3)), two more once when `extendedFor`
 * says why. `reason`: why it was refused, or what was done.
 */
export const privacyRequestSchema = z
  .strictObject({
    id: privacyRequestIdSchema,
    kind: z.enum(privacyRequestKinds),
    about: z.enum(privacyRequestSubjects),
    text: z.string(),
    state: z.enum(privacyRequestStates),
    createdAt: isoTimeSchema,
    dueAt: isoTimeSchema,
    extendedFor: z.string().optional(),
    decidedAt: isoTimeSchema.optional(),
    reason: z.string().optional(),
  })
  .meta({ example: privacyRequestExample });
export type PrivacyRequestView = z.infer<typeof privacyRequestSchema>;
/** Newest first. */
export const privacyRequestPageSchema = pageOf(privacyRequestSchema);

/** A request as staff see it. `birthDate` until it is decided; `carriedOut` is false while a grant waits to be done. */
export const staffPrivacyRequestSchema = privacyRequestSchema
  .safeExtend({
    accountId: accountIdSchema,
    handle: z.string().optional(),
    birthDate: z.iso.date().optional(),
    carriedOut: z.boolean(),
    decidedBy: accountIdSchema.optional(),
  })
  .meta({
    example: {
      ...privacyRequestExample,
      accountId: 'aabcdefghijklmnopqrstuvwxy2',
      handle: 'sita',
      birthDate: '1998-04-17',
      carriedOut: true,
    },
  });
export type StaffPrivacyRequest = z.infer<typeof staffPrivacyRequestSchema>;
/** What is to be answered first comes first. */
export const staffPrivacyRequestPageSchema = pageOf(staffPrivacyRequestSchema);
/** `open`: also what was granted and is not carried out yet. */
export const staffPrivacyRequestQuerySchema = pageQuerySchema.extend({
  state: z.enum(['open', 'decided']).default('open'),
});

/** `extended`: two months more, once, before the first has passed; the person is told the reason each time. */
export const privacyDecisionRequestSchema = z
  .strictObject({ outcome: z.enum(['granted', 'refused', 'extended']), reason: requestTextSchema })
  .meta({ example: { outcome: 'granted', reason: 'The copy of your passport shows that date.' } });
export type PrivacyDecisionRequest = z.infer<typeof privacyDecisionRequestSchema>;

/**
 * What may be done with somebody's data beyond what the contract and the law ask for. `recommendations`: whom they follow
 * and watch may decide what they are shown, and as a host they may be recommended and ranked. `profiling`: fraud rules may
 * stop something by themselves, instead of asking a person. `restricted`: data is kept and little else (Art. 18).
 */
export const privacySettingsSchema = z
  .strictObject({ recommendations: z.boolean(), profiling: z.boolean(), restricted: z.boolean() })
  .meta({ example: { recommendations: true, profiling: true, restricted: false } });
export type PrivacySettings = z.infer<typeof privacySettingsSchema>;

/** As the projection of an account carries them: {@link privacySettingsSchema}, and whether a parent has yet to allow it. */
export const privacyFlagsSchema = privacySettingsSchema.extend({ parentNeeded: z.boolean() });
export type PrivacyFlags = z.infer<typeof privacyFlagsSchema>;

/**
 * `unknown`: has said no birth date. `needs_parent`: under the age of digital consent, and no parent allowed it yet.
 * `allowed`: a parent did, or the age is reached, but not that of an adult. `too_young`: may hold no account.
 */
export const minorStates = ['adult', 'unknown', 'needs_parent', 'allowed', 'too_young'] as const;
export type MinorState = (typeof minorStates)[number];

/** One answer of a parent: who gave it was told `proofId`. It names nobody. */
export const parentReceiptSchema = z.strictObject({
  proofId: z.string(),
  granted: z.boolean(),
  decidedAt: isoTimeSchema,
});
export type ParentReceipt = z.infer<typeof parentReceiptSchema>;

/**
 * `minimumAge`, `consentAge`: in years, of the account's country. `askedUntil`: till when a parent who was asked may answer.
 * `endsAt`: when the account is erased, which nobody sees any more; a corrected birth date or a parent brings it back.
 * `decisions`: what parents answered, newest first; absent when none did.
 */
export const minorSchema = z
  .strictObject({
    state: z.enum(minorStates),
    minimumAge: z.int(),
    consentAge: z.int(),
    askedUntil: isoTimeSchema.optional(),
    endsAt: isoTimeSchema.optional(),
    decisions: z.array(parentReceiptSchema).optional(),
  })
  .meta({
    example: { state: 'needs_parent', minimumAge: 13, consentAge: 16, askedUntil: '2026-01-09T03:04:05.678Z' },
  });
export type MinorView = z.infer<typeof minorSchema>;

/** `POST /privacy/parent`: to whom we write. */
export const parentRequestSchema = z
  .strictObject({ email: emailSchema })
  .meta({ example: { email: 'mother@example.com' } });

/** `POST /privacy/parent/decision`, without signing in. `token`: one of the two codes that the mail shows. */
export const parentDecisionRequestSchema = z
  .strictObject({ token: z.string().min(1).max(limits.parentCodeCharsMax), granted: z.boolean() })
  .meta({
    example: { token: 'aabcdefghijklmnopqrstuvwxy2.allow.3q2-7wAAbbCCddEEffGGhhIIjjKKllMMnnOOppQQrrS', granted: true },
  });
/** `proofId`: under which the answer is kept. It names nobody. */
export const parentDecisionSchema = z
  .strictObject({ granted: z.boolean(), proofId: z.string() })
  .meta({ example: { granted: true, proofId: 'pp_mfrggzdfmztwq2lknnwg23tpob' } });
