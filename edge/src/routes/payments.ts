import { idempotencyKeySchema, pageOf, pageQuerySchema } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import {
  coinPackagesQuerySchema,
  coinPackagesSchema,
  onePaymentSchema,
  paymentParamSchema,
  paymentViewSchema,
  redeemRequestSchema,
  startPaymentDataSchema,
  startPaymentRequestSchema,
} from '@halobuzz/core/api/payments';
import { invalidField } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { stepUpFrom } from '@halobuzz/core/payments/coin-packages';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf, authenticate, requireVerifiedEmail } from '../middleware/authenticate.ts';
import { paymentShield } from '../middleware/platform-shield.ts';
import { assertStepUp } from '../middleware/step-up.ts';

const packages = createRoute({
  method: 'get',
  path: '/payments/packages',
  summary: 'Coins on sale',
  description:
    'Prices are whole minor units with their currency. `price` is in the currency of your country; you may pay in any of `prices`. Apple and Google sell `products` at prices of their own.',
  request: { query: coinPackagesQuerySchema },
  responses: {
    200: success(coinPackagesSchema, 'Every package, cheapest first, and who carries payments here.'),
    ...problems('validation_failed'),
  },
});

const start = createRoute({
  method: 'post',
  path: '/payments',
  summary: 'Buy coins',
  description:
    'The buyer is whoever is signed in. `amount` (minor units: a decimal string, or a whole number) and `currency` must be the package’s price. The key stands in the header `Idempotency-Key` or in `idempotencyKey`; repeated with the same body it answers the same payment. Large amounts want a fresh step-up. The payment is recorded before the provider hears of it; coins come when the provider confirms the money.',
  security: bearer,
  middleware: [authenticate, requireVerifiedEmail, paymentShield],
  request: {
    headers: z.object({ 'idempotency-key': idempotencyKeySchema.optional() }),
    ...jsonRequest(startPaymentRequestSchema),
  },
  responses: {
    201: success(startPaymentDataSchema, 'The payment, and what the app does next.'),
    ...problems(
      ...(['validation_failed', 'unauthenticated', 'email_unverified', 'step_up_required'] as const),
      ...(['payment_mismatch', 'payment_provider_off', 'purchase_limit_reached'] as const),
      ...(['idempotency_mismatch', 'idempotency_in_flight', 'rate_limited'] as const),
      ...(['feature_paused', 'maintenance'] as const),
    ),
  },
});

const list = createRoute({
  method: 'get',
  path: '/payments',
  summary: 'Your payments, newest first',
  security: bearer,
  middleware: [authenticate],
  request: { query: pageQuerySchema },
  responses: {
    200: success(pageOf(paymentViewSchema), 'A page.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked'),
  },
});

const get = createRoute({
  method: 'get',
  path: '/payments/{id}',
  summary: 'One payment of yours',
  security: bearer,
  middleware: [authenticate],
  request: { params: paymentParamSchema },
  responses: {
    200: success(onePaymentSchema, 'The payment as it stands.'),
    ...problems('validation_failed', 'unauthenticated', 'payment_not_found'),
  },
});

const redeem = createRoute({
  method: 'post',
  path: '/payments/{id}/receipt',
  summary: 'Hand in what the store gave your app',
  description:
    'For payments through Apple (the signed transaction) and Google (the purchase token). The store’s own notification does the same; whichever comes first counts.',
  security: bearer,
  middleware: [authenticate, paymentShield],
  request: { params: paymentParamSchema, ...jsonRequest(redeemRequestSchema) },
  responses: {
    200: success(onePaymentSchema, 'The payment as it stands.'),
    ...problems(
      'validation_failed',
      'unauthenticated',
      'payment_not_found',
      'receipt_refused',
      'payment_provider_off',
      'rate_limited',
    ),
  },
});

/** Coins for money. The origin keeps payments and speaks to their providers. */
export function paymentRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(packages, async (c) => {
    const { services, country, requestId } = c.var;
    const request = {
      method: 'GET',
      path: internalPaths.coinPackages,
      query: { country, ...c.req.valid('query') },
      requestId,
    } as const;
    const data = await services.origin.call(request, coinPackagesSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(start, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const { idempotencyKey: inBody, ...body } = c.req.valid('json');
    const inHeader = c.req.valid('header')['idempotency-key'];
    if (inBody !== undefined && inHeader !== undefined && inBody !== inHeader) {
      throw invalidField('idempotencyKey', 'is another than in the header Idempotency-Key');
    }
    const idempotencyKey = inHeader ?? inBody;
    if (idempotencyKey === undefined) throw invalidField('Idempotency-Key', 'is needed, here or as idempotencyKey');
    if (BigInt(body.amount) >= stepUpFrom[body.currency]) assertStepUp(services, caller);
    const actor = actorOf(caller, country);
    const path = internalPaths.payments;
    const request = { method: 'POST', path, body, actor, requestId, idempotencyKey } as const;
    const timeoutMs = limits.paymentStartTimeoutMs;
    const data = await services.origin.call({ ...request, timeoutMs }, startPaymentDataSchema);
    return c.json({ success: true as const, data }, 201);
  });

  app.openapi(list, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const [query, actor] = [c.req.valid('query'), actorOf(caller, country)];
    const request = { method: 'GET', path: internalPaths.payments, query, actor, requestId } as const;
    const data = await services.origin.call(request, pageOf(paymentViewSchema));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(get, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.payment(c.req.valid('param').id);
    const actor = actorOf(caller, country);
    const data = await services.origin.call({ method: 'GET', path, actor, requestId }, onePaymentSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(redeem, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.redeem(c.req.valid('param').id);
    const [body, actor] = [c.req.valid('json'), actorOf(caller, country)];
    const timeoutMs = limits.paymentStartTimeoutMs;
    const data = await services.origin.call(
      { method: 'POST', path, body, actor, requestId, timeoutMs },
      onePaymentSchema,
    );
    return c.json({ success: true as const, data }, 200);
  });
}
