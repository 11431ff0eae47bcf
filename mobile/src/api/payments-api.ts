import { pageOf } from '@halobuzz/core/api/conventions';
import {
  coinPackagesSchema,
  onePaymentSchema,
  paymentViewSchema,
  type SandboxAct,
  type StartPaymentRequest,
  startPaymentDataSchema,
} from '@halobuzz/core/api/payments';
import type { ApiClient } from './client.ts';
import { queryOf } from './query-of.ts';

/** Coins for money. */
export function paymentsApi(client: ApiClient) {
  return {
    packages: () => client.open({ method: 'GET', path: '/payments/packages', data: coinPackagesSchema }),
    /** The same key and request answer the same payment, with the step that is next now. Large amounts need a fresh proof. */
    startPayment: (body: StartPaymentRequest, idempotencyKey: string) =>
      client.authorised({ method: 'POST', path: '/payments', body, idempotencyKey, data: startPaymentDataSchema }),
    payment: (id: string) => client.authorised({ method: 'GET', path: `/payments/${id}`, data: onePaymentSchema }),
    /** Newest first. */
    payments: (cursor?: string) =>
      client.authorised({ method: 'GET', path: `/payments${queryOf({ cursor })}`, data: pageOf(paymentViewSchema) }),
    /** What the store gave the app. May be repeated. */
    redeem: (id: string, receipt: string) =>
      client.authorised({ method: 'POST', path: `/payments/${id}/receipt`, body: { receipt }, data: onePaymentSchema }),
    /** Development servers only: what a buyer or a bank would do. */
    sandboxAct: (id: string, act: SandboxAct) =>
      client.open({ method: 'POST', path: `/dev/payments/${id}`, body: { act }, data: onePaymentSchema }),
  };
}
