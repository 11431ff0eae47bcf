import { analyticsReportSchema, analyticsTakenSchema } from '@halobuzz/core/api/analytics';
import { internalConsentPaths } from '@halobuzz/core/api/internal-consents';
import { AppError } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf } from '../middleware/authenticate.ts';
import { authenticateIfGiven, callerIfGiven } from '../middleware/authenticate-if-given.ts';

const report = createRoute({
  method: 'post',
  path: '/analytics/events',
  summary: 'Report what was used in the app',
  description:
    'Counted for people alone who agreed to it, at this very moment: for everybody else, signed out or with `Sec-GPC: 1`, nothing is kept and `taken` is 0. Drop what you reported, whatever was taken.',
  security: [...bearer, {}],
  middleware: [authenticateIfGiven],
  request: jsonRequest(analyticsReportSchema),
  responses: {
    200: success(analyticsTakenSchema, 'How many were counted.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked', 'rate_limited'),
  },
});

/** What is used, of people who agreed to be counted. */
export function analyticsRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(report, async (c) => {
    const { services, country, requestId } = c.var;
    const body = c.req.valid('json');
    const caller = callerIfGiven(c.var);
    const none = { success: true as const, data: { taken: 0 } };
    // Global Privacy Control: whoever sends it does not want to be counted, whatever they agreed to once.
    if (caller === undefined || c.req.header('sec-gpc') === '1' || !caller.state.consents.analytics) {
      return c.json(none, 200);
    }
    // What is remembered here may be 2 s old; a withdrawal anywhere holds at once.
    const verdict = await services.account(caller.claims.sub).mayReport(body.events.length);
    if (verdict.kind === 'no') return c.json(none, 200);
    if (verdict.kind === 'limited') throw new AppError('rate_limited', { retryAfterMs: verdict.retryAfterMs });
    const actor = actorOf(caller, country);
    const request = { method: 'POST', path: internalConsentPaths.analyticsEvents, body, actor, requestId } as const;
    return c.json({ success: true as const, data: await services.origin.call(request, analyticsTakenSchema) }, 200);
  });
}
