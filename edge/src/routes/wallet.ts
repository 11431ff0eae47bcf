import { idempotencyKeySchema, pageOf, pageQuerySchema } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import {
  devGrantDataSchema,
  devGrantRequestSchema,
  giftCatalogueSchema,
  giftQuerySchema,
  walletEntrySchema,
  walletSchema,
} from '@halobuzz/core/api/wallet';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf, authenticate, requireVerifiedEmail } from '../middleware/authenticate.ts';

const gifts = createRoute({
  method: 'get',
  path: '/gifts',
  summary: 'Gifts on sale in your country',
  description: 'A gift that is sent names the `version` of the price that its sender saw.',
  request: { query: giftQuerySchema },
  responses: { 200: success(giftCatalogueSchema, 'The whole catalogue.'), ...problems('validation_failed') },
});

const wallet = createRoute({
  method: 'get',
  path: '/wallet',
  summary: 'Your balances',
  security: bearer,
  middleware: [authenticate],
  responses: {
    200: success(walletSchema, 'Whole coins and diamonds, as decimal strings.'),
    ...problems('unauthenticated', 'session_revoked'),
  },
});

const entries = createRoute({
  method: 'get',
  path: '/wallet/entries',
  summary: 'What moved in your wallet, newest first',
  security: bearer,
  middleware: [authenticate],
  request: { query: pageQuerySchema },
  responses: {
    200: success(pageOf(walletEntrySchema), 'A page.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked'),
  },
});

const grant = createRoute({
  method: 'post',
  path: '/dev/grants',
  summary: 'Coins out of thin air (development only)',
  security: bearer,
  middleware: [authenticate, requireVerifiedEmail],
  request: {
    headers: z.object({ 'idempotency-key': idempotencyKeySchema }),
    ...jsonRequest(devGrantRequestSchema),
  },
  responses: {
    201: success(devGrantDataSchema, 'A proper ledger transaction; repeating the key gives the same answer.'),
    ...problems('validation_failed', 'unauthenticated', 'email_unverified', 'idempotency_mismatch', 'wallet_locked'),
  },
});

/** Gifts and the caller's own wallet, as the origin keeps them. */
export function walletRoutes(app: OpenAPIHono<EdgeEnv>, development: boolean): void {
  app.openapi(gifts, async (c) => {
    const { services, requestId, country } = c.var;
    const request = { method: 'GET', path: internalPaths.gifts, query: { country }, requestId } as const;
    const data = await services.origin.call(request, giftCatalogueSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(wallet, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const actor = actorOf(caller, country);
    const request = { method: 'GET', path: internalPaths.wallet, actor, requestId } as const;
    const data = await services.origin.call(request, walletSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(entries, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const query = c.req.valid('query');
    const actor = actorOf(caller, country);
    const request = { method: 'GET', path: internalPaths.walletEntries, query, actor, requestId } as const;
    const data = await services.origin.call(request, pageOf(walletEntrySchema));
    return c.json({ success: true as const, data }, 200);
  });

  if (!development) return;
  app.openapi(grant, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const idempotencyKey = c.req.valid('header')['idempotency-key'];
    const body = c.req.valid('json');
    const actor = actorOf(caller, country);
    const path = internalPaths.devGrant;
    const request = { method: 'POST', path, body, actor, requestId, idempotencyKey } as const;
    const data = await services.origin.call(request, devGrantDataSchema);
    return c.json({ success: true as const, data }, 201);
  });
}
