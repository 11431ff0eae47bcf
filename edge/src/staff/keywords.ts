import { internalPaths } from '@halobuzz/core/api/internal';
import {
  keywordChangesSchema,
  keywordListSchema,
  keywordPreviewRequestSchema,
  keywordPreviewSchema,
} from '@halobuzz/core/api/keywords';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const keywords = createRoute({
  method: 'get',
  path: '/admin/keywords',
  summary: 'Words that no room shows, and words that moderators look at',
  security: bearer,
  middleware: reading('moderate_any_room'),
  responses: { 200: success(keywordListSchema, 'The whole list.'), ...problems(...staffProblems) },
});

const changeKeywords = createRoute({
  method: 'post',
  path: '/admin/keywords',
  summary: 'Change the words',
  description:
    'Upon the `version` that was looked at: who comes second gets `conflict`, whose `errors` say what was changed.',
  security: bearer,
  middleware: acting('moderate_any_room'),
  request: jsonRequest(keywordChangesSchema),
  responses: {
    200: success(keywordListSchema, 'The list as it is now; gateways take it up within seconds.'),
    ...problems('validation_failed', ...staffProblems, 'step_up_required', 'conflict'),
  },
});

const previewKeywords = createRoute({
  method: 'post',
  path: '/admin/keywords/preview',
  summary: 'Try a change of the words over the chat of the last hours',
  description:
    'Nothing is changed. Looks at a sample where there is much to see, and says so. Audited, with the reason.',
  security: bearer,
  middleware: reading('moderate_any_room'),
  request: jsonRequest(keywordPreviewRequestSchema),
  responses: {
    200: success(keywordPreviewSchema, 'What the change would have caught.'),
    ...problems('validation_failed', ...staffProblems),
  },
});

/** The platform's words; kept by the origin, followed by every gateway. */
export function keywordRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(keywords, async (c) => {
    const request = { method: 'GET', path: internalPaths.keywords, ...asCaller(c) } as const;
    const data = await c.var.services.origin.call(request, keywordListSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(changeKeywords, async (c) => {
    const body = c.req.valid('json');
    const request = { method: 'POST', path: internalPaths.keywords, body, ...asCaller(c) } as const;
    const data = await c.var.services.origin.call(request, keywordListSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(previewKeywords, async (c) => {
    const body = c.req.valid('json');
    const request = { method: 'POST', path: internalPaths.keywordPreview, body, ...asCaller(c) } as const;
    const data = await c.var.services.origin.call(request, keywordPreviewSchema);
    return c.json({ success: true as const, data }, 200);
  });
}
