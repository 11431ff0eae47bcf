import {
  accountSchema,
  type LoginRequest,
  type RegisterRequest,
  registerDataSchema,
  sessionSchema,
  tokensSchema,
} from '@halobuzz/core/api/auth';
import {
  accessTokenDataSchema,
  codeSentDataSchema,
  factorListDataSchema,
  type StepUpRequest,
} from '@halobuzz/core/api/auth-factors';
import { pageOf } from '@halobuzz/core/api/conventions';
import { mediaSchema } from '@halobuzz/core/api/media';
import {
  endStreamDataSchema,
  joinDataSchema,
  type StartStreamRequest,
  startStreamDataSchema,
  summarySchema,
} from '@halobuzz/core/api/streams';
import type { ApiClient } from './client.ts';
import { discoveryApi } from './discovery-api.ts';
import { hostApi } from './host-api.ts';
import { liveApi } from './live-api.ts';
import { moderationApi } from './moderation-api.ts';
import { paymentsApi } from './payments-api.ts';
import { payoutsApi } from './payouts-api.ts';
import { peopleApi } from './people-api.ts';
import { privacyApi } from './privacy-api.ts';
import { anything } from './schema.ts';
import { walletApi } from './wallet-api.ts';

/** The public HTTP API as the app uses it: one function per route, each one request. */
export function halobuzzApi(client: ApiClient) {
  return {
    ...hostApi(client),
    ...liveApi(client),
    ...moderationApi(client),
    ...discoveryApi(client),
    ...walletApi(client),
    ...paymentsApi(client),
    ...payoutsApi(client),
    ...peopleApi(client),
    ...privacyApi(client),
    register: (body: RegisterRequest) =>
      client.open({ method: 'POST', path: '/auth/register', body, data: registerDataSchema }),
    login: (body: LoginRequest) => client.open({ method: 'POST', path: '/auth/login', body, data: tokensSchema }),
    logout: () => client.authorised({ method: 'POST', path: '/auth/logout', body: {}, data: anything }),
    me: () => client.authorised({ method: 'GET', path: '/auth/me', data: accountSchema }),
    verifyEmail: (code: string) =>
      client.authorised({ method: 'POST', path: '/auth/email/verify', body: { code }, data: anything }),
    resendCode: () => client.authorised({ method: 'POST', path: '/auth/email/resend', body: {}, data: anything }),
    sessions: () => client.authorised({ method: 'GET', path: '/auth/sessions', data: pageOf(sessionSchema) }),
    revokeSession: (id: string) =>
      client.authorised({ method: 'DELETE', path: `/auth/sessions/${encodeURIComponent(id)}`, data: anything }),
    factors: () => client.authorised({ method: 'GET', path: '/auth/mfa', data: factorListDataSchema }),
    stepUp: (body: StepUpRequest) =>
      client.authorised({ method: 'POST', path: '/auth/step-up', body, data: accessTokenDataSchema }),
    sendStepUpCode: (factorId: string) =>
      client.authorised({ method: 'POST', path: '/auth/step-up/send', body: { factorId }, data: codeSentDataSchema }),

    startStream: (body: StartStreamRequest) =>
      client.authorised({ method: 'POST', path: '/streams', body, data: startStreamDataSchema }),
    endStream: (id: string) =>
      client.authorised({ method: 'POST', path: `/streams/${id}/end`, body: {}, data: endStreamDataSchema }),
    summary: (id: string) => client.authorised({ method: 'GET', path: `/streams/${id}/summary`, data: summarySchema }),
    /** `password` is the broadcast's, where it asks for one. */
    join: (roomId: string, password?: string) =>
      client.authorised({
        method: 'POST',
        path: `/rooms/${roomId}/join`,
        body: password === undefined ? {} : { password },
        data: joinDataSchema,
      }),
    /** A new media token, for the role of now. */
    media: (roomId: string) =>
      client.authorised({ method: 'POST', path: `/rooms/${roomId}/media`, body: {}, data: mediaSchema }),
  };
}
export type HalobuzzApi = ReturnType<typeof halobuzzApi>;
