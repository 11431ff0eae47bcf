import { z } from 'zod';
import { limits } from '../limits.ts';

/** Base64url without padding, as `PublicKeyCredential.toJSON()` writes bytes. */
function base64Url(charsMax: number) {
  return z
    .string()
    .min(1)
    .max(charsMax)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');
}

/** Credential ids have at most 1,023 bytes (WebAuthn Level 3 §4). */
export const passkeyIdSchema = base64Url(limits.passkeyIdCharsMax);
const clientDataJSON = base64Url(limits.passkeyClientDataCharsMax);

// Not strict, unlike other requests: browsers add fields to what `toJSON()` gives, and none of them matters here.
const credentialFields = {
  id: passkeyIdSchema,
  rawId: passkeyIdSchema,
  type: z.literal('public-key'),
};

/** What `navigator.credentials.create` gave, through `toJSON()` (WebAuthn Level 3 §5.1, RegistrationResponseJSON). */
export const passkeyRegistrationSchema = z.object({
  ...credentialFields,
  response: z.object({
    clientDataJSON,
    attestationObject: base64Url(limits.passkeyAttestationCharsMax),
    transports: z
      .array(z.string().min(1).max(limits.passkeyTransportCharsMax))
      .max(limits.passkeyTransportsMax)
      .optional(),
  }),
});
export type PasskeyRegistration = z.infer<typeof passkeyRegistrationSchema>;

/** What `navigator.credentials.get` gave, through `toJSON()` (AuthenticationResponseJSON). */
export const passkeyAssertionSchema = z.object({
  ...credentialFields,
  response: z.object({
    clientDataJSON,
    authenticatorData: base64Url(limits.passkeyAuthenticatorDataCharsMax),
    signature: base64Url(limits.passkeySignatureCharsMax),
    /** The account's handle, at most 64 bytes; discoverable credentials always give it. */
    userHandle: base64Url(limits.passkeyHandleCharsMax).nullish(),
  }),
});
export type PasskeyAssertion = z.infer<typeof passkeyAssertionSchema>;

export const passkeyAssertionExample = {
  id: 'q83vEjRWeJA',
  rawId: 'q83vEjRWeJA',
  type: 'public-key' as const,
  response: {
    clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0Iiw…',
    authenticatorData: 'SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ',
    signature: 'MEUCIQDx…',
    userHandle: 'b3BhcXVlLWhhbmRsZQ',
  },
};
