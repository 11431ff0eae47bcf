import {
  accountSchema,
  type IssuedTokens,
  type LoginRequest,
  type RegisterRequest,
  registerDataSchema,
  sessionSchema,
} from '@halobuzz/core/api/auth';
import {
  emailChangeDataSchema,
  logoutAllDataSchema,
  type PasswordChangeRequest,
  type PasswordResetRequest,
} from '@halobuzz/core/api/auth-credentials';
import { deviceViewSchema, removedDeviceDataSchema, trustDeviceDataSchema } from '@halobuzz/core/api/auth-devices';
import { type MfaChallengeData, mfaChallengeDataSchema } from '@halobuzz/core/api/auth-factors';
import { pageOf } from '@halobuzz/core/api/conventions';
import { anything, type Schema } from '@halobuzz/core/api/read-answer';
import type { ApiClient } from './client.ts';
import { queryOf } from './query-of.ts';

/** One's own account: how it begins, its password and address, and where it is signed in. */
export function accountApi(client: ApiClient) {
  /** Signed in, or asked for a second factor: told apart before reading, so that each is read leniently. */
  const signInAnswer: Schema<IssuedTokens | MfaChallengeData> = {
    safeParse: (value) =>
      typeof value === 'object' && value !== null && 'mfaRequired' in value
        ? mfaChallengeDataSchema.safeParse(value)
        : client.tokens.safeParse(value),
  };
  const devicePath = (id: string): string => `/auth/devices/${encodeURIComponent(id)}`;
  return {
    register: (body: RegisterRequest) =>
      client.open({ method: 'POST', path: '/auth/register', body, data: registerDataSchema }),
    login: (body: LoginRequest) => client.opening({ method: 'POST', path: '/auth/login', body, data: signInAnswer }),
    me: () => client.authorised({ method: 'GET', path: '/auth/me', data: accountSchema }),
    verifyEmail: (code: string) =>
      client.authorised({ method: 'POST', path: '/auth/email/verify', body: { code }, data: anything }),
    resendCode: () => client.authorised({ method: 'POST', path: '/auth/email/resend', body: {}, data: anything }),

    forgotPassword: (identifier: string) =>
      client.open({ method: 'POST', path: '/auth/password/forgot', body: { identifier }, data: anything }),
    /** Ends every session, and begins none. */
    resetPassword: (body: PasswordResetRequest) =>
      client.open({ method: 'POST', path: '/auth/password/reset', body, data: anything }),
    /** Needs a fresh proof of identity. Its tokens are the session's from then on. */
    changePassword: (body: PasswordChangeRequest) =>
      client.changing({ method: 'POST', path: '/auth/password/change', body, data: client.tokens }),
    /** Needs a fresh proof of identity. */
    changeEmail: (newEmail: string) =>
      client.authorised({
        method: 'POST',
        path: '/auth/email/change',
        body: { newEmail },
        data: emailChangeDataSchema,
      }),
    confirmEmail: (code: string) =>
      client.authorised({ method: 'POST', path: '/auth/email/change/confirm', body: { code }, data: accountSchema }),

    sessions: (cursor?: string) =>
      client.authorised({
        method: 'GET',
        path: `/auth/sessions${queryOf({ cursor })}`,
        data: pageOf(sessionSchema),
      }),
    /** Needs a fresh proof of identity, as do the next two. */
    revokeSession: (id: string) =>
      client.authorised({ method: 'DELETE', path: `/auth/sessions/${encodeURIComponent(id)}`, data: anything }),
    revokeOtherSessions: () => client.authorised({ method: 'DELETE', path: '/auth/sessions', data: anything }),
    logoutEverywhere: () =>
      client.changing({
        method: 'POST',
        path: '/auth/logout/all',
        body: { keepCurrent: false },
        data: logoutAllDataSchema,
      }),

    devices: (cursor?: string) =>
      client.authorised({
        method: 'GET',
        path: `/auth/devices${queryOf({ cursor })}`,
        data: pageOf(deviceViewSchema),
      }),
    renameDevice: (id: string, name: string) =>
      client.authorised({ method: 'POST', path: `${devicePath(id)}/rename`, body: { name }, data: deviceViewSchema }),
    /** This device only. Needs a fresh proof of identity. */
    trustDevice: (id: string) =>
      client.authorised({ method: 'POST', path: `${devicePath(id)}/trust`, body: {}, data: trustDeviceDataSchema }),
    untrustDevice: (id: string) =>
      client.authorised({ method: 'DELETE', path: `${devicePath(id)}/trust`, data: deviceViewSchema }),
    /** Ends its sessions. Needs a fresh proof of identity. */
    removeDevice: (id: string) =>
      client.authorised({ method: 'DELETE', path: devicePath(id), data: removedDeviceDataSchema }),
  };
}
