import { internalPaths } from '@halobuzz/core/api/internal';
import { keywordChangesSchema, keywordListSchema } from '@halobuzz/core/api/moderation';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const keywords = createRoute({
  method: 'get',
  path: '/admin/keywords',
  summary: 'Words that no room shows',
  security: bearer,
  middleware: reading('moderate_any_room'),
  responses: { 200: success(keywordListSchema, 'The whole list.'), ...problems(...staffProblems) },
});

const changeKeywords = createRoute({
  method: 'post',
  path: '/admin/keywords',
  summary: 'Change the words that no room shows',
  security: bearer,
  middleware: acting('moderate_any_room'),
  request: jsonRequest(keywordChangesSchema),
  responses: {
    200: success(keywordListSchema, 'The list as it is now; gateways take it up within seconds.'),
    ...problems('validation_failed', ...staffProblems, 'step_up_required'),
  },
});

/** Words that no room shows; kept by the origin, followed by every gateway. */
export function keywordRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(keywords, async (c) => {
    const request = { method: 'GET', path: internalPaths.keywords, ...asCaller(c) } as const;
    return c.json(
      { success: true as const, data: await c.get('services').origin.call(request, keywordListSchema) },
      200,
    );
  });

  app.openapi(changeKeywords, async (c) => {
    const body = c.req.valid('json');
    const request = { method: 'POST', path: internalPaths.keywords, body, ...asCaller(c) } as const;
    return c.json(
      { success: true as const, data: await c.get('services').origin.call(request, keywordListSchema) },
      200,
    );
  });
}
