import { accountSchema, registerDataSchema, tokensSchema } from '@halobuzz/core/api/auth';
import { pageOf } from '@halobuzz/core/api/conventions';
import {
  coinPackagesSchema,
  paymentViewSchema,
  type SandboxAct,
  type StartPaymentRequest,
  startPaymentDataSchema,
} from '@halobuzz/core/api/payments';
import {
  endStreamDataSchema,
  type JoinData,
  joinDataSchema,
  type StartStreamRequest,
  startStreamDataSchema,
  streamSchema,
  summarySchema,
} from '@halobuzz/core/api/streams';
import { devGrantDataSchema, giftSchema, walletEntrySchema, walletSchema } from '@halobuzz/core/api/wallet';
import { z } from 'zod';
import { apiRequest } from './api-request.ts';
import { mailsTo } from './dev-mailbox.ts';

export interface Credentials {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

const anySchema = z.unknown();
const prefix = '/api/v1';
const mailCode = /^[0-9]{6}$/;

/** The public interface as a program uses it: every method is one request and throws an {@link ApiError} on refusal. */
export function halobuzzApi(baseUrl: string) {
  const call = <T>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    data: z.ZodType<T>,
    rest: { body?: unknown; accessToken?: string; idempotencyKey?: string } = {},
  ): Promise<T> => apiRequest(baseUrl, { method, path: prefix + path, data, ...rest });

  return {
    register: ({ username, email, password }: Credentials) =>
      call('POST', '/auth/register', registerDataSchema, { body: { username, email, password } }),

    /** `identifier`: the username, or a verified e-mail address. */
    login: (identifier: string, password: string, device: { id: string; name: string }) =>
      call('POST', '/auth/login', tokensSchema.loose(), { body: { identifier, password, device } }),
    refresh: (refreshToken: string) => call('POST', '/auth/refresh', tokensSchema.loose(), { body: { refreshToken } }),
    logout: (accessToken: string) => call('POST', '/auth/logout', anySchema, { accessToken, body: {} }),
    me: (accessToken: string) => call('GET', '/auth/me', accountSchema.loose(), { accessToken }),
    verifyEmail: (accessToken: string, code: string) =>
      call('POST', '/auth/email/verify', anySchema, { accessToken, body: { code } }),
    /** The newest code in the development mailbox, undefined while there is none. */
    mailedCode: (email: string) => mailedCode(baseUrl, email),

    startStream: (accessToken: string, request: StartStreamRequest) =>
      call('POST', '/streams', startStreamDataSchema, { accessToken, body: request }),
    endStream: (accessToken: string, id: string) =>
      call('POST', `/streams/${id}/end`, endStreamDataSchema, { accessToken, body: {} }),
    streams: (query = '') => call('GET', `/streams${query}`, pageOf(streamSchema)),
    stream: (id: string) => call('GET', `/streams/${id}`, streamSchema),
    summary: (accessToken: string, id: string) => call('GET', `/streams/${id}/summary`, summarySchema, { accessToken }),
    join: (accessToken: string, roomId: string): Promise<JoinData> =>
      call('POST', `/rooms/${roomId}/join`, joinDataSchema, { accessToken, body: {} }),

    gifts: () => call('GET', '/gifts', z.object({ items: z.array(giftSchema) })),
    wallet: (accessToken: string) => call('GET', '/wallet', walletSchema, { accessToken }),
    walletEntries: (accessToken: string) => call('GET', '/wallet/entries', pageOf(walletEntrySchema), { accessToken }),
    packages: () => call('GET', '/payments/packages', coinPackagesSchema),
    startPayment: (accessToken: string, request: StartPaymentRequest, idempotencyKey: string) =>
      call('POST', '/payments', startPaymentDataSchema, { accessToken, idempotencyKey, body: request }),
    payment: (accessToken: string, id: string) =>
      call('GET', `/payments/${id}`, z.object({ payment: paymentViewSchema }), { accessToken }),
    /** Development only: what a buyer or a bank would do. */
    sandbox: (id: string, act: SandboxAct) =>
      call('POST', `/dev/payments/${id}`, z.object({ payment: paymentViewSchema }), { body: { act } }),
    /** Development only. */
    grant: (accessToken: string, coins: bigint, idempotencyKey: string) =>
      call('POST', '/dev/grants', devGrantDataSchema, {
        accessToken,
        idempotencyKey,
        body: { coins: coins.toString() },
      }),
  };
}
export type HalobuzzApi = ReturnType<typeof halobuzzApi>;

async function mailedCode(baseUrl: string, email: string): Promise<string | undefined> {
  const codes = (await mailsTo(baseUrl, email)).map(({ code }) => code ?? '');
  return codes.find((code) => mailCode.test(code));
}
