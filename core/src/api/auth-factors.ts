import { z } from 'zod';
import { limits } from '../limits.ts';
import { shownText } from '../shown-text.ts';
import { issuedTokensSchema, tokensSchema } from './auth.ts';
import { isoTimeSchema } from './conventions.ts';
import { passkeyAssertionSchema } from './passkey-credentials.ts';

/** Second factors that an account holds by itself. */
export const factorKinds = ['totp', 'sms', 'email', 'passkey'] as const;
export const factorKindSchema = z.enum(factorKinds);
export type FactorKind = z.infer<typeof factorKindSchema>;

/** What a sign-in is confirmed with: a factor, or a backup code in place of a lost one. */
export const factorMethods = [...factorKinds, 'backup_code'] as const;
export const factorMethodSchema = z.enum(factorMethods);
export type FactorMethod = z.infer<typeof factorMethodSchema>;

export const factorIdSchema = z.string().regex(/^fa_[a-z2-7]{26}$/, 'must be the id of a factor');
/** What the owner calls a factor. */
export const factorLabelSchema = z.string().overwrite(shownText).min(1).max(limits.factorLabelCharsMax);
const sixDigits = z.string().regex(/^[0-9]{6}$/, 'must be 6 digits');
/** Groups may be separated by dashes or spaces, letters may be of either case. */
const backupCode = z.string().min(1).max(limits.backupCodeCharsMax);

/** Proof by a code; the union is on `method`, so that methods without a code (passkeys) stand beside these. */
export const codeProofSchemas = [
  z.strictObject({ method: z.literal('totp'), code: sixDigits }),
  z.strictObject({ method: z.literal('sms'), code: sixDigits }),
  z.strictObject({ method: z.literal('email'), code: sixDigits }),
  z.strictObject({ method: z.literal('backup_code'), code: backupCode }),
] as const;
const passkeyProofSchema = z.strictObject({ method: z.literal('passkey'), credential: passkeyAssertionSchema });
export type PasskeyProof = z.infer<typeof passkeyProofSchema>;
/** What proves a second factor. */
export const factorProofSchema = z.discriminatedUnion('method', [...codeProofSchemas, passkeyProofSchema]);
export type FactorProof = z.infer<typeof factorProofSchema>;

/** One way to answer a challenge. `factorId` and a masked `hint` where a code must be sent first. */
export const challengeMethodSchema = z.strictObject({
  method: factorMethodSchema,
  factorId: factorIdSchema.optional(),
  hint: z.string().optional(),
});
export type ChallengeMethod = z.infer<typeof challengeMethodSchema>;

/** Opaque, single use; names a challenge and nothing else: no token, no session. */
export const challengeIdSchema = z.string().min(1).max(limits.challengeIdCharsMax);
export const mfaChallengeDataSchema = z
  .strictObject({
    mfaRequired: z.literal(true),
    challenge: z.strictObject({
      id: challengeIdSchema,
      methods: z.array(challengeMethodSchema),
      expiresAt: isoTimeSchema,
    }),
  })
  .meta({
    example: {
      mfaRequired: true,
      challenge: {
        id: 'hm1.u5z…',
        methods: [
          { method: 'totp' },
          { method: 'sms', factorId: 'fa_mfrggzdfmztwq2lknnwg23tpob', hint: '•••• 4567' },
          { method: 'backup_code' },
        ],
        expiresAt: '2026-01-01T12:05:00.000Z',
      },
    },
  });
export type MfaChallengeData = z.infer<typeof mfaChallengeDataSchema>;

/** A sign-in answers with tokens, or asks for a second factor. */
export const loginDataSchema = z.union([issuedTokensSchema, mfaChallengeDataSchema]);
export type LoginData = z.infer<typeof loginDataSchema>;

/** `device`: the same as at the sign-in, if it named one: a challenge is good on one device only. */
export const challengeFields = {
  challengeId: challengeIdSchema,
  device: z.strictObject({ id: z.string().min(8).max(64) }).optional(),
};
export const verifyFactorRequestSchema = z
  .discriminatedUnion(
    'method',
    // Each proof with the challenge's fields beside it; zod unions do not extend as a whole.
    [
      codeProofSchemas[0].extend(challengeFields),
      codeProofSchemas[1].extend(challengeFields),
      codeProofSchemas[2].extend(challengeFields),
      codeProofSchemas[3].extend(challengeFields),
      passkeyProofSchema.extend(challengeFields),
    ],
  )
  .meta({ example: { challengeId: 'hm1.u5z…', method: 'totp', code: '123456' } });
export const sendChallengeCodeRequestSchema = z
  .strictObject({ ...challengeFields, factorId: factorIdSchema })
  .meta({ example: { challengeId: 'hm1.u5z…', factorId: 'fa_mfrggzdfmztwq2lknnwg23tpob' } });
export const sendFactorCodeRequestSchema = z
  .strictObject({ factorId: factorIdSchema })
  .meta({ example: { factorId: 'fa_mfrggzdfmztwq2lknnwg23tpob' } });
export const codeSentDataSchema = z
  .strictObject({ sent: z.literal(true), hint: z.string(), expiresAt: isoTimeSchema })
  .meta({ example: { sent: true, hint: '•••• 4567', expiresAt: '2026-01-01T12:10:00.000Z' } });

