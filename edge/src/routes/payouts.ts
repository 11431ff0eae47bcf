import { idempotencyKeySchema } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import {
  onePayoutSchema,
  payoutEligibilitySchema,
  payoutPageSchema,
  payoutParamSchema,
  payoutQuerySchema,
  payoutRequestedSchema,
  payoutRequestSchema,
} from '@halobuzz/core/api/payouts';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { bearer, emptyRequest, jsonRequest, problems, signedIn, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf, authenticate, requireVerifiedEmail } from '../middleware/authenticate.ts';
import { requireMfa } from '../middleware/mfa.ts';
import { requireStepUp } from '../middleware/step-up.ts';

const eligibility = createRoute({
  method: 'get',
  path: '/payouts/eligibility',
  summary: 'What you can have paid out, and why not',
  security: bearer,
  middleware: [authenticate],
  responses: {
    200: success(payoutEligibilitySchema, 'Diamonds as decimal strings; every check and every reason by name.'),
    ...problems(...signedIn),
  },
});

const request = createRoute({
  method: 'post',
  path: '/payouts',
  summary: 'Ask for a payout of diamonds',
  description:
    'Sets the diamonds aside at the rate of this moment; somebody of our staff approves it. One payout can be open at a time. The key counts for good: the same request under it answers the payout as it is then, another one `idempotency_mismatch` with the fields that differ.',
  security: bearer,
  middleware: [authenticate, requireVerifiedEmail, requireMfa, requireStepUp],
  request: {
    headers: z.object({ 'idempotency-key': idempotencyKeySchema }),
    ...jsonRequest(payoutRequestSchema),
  },
  responses: {
    201: success(payoutRequestedSchema, 'The payout as it is now.'),
    ...problems(
      'validation_failed',
      ...signedIn,
      'email_unverified',
      'mfa_required',
      'mfa_enrolment_required',
      'step_up_required',
      'payout_refused',
      'idempotency_mismatch',
      'feature_paused',
      'maintenance',
    ),
  },
});

const list = createRoute({
  method: 'get',
  path: '/payouts',
  summary: 'Your payouts, newest first',
  security: bearer,
  middleware: [authenticate],
  request: { query: payoutQuerySchema },
  responses: { 200: success(payoutPageSchema, 'A page.'), ...problems('validation_failed', ...signedIn) },
});

const one = createRoute({
  method: 'get',
  path: '/payouts/{id}',
  summary: 'One of your payouts',
  security: bearer,
  middleware: [authenticate],
  request: { params: payoutParamSchema },
  responses: {
    200: success(onePayoutSchema, 'As it is now.'),
    ...problems('validation_failed', ...signedIn, 'not_found'),
  },
});

const cancel = createRoute({
  method: 'post',
  path: '/payouts/{id}/cancel',
  summary: 'Take a payout back before it is approved',
  description: 'Its diamonds come back as soon as the ledger has booked them.',
  security: bearer,
  middleware: [authenticate],
  request: { params: payoutParamSchema, ...emptyRequest },
  responses: {
    200: success(onePayoutSchema, 'As it is now.'),
    ...problems('validation_failed', ...signedIn, 'not_found', 'payout_closed'),
  },
});

/** A host's own payouts, as the origin keeps them. */
export function payoutRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(eligibility, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const actor = actorOf(caller, country);
    const asked = { method: 'GET', path: internalPaths.payoutEligibility, actor, requestId } as const;
    const data = await services.origin.call(asked, payoutEligibilitySchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(request, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const idempotencyKey = c.req.valid('header')['idempotency-key'];
    const body = c.req.valid('json');
    const actor = actorOf(caller, country);
    const asked = { method: 'POST', path: internalPaths.payouts, body, actor, requestId, idempotencyKey } as const;
    const data = await services.origin.call(asked, payoutRequestedSchema);
    return c.json({ success: true as const, data }, 201);
  });

  app.openapi(list, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const query = c.req.valid('query');
    const actor = actorOf(caller, country);
    const asked = { method: 'GET', path: internalPaths.payouts, query, actor, requestId } as const;
    const data = await services.origin.call(asked, payoutPageSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(one, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.payout(c.req.valid('param').id);
    const asked = { method: 'GET', path, actor: actorOf(caller, country), requestId } as const;
    const data = await services.origin.call(asked, onePayoutSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(cancel, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.cancelPayout(c.req.valid('param').id);
    const asked = { method: 'POST', path, actor: actorOf(caller, country), requestId } as const;
    const data = await services.origin.call(asked, onePayoutSchema);
    return c.json({ success: true as const, data }, 200);
  });
}
