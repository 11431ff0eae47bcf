import type { PasskeyAssertion, PasskeyRegistration } from '@halobuzz/core/api/passkey-credentials';
import { z } from 'zod';
import { fromBase64Url, toBase64Url } from '../../bytes.ts';
import type { Config } from '../../env.ts';
import type { PasskeyRow } from './passkey-store.ts';
import { rpIdFor } from './relying-party.ts';

type Settings = Pick<Config, 'publicUrl' | 'environment' | 'app'>;

/**
 * Loaded at the first ceremony: with it come ASN.1 and X.509 for attestations, whose set-up would cost every new isolate
 * start-up time.
 */
const library = () => import('@simplewebauthn/server');

/** EdDSA, ES256, RS256 (COSE), best first: between them every authenticator has one. */
export const passkeyAlgorithms = [-8, -7, -257];

const clientDataSchema = z.object({ challenge: z.string(), origin: z.string(), crossOrigin: z.boolean().optional() });
type ClientData = z.infer<typeof clientDataSchema>;

/** What the browser says it did; undefined when that cannot be read. Believed only once the signature over it is verified. */
export function readClientData({ response }: PasskeyAssertion | PasskeyRegistration): ClientData | undefined {
  const bytes = fromBase64Url(response.clientDataJSON);
  if (bytes === undefined) return undefined;
  try {
    return clientDataSchema.parse(
      JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)),
    );
  } catch {
    return undefined;
  }
}

/** What a signature over it proved. */
export interface VerifiedAssertion {
  readonly factorId: string;
  readonly counter: number;
  readonly userVerified: boolean;
  readonly backedUp: boolean;
  readonly deviceBound: boolean;
}

/**
 * Verifies type, origin, RP ID, user presence and signature of an assertion (WebAuthn Level 3 §7.2). Not its challenge and
 * not its counter: whoever spends them decides, in one turn with the write.
 */
export async function verifyAssertion(
  config: Settings,
  passkey: PasskeyRow,
  assertion: PasskeyAssertion,
): Promise<VerifiedAssertion | undefined> {
  const place = placeOfCeremony(config, assertion);
  const publicKey = fromBase64Url(passkey.publicKey);
  if (place === undefined || publicKey === undefined) return undefined;
  const { verifyAuthenticationResponse } = await library();
  const { userHandle, ...response } = assertion.response;
  const verified = await refusing(() =>
    verifyAuthenticationResponse({
      response: {
        ...assertion,
        response: { ...response, ...(userHandle == null ? {} : { userHandle }) },
        clientExtensionResults: {},
      },
      ...place,
      // The library would refuse a counter that went back before it looks at the signature: anybody could make it say so.
      credential: { id: passkey.credentialId, publicKey, counter: 0 },
      requireUserVerification: false,
    }),
  );
  if (!verified?.verified) return undefined;
  const { newCounter, userVerified, credentialBackedUp } = verified.authenticationInfo;
  const { factorId, deviceBound } = passkey;
  return { factorId, counter: newCounter, userVerified, backedUp: credentialBackedUp, deviceBound };
}

/** A new credential, verified. */
export type VerifiedRegistration = Omit<PasskeyRow, 'factorId' | 'digest'>;

/** Verifies a registration (WebAuthn Level 3 §7.1), all but its challenge. Attestations are checked but prove nothing to us. */
export async function verifyRegistration(
  config: Settings,
  registration: PasskeyRegistration,
): Promise<VerifiedRegistration | undefined> {
  const place = placeOfCeremony(config, registration);
  if (place === undefined) return undefined;
  const { verifyRegistrationResponse } = await library();
  const { clientDataJSON, attestationObject, transports = [] } = registration.response;
  const verified = await refusing(() =>
    verifyRegistrationResponse({
      response: { ...registration, response: { clientDataJSON, attestationObject }, clientExtensionResults: {} },
      ...place,
      requireUserVerification: false,
      supportedAlgorithmIDs: passkeyAlgorithms,
    }),
  );
  if (!verified?.verified) return undefined;
  const { credential, aaguid, userVerified, credentialDeviceType, credentialBackedUp } = verified.registrationInfo;
  if (credential.id !== registration.id) return undefined;
  return {
    credentialId: credential.id,
    publicKey: toBase64Url(credential.publicKey),
    counter: credential.counter,
    // Words of the specification, and those that it will add; they come back in options.
    transports: transports.filter((name) => /^[a-z-]+$/.test(name)),
    deviceBound: credentialDeviceType === 'singleDevice',
    backedUp: credentialBackedUp,
    passwordless: userVerified,
    aaguid,
  };
}

/** Where a ceremony must have taken place; undefined when it says it took place elsewhere, or in a foreign frame. */
function placeOfCeremony(config: Settings, credential: PasskeyAssertion | PasskeyRegistration) {
  const clientData = readClientData(credential);
  if (clientData === undefined || clientData.crossOrigin === true) return undefined;
  const { origin, challenge } = clientData;
  const rpId = rpIdFor(config, origin);
  return rpId === undefined ? undefined : { expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rpId };
}

/** The library throws for whatever it refuses, and for whatever it cannot read. */
async function refusing<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}
