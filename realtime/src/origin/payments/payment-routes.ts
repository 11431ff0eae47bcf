import { salePlatforms } from '@halobuzz/core/api/catalogue';
import { countrySchema, idempotencyKeySchema, pageQuerySchema } from '@halobuzz/core/api/conventions';
import {
  paymentParamSchema,
  redeemRequestSchema,
  sandboxActSchema,
  startPaymentRequestSchema,
  webhookParamSchema,
} from '@halobuzz/core/api/payments';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { WEBHOOK_HEADER_PREFIX, webhookHeaders } from '@halobuzz/core/payments/webhook-headers';
import type { Actor } from '@halobuzz/core/tokens';
import { Hono } from 'hono';
import { z } from 'zod';
import { requireActor } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseParams, parseQuery } from '../http/validate.ts';
import { advancePayment } from './advance-payment.ts';
import type { PaymentDeps } from './compose-payments.ts';
import type { StoredPayment } from './payment-store.ts';
import { packageView, paymentView } from './payment-views.ts';
import { redeemReceipt } from './redeem-receipt.ts';
import { startPayment } from './start-payment.ts';
import { receiveWebhook } from './webhooks.ts';

const packagesQuerySchema = z.strictObject({ country: countrySchema, platform: z.enum(salePlatforms).optional() });
const paymentCursorSchema = z.tuple([z.int().min(0), z.uuid()]);

export interface PaymentRouteDeps {
  readonly payment: PaymentDeps;
}

/** `/payments`, `/webhooks`: packages, the actor's own payments, what providers tell; and the sandbox where there is one. */
export function paymentRoutes({ payment: deps }: PaymentRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/payments/packages', async (c) => {
    const { country, platform } = parseQuery(c, packagesQuerySchema);
    const items = (await deps.packages.onSale(country, platform)).map((one) => packageView(one, country));
    return c.json({ success: true, data: { items, providers: providersFor(country) } });
  });

  routes.post('/payments', async (c) => {
    const actor = requireActor(c.get('actor'));
    const key = idempotencyKeySchema.safeParse(c.req.header('idempotency-key'));
    if (!key.success) throw invalidField('Idempotency-Key', 'this header must hold 1 to 255 characters');
    const request = parseBody(c, startPaymentRequestSchema);
    if (request.idempotencyKey !== undefined && request.idempotencyKey !== key.data) {
      throw invalidField('idempotencyKey', 'is another than in the header');
    }
    return c.json({ success: true, data: await startPayment(deps, actor, key.data, request) }, 201);
  });

  routes.get('/payments', async (c) => {
    const { subject } = requireActor(c.get('actor'));
    const { cursor, limit } = parseQuery(c, pageQuerySchema);
    const after = cursor === undefined ? undefined : decodeCursor(cursor, paymentCursorSchema);
    const point = after === undefined ? undefined : { atMs: after[0], id: after[1] };
    const found = await deps.payments.list(subject, point, limit + 1);
    const page = cursorPage(found, limit, ({ payment: { createdAtMs, id } }) => [createdAtMs, id]);
    return c.json({ success: true, data: { ...page, items: page.items.map(paymentView) } });
  });

  routes.get('/payments/:id', async (c) => {
    const stored = await ownPayment(deps, requireActor(c.get('actor')), parseParams(c, paymentParamSchema).id);
    return c.json({ success: true, data: { payment: paymentView(stored) } });
  });

  routes.post('/payments/:id/receipt', async (c) => {
    const stored = await ownPayment(deps, requireActor(c.get('actor')), parseParams(c, paymentParamSchema).id);
    const after = await redeemReceipt(deps, stored, parseBody(c, redeemRequestSchema).receipt);
    return c.json({ success: true, data: { payment: paymentView(after) } });
  });

  routes.post('/webhooks/:provider', async (c) => {
    const { provider } = parseParams(c, webhookParamSchema);
    const headers: Record<string, string> = {};
    for (const name of webhookHeaders[provider]) {
      const value = c.req.header(`${WEBHOOK_HEADER_PREFIX}${name}`);
      if (value !== undefined) headers[name] = value;
    }
    const data = await receiveWebhook(deps, provider, { body: c.get('bodyBytes'), headers });
    return c.json({ success: true, data });
  });

  routes.get('/dev/payments/:id', async (c) => {
    const { id } = parseParams(c, paymentParamSchema);
    const [stored, there] = await Promise.all([deps.payments.get(id), deps.sandbox?.store.get(id)]);
    if (stored === undefined || there === undefined) throw new AppError('payment_not_found');
    const told = there.facts.map(({ kind }) => kind);
    return c.json({ success: true, data: { payment: paymentView(stored), told } });
  });

  routes.post('/dev/payments/:id', async (c) => {
    const { id } = parseParams(c, paymentParamSchema);
    if (deps.sandbox === undefined) throw new AppError('payment_not_found');
    const webhook = await deps.sandbox.act(id, parseBody(c, sandboxActSchema).act);
    await receiveWebhook(deps, 'sandbox', webhook);
    const stored = await deps.payments.get(id);
    if (stored === undefined) throw new AppError('payment_not_found');
    await advancePayment(deps, stored);
    return c.json({ success: true, data: { payment: paymentView((await deps.payments.get(id)) ?? stored) } });
  });

  /** Nobody is offered what would be refused. */
  function providersFor(country: string) {
    return [...deps.providers.keys()].filter((name) => deps.switches?.isPaused(`pay.${name}`, country) !== true);
  }

  return routes;
}

/** @throws AppError `payment_not_found`, for another's as well */
async function ownPayment(deps: PaymentDeps, actor: Actor, id: string): Promise<StoredPayment> {
  const stored = await deps.payments.get(id);
  if (stored?.payment.userId !== actor.subject) throw new AppError('payment_not_found');
  return stored;
}