/** Step-up: the password where the account has no second factor, else one of those. */
export const stepUpRequestSchema = z
  .discriminatedUnion('method', [
    z.strictObject({ method: z.literal('password'), password: z.string().min(1).max(limits.passwordCharsMax) }),
    ...codeProofSchemas,
    passkeyProofSchema,
  ])
  .meta({ example: { method: 'totp', code: '123456' } });
export type StepUpRequest = z.infer<typeof stepUpRequestSchema>;
/** A new access token of the same session; its refresh token stays as it is. */
export const accessTokenDataSchema = z
  .strictObject(tokensSchema.pick({ accessToken: true, tokenType: true, expiresInSeconds: true }).shape)
  .meta({ example: { accessToken: 'eyJhbGciOi…', tokenType: 'Bearer', expiresInSeconds: 600 } });
export type AccessTokenData = z.infer<typeof accessTokenDataSchema>;

const factorExample = {
  id: 'fa_mfrggzdfmztwq2lknnwg23tpob',
  kind: 'totp',
  label: 'My phone',
  createdAt: '2026-01-01T12:00:00.000Z',
  lastUsedAt: '2026-01-02T08:30:00.000Z',
} as const;

export const factorSchema = z
  .strictObject({
    id: factorIdSchema,
    kind: factorKindSchema,
    label: z.string(),
    /** The number or address, masked. */
    hint: z.string().optional(),
    createdAt: isoTimeSchema,
    lastUsedAt: isoTimeSchema.nullable(),
  })
  .meta({ example: factorExample });
export type FactorView = z.infer<typeof factorSchema>;

/** `required`: this account may not do without (staff). `lastUsedAt` of the backup codes: when one was last spent. */
export const factorListDataSchema = z
  .strictObject({
    factors: z.array(factorSchema),
    backupCodes: z.strictObject({ left: z.int(), lastUsedAt: isoTimeSchema.nullable() }),
    required: z.boolean(),
  })
  .meta({ example: { factors: [factorExample], backupCodes: { left: 10, lastUsedAt: null }, required: false } });

export const beginTotpRequestSchema = z
  .strictObject({ label: factorLabelSchema.optional() })
  .meta({ example: { label: 'My phone' } });
/** `manualKey`: the secret in groups of four, for typing. `qrSvg`: an SVG document, dark on white, with a title. */
export const totpEnrolmentDataSchema = z
  .strictObject({
    factorId: factorIdSchema,
    otpauthUri: z.string(),
    manualKey: z.string(),
    qrSvg: z.string(),
    expiresAt: isoTimeSchema,
  })
  .meta({
    example: {
      factorId: 'fa_mfrggzdfmztwq2lknnwg23tpob',
      otpauthUri:
        'otpauth://totp/HaloBuzz:sita?issuer=HaloBuzz&secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30',
      manualKey: 'JBSW Y3DP EHPK 3PXP',
      qrSvg: '<svg …>',
      expiresAt: '2026-01-01T12:10:00.000Z',
    },
  });

/** `phone` in international form, beginning with `+`. */
export const addSmsFactorRequestSchema = z
  .strictObject({ phone: z.string().min(4).max(limits.phoneCharsMax), label: factorLabelSchema.optional() })
  .meta({ example: { phone: '+977 980-1234567', label: 'My phone' } });
export const sentCodeEnrolmentDataSchema = z
  .strictObject({ factorId: factorIdSchema, hint: z.string(), expiresAt: isoTimeSchema })
  .meta({
    example: {
      factorId: 'fa_mfrggzdfmztwq2lknnwg23tpob',
      hint: '•••• 4567',
      expiresAt: '2026-01-01T12:10:00.000Z',
    },
  });
export const addEmailFactorRequestSchema = z
  .strictObject({ label: factorLabelSchema.optional() })
  .meta({ example: { label: 'My mailbox' } });
export const confirmFactorRequestSchema = z.strictObject({ code: sixDigits }).meta({ example: { code: '123456' } });
export const renameFactorRequestSchema = z
  .strictObject({ label: factorLabelSchema })
  .meta({ example: { label: 'Work phone' } });

/** Shown once: only their HMACs are kept. */
const backupCodesSchema = z.array(z.string());
const backupCodesExample = ['k3v7-9wzq-4hpn', 'x8d2-mm5r-yt6c'];
export const backupCodesDataSchema = z
  .strictObject({ backupCodes: backupCodesSchema })
  .meta({ example: { backupCodes: backupCodesExample } });
/** `backupCodes` with the first factor only. `access`: the session counts as confirmed by the factor from now on. */
export const factorAddedDataSchema = z
  .strictObject({ factor: factorSchema, backupCodes: backupCodesSchema.optional(), access: accessTokenDataSchema })
  .meta({
    example: {
      factor: { ...factorExample, lastUsedAt: null },
      backupCodes: backupCodesExample,
      access: { accessToken: 'eyJhbGciOi…', tokenType: 'Bearer', expiresInSeconds: 600 },
    },
  });

export type FactorListData = z.infer<typeof factorListDataSchema>;
export type TotpEnrolmentData = z.infer<typeof totpEnrolmentDataSchema>;
export type SentCodeEnrolmentData = z.infer<typeof sentCodeEnrolmentDataSchema>;
export type FactorAddedData = z.infer<typeof factorAddedDataSchema>;
export type CodeSentData = z.infer<typeof codeSentDataSchema>;
