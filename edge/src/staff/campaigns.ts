import {
  campaignPageSchema,
  campaignParamSchema,
  campaignSchema,
  startCampaignRequestSchema,
} from '@halobuzz/core/api/campaigns';
import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { internalConsentPaths } from '@halobuzz/core/api/internal-consents';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { sendCampaignsQuietly } from '../campaigns/send-campaigns.ts';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf } from '../middleware/authenticate.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const start = createRoute({
  method: 'post',
  path: '/admin/campaigns',
  summary: 'Send a mail to everybody who agreed to marketing',
  description:
    'Begins within minutes and is paced. Each account decides by its own consent when it is asked and again when its mail leaves, and gets one mail at most. Repeating a request with its `id` makes no second campaign.',
  security: bearer,
  middleware: acting('send_campaigns'),
  request: jsonRequest(startCampaignRequestSchema),
  responses: {
    201: success(campaignSchema, 'It is being sent.'),
    ...problems('validation_failed', ...staffProblems, 'step_up_required', 'conflict'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/admin/campaigns',
  summary: 'Campaigns, newest first',
  security: bearer,
  middleware: reading('send_campaigns'),
  request: { query: pageQuerySchema },
  responses: { 200: success(campaignPageSchema, 'A page.'), ...problems('validation_failed', ...staffProblems) },
});

const stop = createRoute({
  method: 'post',
  path: '/admin/campaigns/{id}/stop',
  summary: 'Ask nobody more for a campaign',
  description: 'Mails that accounts took already still leave. May be repeated.',
  security: bearer,
  middleware: acting('send_campaigns'),
  request: { params: campaignParamSchema, ...emptyRequest },
  responses: {
    200: success(campaignSchema, 'As it is now.'),
    ...problems('validation_failed', ...staffProblems, 'step_up_required', 'not_found'),
  },
});

/** Marketing mails. The origin keeps campaigns; who gets one is decided by each account. */
export function campaignRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(start, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const body = c.req.valid('json');
    // Recorded first: nothing is sent that the log does not name.
    const own = services.account(caller.claims.sub);
    await own.recordOwnAct(
      { action: 'campaign.started', subject: body.id, details: { subject: body.subject } },
      requestId,
    );
    const actor = actorOf(caller, country);
    const request = { method: 'POST', path: internalConsentPaths.campaigns, body, actor, requestId } as const;
    const data = await services.origin.call(request, campaignSchema);
    // The first pass begins behind the answer; the clock does the others.
    c.executionCtx.waitUntil(sendCampaignsQuietly(services));
    return c.json({ success: true as const, data }, 201);
  });

  app.openapi(list, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const query = c.req.valid('query');
    const actor = actorOf(caller, country);
    const request = { method: 'GET', path: internalConsentPaths.campaigns, query, actor, requestId } as const;
    return c.json({ success: true as const, data: await services.origin.call(request, campaignPageSchema) }, 200);
  });

  app.openapi(stop, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const { id } = c.req.valid('param');
    await services.account(caller.claims.sub).recordOwnAct({ action: 'campaign.stopped', subject: id }, requestId);
    const path = internalConsentPaths.stopCampaign(id);
    const request = { method: 'POST', path, body: {}, actor: actorOf(caller, country), requestId } as const;
    return c.json({ success: true as const, data: await services.origin.call(request, campaignSchema) }, 200);
  });
}
