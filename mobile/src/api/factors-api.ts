import type { LoginRequest } from '@halobuzz/core/api/auth';
import {
  accessTokenDataSchema,
  backupCodesDataSchema,
  codeSentDataSchema,
  type FactorProof,
  factorAddedDataSchema,
  factorListDataSchema,
  factorSchema,
  type StepUpRequest,
  sentCodeEnrolmentDataSchema,
  totpEnrolmentDataSchema,
} from '@halobuzz/core/api/auth-factors';
import {
  type PasskeyUse,
  passkeyCreationOptionsSchema,
  passkeyListDataSchema,
  passkeyRequestOptionsSchema,
} from '@halobuzz/core/api/auth-passkeys';
import type { PasskeyAssertion, PasskeyRegistration } from '@halobuzz/core/api/passkey-credentials';
import { anything } from '@halobuzz/core/api/read-answer';
import type { ApiClient } from './client.ts';

/** A challenge of a sign-in, and the device that it is good on. */
export interface OpenChallenge {
  readonly challengeId: string;
  readonly device: { readonly id: string };
}

/** Second factors and passkeys: signing in by them, proving oneself anew, and managing one's own. */
export function factorsApi(client: ApiClient) {
  const factorPath = (id: string): string => `/auth/mfa/factors/${encodeURIComponent(id)}`;
  const path = '/auth/passkeys';
  return {
    verifyFactor: (challenge: OpenChallenge, proof: FactorProof) =>
      client.opening({
        method: 'POST',
        path: '/auth/mfa/verify',
        body: { ...challenge, ...proof },
        data: client.tokens,
      }),
    sendChallengeCode: (challenge: OpenChallenge, factorId: string) =>
      client.open({
        method: 'POST',
        path: '/auth/mfa/challenge/send',
        body: { ...challenge, factorId },
        data: codeSentDataSchema,
      }),
    challengePasskeyOptions: (challenge: OpenChallenge) =>
      client.open({
        method: 'POST',
        path: `${path}/challenge/options`,
        body: challenge,
        data: passkeyRequestOptionsSchema,
      }),
    passkeySignInOptions: () =>
      client.open({ method: 'POST', path: `${path}/sign-in/options`, body: {}, data: passkeyRequestOptionsSchema }),
    passkeySignIn: (credential: PasskeyAssertion, device: NonNullable<LoginRequest['device']>) =>
      client.opening({ method: 'POST', path: `${path}/sign-in`, body: { credential, device }, data: client.tokens }),

    stepUp: (body: StepUpRequest) =>
      client.authorised({ method: 'POST', path: '/auth/step-up', body, data: accessTokenDataSchema }),
    sendStepUpCode: (factorId: string) =>
      client.authorised({ method: 'POST', path: '/auth/step-up/send', body: { factorId }, data: codeSentDataSchema }),
    stepUpPasskeyOptions: () =>
      client.authorised({
        method: 'POST',
        path: `${path}/step-up/options`,
        body: {},
        data: passkeyRequestOptionsSchema,
      }),

    factors: () => client.authorised({ method: 'GET', path: '/auth/mfa', data: factorListDataSchema }),
    // Each change below needs a fresh proof of identity.
    beginTotp: () =>
      client.authorised({ method: 'POST', path: '/auth/mfa/totp', body: {}, data: totpEnrolmentDataSchema }),
    beginSms: (phone: string) =>
      client.authorised({ method: 'POST', path: '/auth/mfa/sms', body: { phone }, data: sentCodeEnrolmentDataSchema }),
    beginEmailFactor: () =>
      client.authorised({ method: 'POST', path: '/auth/mfa/email', body: {}, data: sentCodeEnrolmentDataSchema }),
    confirmFactor: (id: string, code: string) =>
      client.authorised({
        method: 'POST',
        path: `${factorPath(id)}/confirm`,
        body: { code },
        data: factorAddedDataSchema,
      }),
    renameFactor: (id: string, label: string) =>
      client.authorised({ method: 'POST', path: `${factorPath(id)}/rename`, body: { label }, data: factorSchema }),
    removeFactor: (id: string) => client.authorised({ method: 'DELETE', path: factorPath(id), data: anything }),
    newBackupCodes: () =>
      client.authorised({ method: 'POST', path: '/auth/mfa/backup-codes', body: {}, data: backupCodesDataSchema }),

    passkeys: () => client.authorised({ method: 'GET', path, data: passkeyListDataSchema }),
    passkeyCreationOptions: (use: PasskeyUse) =>
      client.authorised({
        method: 'POST',
        path: `${path}/options`,
        body: { use },
        data: passkeyCreationOptionsSchema,
      }),
    addPasskey: (credential: PasskeyRegistration, label: string) =>
      client.authorised({ method: 'POST', path, body: { credential, label }, data: factorAddedDataSchema }),
  };
}
