import { z } from 'zod';
import { deviceSchema } from './auth.ts';
import { challengeFields, factorIdSchema, factorLabelSchema } from './auth-factors.ts';
import { isoTimeSchema } from './conventions.ts';
import { passkeyAssertionExample, passkeyAssertionSchema, passkeyRegistrationSchema } from './passkey-credentials.ts';

/** `passwordless`: signs in by itself. `second_factor`: confirms the password; an authenticator without PIN will do. */
export const passkeyUses = ['passwordless', 'second_factor'] as const;
export const passkeyUseSchema = z.enum(passkeyUses);
export type PasskeyUse = z.infer<typeof passkeyUseSchema>;

export const passkeyCreationRequestSchema = z
  .strictObject({ use: passkeyUseSchema.default('passwordless') })
  .meta({ example: { use: 'passwordless' } });

const userVerification = z.enum(['required', 'preferred']);
const descriptorSchema = z.strictObject({
  type: z.literal('public-key'),
  id: z.string(),
  transports: z.array(z.string()),
});
const descriptorExample = { type: 'public-key' as const, id: 'q83vEjRWeJA', transports: ['internal', 'hybrid'] };

/** For `PublicKeyCredential.parseCreationOptionsFromJSON` (WebAuthn Level 3 §5.1.9). */
export const passkeyCreationOptionsSchema = z
  .strictObject({
    rp: z.strictObject({ id: z.string(), name: z.string() }),
    /** `id`: random and opaque, the same for all passkeys of an account. */
    user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.strictObject({ type: z.literal('public-key'), alg: z.int() })),
    timeout: z.int(),
    excludeCredentials: z.array(descriptorSchema),
    authenticatorSelection: z.strictObject({
      residentKey: z.enum(['required', 'preferred']),
      requireResidentKey: z.boolean(),
      userVerification,
    }),
    attestation: z.literal('none'),
  })
  .meta({
    example: {
      rp: { id: 'halobuzz.com', name: 'HaloBuzz' },
      user: { id: 'b3BhcXVlLWhhbmRsZQ', name: 'sita', displayName: 'sita' },
      challenge: 'Zm9yLW9uZS1yZWdpc3RyYXRpb24',
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      timeout: 300_000,
      excludeCredentials: [descriptorExample],
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      attestation: 'none',
    },
  });
export type PasskeyCreationOptions = z.infer<typeof passkeyCreationOptionsSchema>;

/** For `PublicKeyCredential.parseRequestOptionsFromJSON` (WebAuthn Level 3 §5.1.10). */
export const passkeyRequestOptionsSchema = z
  .strictObject({
    rpId: z.string(),
    challenge: z.string(),
    timeout: z.int(),
    /** Empty where the account is not known yet: the authenticator shows what it holds for this site. */
    allowCredentials: z.array(descriptorSchema),
    userVerification,
  })
  .meta({
    example: {
      rpId: 'halobuzz.com',
      challenge: 'Zm9yLW9uZS1zaWduLWlu',
      timeout: 300_000,
      allowCredentials: [descriptorExample],
      userVerification: 'preferred',
    },
  });
export type PasskeyRequestOptions = z.infer<typeof passkeyRequestOptionsSchema>;

export const addPasskeyRequestSchema = z
  .strictObject({ label: factorLabelSchema.optional(), credential: passkeyRegistrationSchema })
  .meta({
    example: {
      label: 'My phone',
      credential: {
        id: 'q83vEjRWeJA',
        rawId: 'q83vEjRWeJA',
        type: 'public-key',
        response: {
          clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiw…',
          attestationObject: 'o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViU…',
          transports: ['internal', 'hybrid'],
        },
      },
    },
  });

export const passkeyChallengeRequestSchema = z
  .strictObject(challengeFields)
  .meta({ example: { challengeId: 'hm1.u5z…' } });

export const passkeySignInRequestSchema = z
  .strictObject({ credential: passkeyAssertionSchema, device: deviceSchema.optional() })
  .meta({
    example: { credential: passkeyAssertionExample, device: { id: '7c1e0a52-sita', name: 'Phone' } },
  });

/** `passwordless`: it may sign in by itself. `backedUp`: it is copied to other devices by its provider. */
export const passkeySchema = z.strictObject({
  id: factorIdSchema,
  label: z.string(),
  use: passkeyUseSchema,
  backedUp: z.boolean(),
  transports: z.array(z.string()),
  /** The model of the authenticator, a UUID; all zeros when it does not say. */
  aaguid: z.string(),
  createdAt: isoTimeSchema,
  lastUsedAt: isoTimeSchema.nullable(),
});
export const passkeyListDataSchema = z.strictObject({ passkeys: z.array(passkeySchema) }).meta({
  example: {
    passkeys: [
      {
        id: 'fa_mfrggzdfmztwq2lknnwg23tpob',
        label: 'My phone',
        use: 'passwordless',
        backedUp: true,
        transports: ['internal', 'hybrid'],
        aaguid: '00000000-0000-0000-0000-000000000000',
        createdAt: '2026-01-01T12:00:00.000Z',
        lastUsedAt: '2026-01-02T08:30:00.000Z',
      },
    ],
  },
});
export type PasskeyListData = z.infer<typeof passkeyListDataSchema>;
