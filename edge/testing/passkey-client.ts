import { type Tokens, tokensSchema } from '@halobuzz/core/api/auth';
import { factorAddedDataSchema } from '@halobuzz/core/api/auth-factors';
import {
  type PasskeyCreationOptions,
  type PasskeyRequestOptions,
  type PasskeyUse,
  passkeyCreationOptionsSchema,
  passkeyRequestOptionsSchema,
} from '@halobuzz/core/api/auth-passkeys';
import type { PasskeyAssertion, PasskeyRegistration } from '@halobuzz/core/api/passkey-credentials';
import { type Answer, type CallOptions, call, type Member, verifiedMember } from './edge-client.ts';
import { SoftAuthenticator, type SoftAuthenticatorModel } from './soft-authenticator.ts';

/** A member with a passkey; the access token was made after it was added. */
export interface PasskeyOwner {
  readonly member: Member;
  readonly tokens: Tokens;
  readonly authenticator: SoftAuthenticator;
  readonly factorId: string;
  readonly backupCodes: readonly string[];
}

export async function passkeyMember(
  use: PasskeyUse = 'passwordless',
  model: SoftAuthenticatorModel = {},
): Promise<PasskeyOwner> {
  const { member, tokens } = await verifiedMember();
  const authenticator = new SoftAuthenticator(model);
  const credential = await authenticator.create(await creationOptions(tokens.accessToken, use));
  const answer = await addPasskey(tokens.accessToken, credential);
  const { factor, backupCodes = [], access } = factorAddedDataSchema.parse(answer.body.data);
  return { member, tokens: { ...tokens, ...access }, authenticator, factorId: factor.id, backupCodes };
}

export async function creationOptions(
  token: string,
  use: PasskeyUse = 'passwordless',
): Promise<PasskeyCreationOptions> {
  const answer = await call('POST', '/auth/passkeys/options', { body: { use }, token });
  return passkeyCreationOptionsSchema.parse(answer.body.data);
}

export function addPasskey(token: string, credential: PasskeyRegistration): Promise<Answer> {
  return call('POST', '/auth/passkeys', { body: { credential, label: 'My phone' }, token });
}

/** Options to finish a sign-in by a passkey. */
export async function challengeOptions(challengeId: string): Promise<PasskeyRequestOptions> {
  const answer = await call('POST', '/auth/passkeys/challenge/options', { body: { challengeId } });
  return passkeyRequestOptionsSchema.parse(answer.body.data);
}

export async function stepUpOptions(token: string): Promise<PasskeyRequestOptions> {
  const answer = await call('POST', '/auth/passkeys/step-up/options', { token });
  return passkeyRequestOptionsSchema.parse(answer.body.data);
}

/** Options to sign in by a passkey alone. */
export async function signInOptions(options: CallOptions = {}): Promise<PasskeyRequestOptions> {
  const answer = await call('POST', '/auth/passkeys/sign-in/options', options);
  return passkeyRequestOptionsSchema.parse(answer.body.data);
}

export function signInWith(credential: PasskeyAssertion, options: CallOptions = {}, device?: object): Promise<Answer> {
  const body = { credential, ...(device === undefined ? {} : { device }) };
  return call('POST', '/auth/passkeys/sign-in', { ...options, body });
}

/** Signs in by a passkey alone. */
export async function signInByPasskey({ authenticator }: Pick<PasskeyOwner, 'authenticator'>): Promise<Tokens> {
  const answer = await signInWith(await authenticator.get(await signInOptions()));
  return tokensSchema.parse(answer.body.data);
}
